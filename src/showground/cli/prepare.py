"""What stands before the first request: checks, schema, reference data, and the first time the demo."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import msgspec

from showground.cli.demo import first_time_demo
from showground.cli.house import House
from showground.database import open_database_of
from showground.db.migrate import MigrationReport, migrate
from showground.db.preflight import check_server, check_serving_login
from showground.db.principal import Worker
from showground.db.restoring import refuse_half_restored
from showground.domains.events.importing.writing import add_topics
from showground.domains.ref.load import LoadReport, load
from showground.domains.ticketing.defaults import ensure_default_fee_plan
from showground.logs import configure_logs
from showground.settings import read_settings

if TYPE_CHECKING:
    from showground.db.tx import Database


class Prepared(msgspec.Struct, frozen=True):
    """What the preparation found and did."""

    postgres: str
    report: MigrationReport

    def __str__(self) -> str:
        if self.report.migrations:
            return f"{len(self.report.migrations)} migration(s) applied"
        return "functions and policies renewed" if self.report.replayed else "up to date"


def prepare_for_up(report: int, *, demo: bool = True, scale: float = 0.1) -> None:
    """Do what stands before the first request, for `up`, which names the database.

    Parameters
    ----------
    report
        File number of the pipe that hears how to sign in, a line each.
    demo
        Fill an empty platform with the demo.
    scale
        Size of that demo.
    """
    settings = read_settings()
    configure_logs(settings.log_format, level=settings.log_level, process="up")
    house = House(settings)
    prepared = asyncio.run(prepare_whole(house))
    print(f"PostgreSQL {prepared.postgres} is up; schema {prepared}", flush=True)
    logins = asyncio.run(first_time_demo(house, scale=scale, wanted=demo))
    with os.fdopen(report, "w", encoding="utf-8") as told:
        told.writelines(f"{login}\n" for login in logins)


async def prepare_whole(house: House) -> Prepared:
    """Prepare a database in which no restore was broken off.

    Raises:
        Conflict: one was. Unfit: as `prepare` says.
    """
    await check_server(house.owner_url, variable=owner_variable(house))
    await refuse_half_restored(house.owner_url)
    return await prepare(house)


async def prepare(house: House) -> Prepared:
    """Check the server, migrate, check the login that serves, and load the reference data.

    Raises:
        Unfit: the server or the login cannot be used.
    """
    version = await check_server(house.owner_url, variable=owner_variable(house))
    report = await migrate(house.owner_url, app_login=login_of(house.settings.database_url))
    await check_serving_login(house.settings.database_url)
    db = open_database_of(house.settings)
    try:
        await load_reference_data(db)
    finally:
        await db.close()
    return Prepared(version, report)


def owner_variable(house: House) -> str:
    """Return the setting that named the owner's connection; `up` hands on the one in the other's place."""
    return "DATABASE_URL" if house.owner_url == house.settings.database_url else "SHOWGROUND_OWNER_URL"


def login_of(url: str) -> str:
    """Return the user name in a connection URL."""
    return unquote(urlsplit(url).username or "")


async def load_reference_data(db: Database) -> LoadReport:
    """Bring reference data to what its sources say; add the topics and the default fee plan."""
    async with db.acting_as(Worker()) as tx:
        report = await load(tx)
        await ensure_default_fee_plan(tx)
        await add_topics(tx)
        return report
