"""`showground db`: the embedded PostgreSQL alone, its addresses, and migrations."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime

from showground.cli.house import open_house, running_house
from showground.settings import read_settings

LOOK_SECONDS = 0.2


def start() -> None:
    """Run the embedded PostgreSQL alone, until Ctrl-C; it is migrated first."""
    from showground.cli.prepare import prepare_whole

    with open_house(read_settings(), share=False) as house:
        prepared = asyncio.run(prepare_whole(house))
        print(f"PostgreSQL {prepared.postgres} is up; schema {prepared}. Ctrl-C stops it.", flush=True)
        try:
            while True:
                time.sleep(LOOK_SECONDS)
                if house.server is not None and house.server.restart_if_gone():
                    print("PostgreSQL had exited and was started again.", flush=True)
        except KeyboardInterrupt:
            print("stopped")


def url() -> None:
    """Print the connection URL of the serving login of the database that runs, password included."""
    print(running_house(read_settings()).settings.database_url)


def psql_url() -> None:
    """Print the connection URL of the login that owns the tables, for psql: no policy binds it."""
    print(running_house(read_settings()).owner_url)


def migrate() -> None:
    """Bring the schema and the reference data up to date; running it again changes nothing."""
    from showground.cli.prepare import prepare_whole

    with open_house(read_settings()) as house:
        print(f"schema: {asyncio.run(prepare_whole(house))}")


def partitions(*, months: int = 12) -> None:
    """Make the monthly partitions of the fact tables that are not there yet, from now on; the worker does so by itself.

    Parameters
    ----------
    months
        How many months, this one included.
    """
    from showground.domains.analytics.partitions import make_partitions

    with open_house(read_settings()) as house:
        report = asyncio.run(make_partitions(house.owner_url, first=datetime.now(UTC).date(), months=months))
    strays = "".join(f"; {count} rows of {fact} are outside all months" for fact, count in report.strays.items())
    print(f"partitions: {report.made} made{strays}")
