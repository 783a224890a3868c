"""Your data over the API: a copy of everything, and being forgotten. Only in person."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import msgspec
from litestar import delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Stream

from showground.domains.users.leaving import service
from showground.domains.users.leaving.types import Erasure, Export
from showground.http.desk import Desk
from showground.http.entering import require_fresh
from showground.http.guards import allow
from showground.http.leaving import blocking
from showground.http.leaving.fetching import ZIP, fetched
from showground.http.limits import EXPORT_OF_PERSON, count


class Standing(msgspec.Struct, frozen=True):
    """Whether you are about to be forgotten, and what you have to do first.

    Attributes:
        erasure: What you asked for, while it can be taken back or is being done.
        hindrances: What stands in the way, in words.
    """

    erasure: Erasure | None
    hindrances: list[str]


@get("/me/exports", operation_id="Exports", opt=allow(in_person=True))
async def exports(desk: NamedDependency[Desk]) -> list[Export]:
    """List the copies of your data that you asked for."""
    async with desk.open(read_only=True) as tx:
        return await service.exports(tx, desk.person)


@post("/me/exports", operation_id="WantExport", status_code=202, opt=allow(in_person=True))
async def want_export(desk: NamedDependency[Desk]) -> list[Export]:
    """Ask for a copy of everything about you. A letter tells when it is ready."""
    await count(desk, EXPORT_OF_PERSON.of(desk.person))
    async with desk.open() as tx:
        await require_fresh(desk, tx)
        await service.want_export(tx, desk.person)
        return await service.exports(tx, desk.person)


@get("/me/exports/{export_id:uuid}/file", operation_id="FetchExport", opt=allow(in_person=True, gives=ZIP))
async def export_file(export_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Stream:
    """Fetch a copy of your data, as a ZIP of JSON lines."""
    return await fetched(desk, export_id)


@get("/me/erasure", operation_id="Erasure", opt=allow(in_person=True))
async def erasure(desk: NamedDependency[Desk]) -> Standing:
    """Say whether you are about to be forgotten, and what stands in the way."""
    async with desk.open() as tx:
        asked = await service.erasure(tx, desk.person)
        return Standing(asked, [one.says for one in await blocking.hindrances(tx, desk.person)])


@post("/me/erasure", operation_id="AskErasure", status_code=202, opt=allow(in_person=True))
async def ask_erasure(desk: NamedDependency[Desk]) -> Erasure:
    """Ask to be forgotten. You are signed out everywhere; sign in again to take it back in time."""
    async with desk.open() as tx:
        await require_fresh(desk, tx)
        await blocking.require_free(tx, desk.person)
        return await service.ask_erasure(tx, desk.person, grace=timedelta(days=desk.settings.erasure_days))


@delete("/me/erasure", operation_id="TakeBackErasure", opt=allow(in_person=True))
async def take_back(desk: NamedDependency[Desk]) -> None:
    """Stay: you are not forgotten."""
    async with desk.open() as tx:
        await service.take_back(tx, desk.person)


HANDLERS = [exports, want_export, export_file, erasure, ask_erasure, take_back]
