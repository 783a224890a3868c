"""Asks the catalog whether the house's rules hold: one query a rule, no row when it does; exceptions have a reason."""

from __future__ import annotations

import csv
from importlib import resources
from typing import TYPE_CHECKING

import asyncpg
import msgspec

from showground.db.layout import SCHEMAS
from showground.db.sql import parse

if TYPE_CHECKING:
    from showground.db.sql import Query


class Finding(msgspec.Struct, frozen=True, order=True):
    """A rule, what offends it and how."""

    lint: str
    subject: str
    detail: str

    def __str__(self) -> str:
        return f"{self.lint}: {self.subject}: {self.detail}"


def lints() -> dict[str, Query]:
    """Return every rule by its name."""
    return parse((resources.files(__package__) / "lints.sql").read_text(encoding="utf-8"))


def exceptions() -> dict[tuple[str, str], str]:
    """Return the reviewed exceptions: (lint, subject) and the reason."""
    text = (resources.files(__package__) / "lint_exceptions.csv").read_text(encoding="utf-8")
    return {(line["lint"], line["subject"]): line["reason"] for line in csv.DictReader(text.splitlines())}


async def lint(owner_url: str) -> list[Finding]:
    """Return what offends a rule without a reason, and reasons for what is no longer there.

    Args:
        owner_url: Any login of the database; the catalog is open to all.
    """
    connection = await asyncpg.connect(owner_url)
    try:
        return unexcused(await findings(connection))
    finally:
        await connection.close()


async def findings(connection: asyncpg.Connection) -> list[Finding]:
    """Return everything that offends a rule, with or without a reason."""
    return [
        Finding(name, row["subject"], row["detail"])
        for name, query in lints().items()
        for row in await connection.fetch(query.sql, *([list(SCHEMAS)] if query.parameters else []))
    ]


def unexcused(found: list[Finding]) -> list[Finding]:
    """Return the findings without a reason, and the reasons without a finding."""
    excused, met = exceptions(), {(finding.lint, finding.subject) for finding in found}
    stale = [Finding(name, subject, "listed, but not there") for name, subject in excused if (name, subject) not in met]
    return sorted([finding for finding in found if (finding.lint, finding.subject) not in excused] + stale)
