"""The page of one's own data: what one agreed to, a copy of everything, and being forgotten."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Stream

from showground.domains.users import service
from showground.domains.users.consenting import service as consenting
from showground.domains.users.errors import ConfirmFirst
from showground.domains.users.leaving import service as leaving
from showground.http.desk import Desk
from showground.http.entering import require_fresh
from showground.http.leaving import blocking
from showground.http.leaving.fetching import fetched
from showground.http.limits import EXPORT_OF_PERSON, count
from showground.kit.faults import Fault
from showground.kit.format import when
from showground.kit.words import gettext
from showground.web.shell import errors_of, go, show

if TYPE_CHECKING:
    from collections.abc import Mapping

HERE = "/me/data"


class ConsentForm(msgspec.Struct):
    """What the page posts; a box that is not ticked is not sent."""

    analytics: str = ""


@get(HERE)
async def data_page(desk: NamedDependency[Desk]) -> Response[Any]:
    """Show what one agreed to, copies of one's data, and the way out."""
    return await _page(desk)


@post("/me/consents")
async def decide(data: URLEncodedBody[ConsentForm], desk: NamedDependency[Desk]) -> Response[Any]:
    """Keep what somebody agrees to, and what he takes back."""
    async with desk.open() as tx:
        await consenting.decide(tx, desk.in_person, "analytics", given=bool(data.analytics))
    return go(desk, HERE, notice=gettext("Saved."))


@post("/me/data/exports")
async def want_export(desk: NamedDependency[Desk]) -> Response[Any]:
    """Have a copy of everything made."""
    person = desk.in_person
    await count(desk, EXPORT_OF_PERSON.of(person))
    try:
        async with desk.open() as tx:
            await require_fresh(desk, tx)
            await leaving.want_export(tx, person)
    except ConfirmFirst:
        raise
    except Fault as fault:
        return await _page(desk, errors=errors_of(fault), status_code=422)
    return go(desk, HERE, notice=gettext("We put your data together. A letter tells you when they are ready."))


@get("/me/data/exports/{export_id:uuid}")
async def export_file(export_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Stream:
    """Give the file."""
    return await fetched(desk, export_id)


@post("/me/data/erase")
async def erase(desk: NamedDependency[Desk]) -> Response[Any]:
    """Note that somebody wants to be forgotten, and sign him out."""
    person = desk.in_person
    try:
        async with desk.open() as tx:
            await require_fresh(desk, tx)
            await blocking.require_free(tx, person)
            asked = await leaving.ask_erasure(tx, person, grace=timedelta(days=desk.settings.erasure_days))
    except ConfirmFirst:
        raise
    except Fault as fault:
        return await _page(desk, errors=errors_of(fault), status_code=422)
    desk.keep(desk.names.drop(desk.names.session))
    says = gettext("Your account will be erased on %(day)s. Sign in before then if you change your mind.")
    return go(desk, "/", notice=says % {"day": when(asked.due_at, "UTC", "date")}, tone="warn")


@post("/me/data/stay")
async def stay(desk: NamedDependency[Desk]) -> Response[Any]:
    """Take the wish to be forgotten back."""
    async with desk.open() as tx:
        await leaving.take_back(tx, desk.in_person)
    return go(desk, HERE, notice=gettext("Your account stays."))


async def _page(desk: Desk, *, errors: Mapping[str, str] | None = None, status_code: int = 200) -> Response[Any]:
    async with desk.open() as tx:
        person = desk.in_person
        me = await service.me(tx)
        consents = {one.purpose: one for one in await consenting.consents(tx, person)}
        exports, erasure = await leaving.exports(tx, person), await leaving.erasure(tx, person)
        hindrances = [one.says for one in await blocking.hindrances(tx, person)]
    return show(
        desk,
        "users/data.html",
        status_code=status_code,
        me=me,
        consents=consents,
        exports=exports,
        erasure=erasure,
        hindrances=hindrances,
        days=desk.settings.erasure_days,
        errors=errors or {},
    )


HANDLERS = [data_page, decide, want_export, export_file, erase, stay]
