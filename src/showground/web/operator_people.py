"""The operator's desk: looking a person up, acting as him for a reason, and being oneself again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery, URLEncodedBody

from showground.domains.users.acting import service
from showground.http import acting
from showground.http.desk import Desk
from showground.kit.faults import Fault, Refused, Unknown
from showground.kit.words import gettext
from showground.web.shell import errors_of, go, show

if TYPE_CHECKING:
    from showground.domains.users.acting.types import Found, Impersonation

PEOPLE = "/operator/people"


class ActForm(msgspec.Struct):
    """What the page posts."""

    handle: str = ""
    reason: str = ""


@get(PEOPLE)
async def people_page(desk: NamedDependency[Desk], who: FromQuery[str] = "") -> Response[Any]:
    """Show the person with a handle or an e-mail address; for operators."""
    try:
        return await _page(desk, who)
    except Unknown as fault:
        return await _page(desk, "", who=who, errors=errors_of(fault), status_code=404)


@post("/operator/acting")
async def act_as(data: URLEncodedBody[ActForm], desk: NamedDependency[Desk]) -> Response[Any]:
    """Look as somebody from the next page on."""
    try:
        await acting.begin(desk, handle=data.handle, reason=data.reason)
    except (Unknown, Refused):
        raise
    except Fault as fault:
        return await _page(desk, data.handle, reason=data.reason, errors=errors_of(fault), status_code=422)
    return go(desk, "/")


@post("/operator/acting/end")
async def stop_acting(desk: NamedDependency[Desk]) -> Response[Any]:
    """Be oneself again."""
    handle = desk.viewer.handle if desk.viewer else ""
    await acting.end(desk)
    return go(desk, f"{PEOPLE}?who={handle}", notice=gettext("You are yourself again."))


async def _page(
    desk: Desk,
    name: str,
    *,
    who: str = "",
    reason: str = "",
    errors: dict[str, str] | None = None,
    status_code: int = 200,
) -> Response[Any]:
    person: Found | None = None
    history: list[Impersonation] = []
    async with desk.open_as_operator() as tx:
        if name.strip():
            person = await service.look_up(tx, name)
            history = await service.history(tx, person.user_id)
    return show(
        desk,
        "operator/people.html",
        status_code=status_code,
        who=who or name,
        person=person,
        may_act=person is not None and not person.is_operator and not person.erased_at and not person.disabled_at,
        history=history,
        minutes=desk.settings.acting_seconds // 60,
        reason=reason,
        errors=errors or {},
    )


HANDLERS = [people_page, act_as, stop_acting]
