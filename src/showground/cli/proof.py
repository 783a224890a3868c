"""`showground db lint` and `showground check`: what the catalog and the rows of the running database prove."""

from __future__ import annotations

import asyncio
import sys

from showground.cli.house import running_house
from showground.settings import read_settings


def lint() -> None:
    """Ask the catalog whether the house's rules hold; print what offends one, exit with 1 when anything does."""
    from showground.db import lint as rules

    found = asyncio.run(rules.lint(running_house(read_settings()).owner_url))
    for finding in found:
        print(finding)
    if found:
        sys.exit(1)
    print(f"{len(rules.lints())} rules hold, {len(rules.exceptions())} reviewed exceptions")


def check(*, demo: bool = False) -> None:
    """Look for rows that must not be: places, tickets, money, owners, orphans. Exit with 1 when there are any.

    Parameters
    ----------
    demo
        Fail on an invariant that examined no row as well: the demo has rows of everything.
    """
    from showground.schema import invariants

    verdicts = asyncio.run(invariants.check(running_house(read_settings()).owner_url))
    lines, well = invariants.report(verdicts, demo=demo)
    print("\n".join(lines))
    if not well:
        sys.exit(1)
