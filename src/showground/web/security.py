"""One's own security: address, password, sessions, API keys, and asking again who it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter, URLEncodedBody

from showground.db.principal import Scope
from showground.domains.users import service
from showground.domains.users.errors import ConfirmFirst, WrongPassword
from showground.domains.users.factors import service as factors
from showground.domains.users.identities import service as identities
from showground.domains.users.passkeys import service as passkeys
from showground.domains.users.proving import service as proving
from showground.domains.users.types import ApiKeyId, SessionId
from showground.http import entering, vouching
from showground.http.ceremonies import site_or_none
from showground.http.csrf import local_path
from showground.http.desk import Desk
from showground.http.entering import require_fresh
from showground.http.limits import MAIL_FROM_ADDRESS, MAIL_TO_ADDRESS, PASSWORD_OF_PERSON, count
from showground.kit.faults import Fault, TooMany
from showground.kit.words import gettext
from showground.web.shell import errors_of, go, show

if TYPE_CHECKING:
    from showground.domains.users.types import NewApiKey

HERE = "/me/security"
SCOPES: tuple[Scope, ...] = ("read", "buy", "scan", "manage")


class KeyForm(msgspec.Struct):
    """What the page posts: one box per scope."""

    name: str = ""
    read: str = ""
    buy: str = ""
    scan: str = ""
    manage: str = ""


class EmailForm(msgspec.Struct):
    """What the page posts."""

    email: str = ""
    email_password: str = ""


class PasswordForm(msgspec.Struct):
    """What the page posts."""

    present: str = ""
    new_password: str = ""


class ConfirmForm(msgspec.Struct):
    """What the page posts; `next` is where the delicate thing stands."""

    password: str = ""
    next: str = ""


@get(HERE)
async def security_page(desk: NamedDependency[Desk]) -> Response[Any]:
    """Show how one signs in, and where one is signed in."""
    return await page(desk)


@post("/me/email")
async def change_email(data: URLEncodedBody[EmailForm], desk: NamedDependency[Desk]) -> Response[Any]:
    """Ask for another address; it counts once it is proved."""
    person = desk.in_person
    await count(desk, PASSWORD_OF_PERSON.of(person), MAIL_TO_ADDRESS.of_email(data.email))
    try:
        async with desk.open() as tx:
            await require_fresh(desk, tx)
            await proving.change_email(tx, person, email=data.email, password=data.email_password)
    except (TooMany, ConfirmFirst):
        raise
    except Fault as fault:
        names = {"password": "email_password"}
        return await page(desk, email_values={"email": data.email}, errors=errors_of(fault, names), status_code=422)
    sent = gettext("We sent a letter to %(email)s. Open its link to change the address.") % {"email": data.email}
    return go(desk, HERE, notice=sent, tone="cool")


@post("/me/email/keep")
async def keep_email(desk: NamedDependency[Desk]) -> Response[Any]:
    """Give up a change of address."""
    async with desk.open() as tx:
        await proving.keep_email(tx, desk.in_person)
    return go(desk, HERE, notice=gettext("Your address stays what it was."))


@post("/me/email/proof")
async def send_again(desk: NamedDependency[Desk]) -> Response[Any]:
    """Have the letter sent again that proves the address."""
    person = desk.in_person
    await count(desk, MAIL_FROM_ADDRESS.of(desk.client_ip), MAIL_TO_ADDRESS.of(person))
    async with desk.open() as tx:
        await proving.want_proof(tx, person)
    return go(desk, HERE, notice=gettext("The letter is on its way."), tone="cool")


@post("/me/password")
async def change_password(data: URLEncodedBody[PasswordForm], desk: NamedDependency[Desk]) -> Response[Any]:
    """Set another password; every other browser is signed out."""
    person = desk.in_person
    await count(desk, PASSWORD_OF_PERSON.of(person))
    try:
        async with desk.open() as tx:
            await proving.change_password(
                tx, person, present=data.present, password=data.new_password, keep=desk.session_id
            )
    except Fault as fault:
        wrong = isinstance(fault, WrongPassword)
        names = {"password": "present" if wrong else "new_password"}
        return await page(desk, errors=errors_of(fault, names), status_code=422)
    return go(desk, HERE, notice=gettext("Your new password is set. Everywhere else you are signed out."))


@get("/me/confirm")
async def confirm_page(
    desk: NamedDependency[Desk], after: Annotated[str, QueryParameter(name="next")] = ""
) -> Response[Any]:
    """Ask again who it is."""
    return show(desk, "users/confirm.html", next=local_path(after, otherwise=HERE), errors={})


@post("/me/confirm")
async def confirm(data: URLEncodedBody[ConfirmForm], desk: NamedDependency[Desk]) -> Response[Any]:
    """Take the password, and go back to what it was asked for."""
    person, after = desk.in_person, local_path(data.next, otherwise=HERE)
    await count(desk, PASSWORD_OF_PERSON.of(person))
    try:
        async with desk.open() as tx:
            await proving.confirm(tx, person, session_of(desk), password=data.password)
    except Fault as fault:
        return show(desk, "users/confirm.html", status_code=422, next=after, errors=errors_of(fault))
    return go(desk, after, notice=gettext("Thank you. Go on where you were."))


@post("/me/sessions/{session_id:uuid}/end")
async def end_session(session_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Response[Any]:
    """Sign a browser out; one's own goes home."""
    if desk.session_id == session_id:
        await entering.sign_out(desk)
        return go(desk, "/")
    async with desk.open() as tx:
        await service.end_session(tx, desk.in_person, SessionId(session_id))
    return go(desk, HERE, notice=gettext("That browser is signed out."))


