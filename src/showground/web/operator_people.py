"""The operators' pages of people: looking somebody up, acting as him for a reason, closing his account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody

from showground.domains.users import store as users
from showground.domains.users.acting import service
from showground.http import acting
from showground.http.desk import Desk
from showground.http.operating import people
from showground.http.operating.types import PeopleState
from showground.kit.faults import Fault, Refused, Unknown
from showground.kit.words import gettext
from showground.web.console import PAGE, address
from showground.web.shell import errors_of, go, show

if TYPE_CHECKING:
    from showground.db.tx import Tx

PEOPLE = "/operator/people"


class ActForm(msgspec.Struct):
    """What the page posts."""

    handle: str = ""
    reason: str = ""


class CloseForm(msgspec.Struct):
    """Why an account is closed."""

    closing: str = ""


@get(PEOPLE)
async def people_page(
    desk: NamedDependency[Desk],
    *,
    q: FromQuery[str] = "",
    status: FromQuery[str] = "",
    cursor: FromQuery[str | None] = None,
) -> Response[Any]:
    """List people; a whole e-mail address or an @handle leads to the one who has it."""
    wanted: PeopleState | None = next((one for one in get_args(PeopleState) if one == status), None)
    exact = "@" in q
    async with desk.open_as_operator() as tx:
        if exact and (person := await _named(tx, q.strip())) is not None:
            return go(desk, f"{PEOPLE}/{person}")
        page = await people.people(tx, named_like="" if exact else q, state=wanted, cursor=cursor, limit=PAGE)
    more = address(PEOPLE, q=q, status=wanted, cursor=page.next) if page.next else None
    return show(
        desk,
        "operator/people.html",
        status_code=404 if exact else 200,
        people=[] if exact else page.items,
        q=q,
        status=wanted or "",
        nobody=exact,
        more=None if exact else more,
    )


@get("/operator/people/{person_id:uuid}")
async def person_page(person_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Response[Any]:
    """Show an operator the person whom he was asked about."""
    return await _person(desk, person_id)


@post("/operator/people/{person_id:uuid}/close")
async def close_account(
    person_id: FromPath[UUID], data: URLEncodedBody[CloseForm], desk: NamedDependency[Desk]
) -> Response[Any]:
    """Keep a person out and end his sessions."""
    try:
        async with desk.open_as_operator() as tx:
            await service.close_account(tx, operator=desk.in_person, person_id=person_id, reason=data.closing)
    except (Unknown, Refused):
        raise
    except Fault as fault:
        errors = errors_of(fault, {"reason": "closing"})
        return await _person(desk, person_id, closing=data.closing, errors=errors, status_code=422)
    return go(desk, f"{PEOPLE}/{person_id}", notice=gettext("The account is closed and signed out everywhere."))


@post("/operator/people/{person_id:uuid}/open")
async def open_account(person_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Response[Any]:
    """Let a person whose account was closed in again."""
    async with desk.open_as_operator() as tx:
        await service.open_account(tx, person_id=person_id)
    return go(desk, f"{PEOPLE}/{person_id}", notice=gettext("The account is open again."))


@post("/operator/acting")
async def act_as(data: URLEncodedBody[ActForm], desk: NamedDependency[Desk]) -> Response[Any]:
    """Look as somebody from the next page on."""
    try:
        await acting.begin(desk, handle=data.handle, reason=data.reason)
    except (Unknown, Refused):
        raise
    except Fault as fault:
        async with desk.open_as_operator() as tx:
            person = await users.user_id_of_handle(tx, data.handle)
        if person is None:
            raise Unknown from fault
        return await _person(desk, person, reason=data.reason, errors=errors_of(fault), status_code=422)
    return go(desk, "/")


@post("/operator/acting/end")
async def stop_acting(desk: NamedDependency[Desk]) -> Response[Any]:
    """Be oneself again."""
    person = desk.viewer.user_id if desk.viewer else ""
    await acting.end(desk)
    return go(desk, f"{PEOPLE}/{person}", notice=gettext("You are yourself again."))


async def _named(tx: Tx, name: str) -> UUID | None:
    """Return who has a handle, written with an @ before it, or a whole address."""
    if name.startswith("@"):
        return await users.user_id_of_handle(tx, name[1:].lower())
    return await people.person_with_email(tx, name)


async def _person(
    desk: Desk,
    person_id: UUID,
    *,
    reason: str = "",
    closing: str = "",
    errors: dict[str, str] | None = None,
    status_code: int = 200,
) -> Response[Any]:
    async with desk.open_as_operator() as tx:
        found = await people.person(tx, person_id)
        history = await service.history(tx, found.person.id)
    person = found.person
    answers_himself = person.is_operator or person.id == desk.in_person
    return show(
        desk,
        "operator/person.html",
        status_code=status_code,
        person=person,
        organizations=found.organizations,
        may_act=not (answers_himself or person.erased_at or person.disabled_at),
        may_close=not (answers_himself or person.erased_at),
        history=history,
        minutes=desk.settings.acting_seconds // 60,
        reason=reason,
        closing=closing,
        errors=errors or {},
    )


HANDLERS = [people_page, person_page, close_account, open_account, act_as, stop_acting]