@post("/me/sessions/end-others")
async def end_other_sessions(desk: NamedDependency[Desk]) -> Response[Any]:
    """Sign out everywhere else."""
    async with desk.open() as tx:
        await proving.end_other_sessions(tx, desk.in_person, keep=desk.session_id)
    return go(desk, HERE, notice=gettext("Everywhere else you are signed out."))


@post("/me/keys")
async def create_key(data: URLEncodedBody[KeyForm], desk: NamedDependency[Desk]) -> Response[Any]:
    """Make an API key; its secret stands on the page that answers, once."""
    scopes = [scope for scope in SCOPES if getattr(data, scope)]
    try:
        async with desk.open() as tx:
            await require_fresh(desk, tx)
            made = await service.create_api_key(tx, desk.in_person, name=data.name, scopes=scopes, lasts=None)
    except ConfirmFirst:
        raise
    except Fault as fault:
        key_values = {"name": data.name, "scopes": scopes}
        return await page(desk, key_values=key_values, key_errors=errors_of(fault), status_code=422)
    return await page(desk, made=made)


@post("/me/keys/{key_id:uuid}/end")
async def end_key(key_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Response[Any]:
    """Revoke an API key."""
    async with desk.open() as tx:
        await service.end_api_key(tx, desk.in_person, ApiKeyId(key_id))
    return go(desk, HERE, notice=gettext("The key is revoked."))


def session_of(desk: Desk) -> SessionId:
    """Return the session of whoever acts in person."""
    session = desk.session_id
    if session is None:
        raise ConfirmFirst
    return session


async def page(
    desk: Desk,
    *,
    email_values: dict[str, Any] | None = None,
    errors: dict[str, str] | None = None,
    key_values: dict[str, Any] | None = None,
    key_errors: dict[str, str] | None = None,
    made: NewApiKey | None = None,
    status_code: int = 200,
) -> Response[Any]:
    """Show the whole page, with what one of its forms was refused for."""
    person = desk.in_person
    async with desk.open() as tx:
        me = await service.me(tx)
        keys = await service.api_keys(tx, person)
        sessions = await service.sessions(tx, person, current=desk.session_id)
        linked = await identities.identities(tx, person)
        step, known = await factors.second_step(tx, person), await passkeys.passkeys(tx, person)
    return show(
        desk,
        "users/security.html",
        status_code=status_code,
        me=me,
        email_values=email_values or {"email": ""},
        errors=errors or {},
        step=step,
        passkeys=known,
        takes_passkeys=site_or_none(desk) is not None,
        identities=linked,
        providers=vouching.labels(desk),
        issuers=vouching.issuer_labels(desk),
        keys=keys,
        scopes=SCOPES,
        key_values=key_values or {"name": "", "scopes": ["read"]},
        key_errors=key_errors or {},
        made=made,
        sessions=sessions,
    )


HANDLERS = [
    security_page,
    change_email,
    keep_email,
    send_again,
    change_password,
    confirm_page,
    confirm,
    end_session,
    end_other_sessions,
    create_key,
    end_key,
]
