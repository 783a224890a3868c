"""Second steps and passkeys as pages: setting them up, removing them, signing in with them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter, URLEncodedBody

from showground.domains.users.errors import ConfirmFirst, LastWayIn, PasskeyRefused, SecondStepOff, SecondStepOver
from showground.domains.users.factors import service as factors
from showground.domains.users.passkeys import service as passkeys
from showground.domains.users.passkeys.types import PasskeyId
from showground.domains.users.proving import service as proving
from showground.http import entering
from showground.http.ceremonies import ceremony_of, keep_ceremony, site_of
from showground.http.csrf import local_path
from showground.http.desk import Desk
from showground.http.entering import require_fresh
from showground.http.guards import allow
from showground.http.limits import CODE_OF_ACCOUNT, PASSKEY_OF_ADDRESS, PASSWORD_OF_PERSON, count
from showground.kit.faults import Fault, TooMany
from showground.kit.words import gettext
from showground.web import security
from showground.web.security import HERE
from showground.web.shell import errors_of, go, show

SETUP = "/me/second-step"


class CodeForm(msgspec.Struct):
    """What the pages post."""

    code: str = ""
    next: str = ""


class RemoveForm(msgspec.Struct):
    """What the page posts."""

    step_password: str = ""


class NameForm(msgspec.Struct):
    """What the page posts."""

    name: str = ""


class PasskeyIn(msgspec.Struct):
    """What our script sends: the authenticator's answer, and how the passkey shall be called or where to go on."""

    credential: msgspec.Raw
    name: str = ""
    next: str = ""


@get("/sign-in/code", opt=allow(public=True))
async def code_page(
    desk: NamedDependency[Desk], after: Annotated[str, QueryParameter(name="next")] = ""
) -> Response[Any]:
    """Ask for the second step."""
    return show(desk, "users/code.html", errors={}, next=local_path(after, otherwise=""))


@post("/sign-in/code", opt=allow(public=True))
async def sign_in_by_code(data: URLEncodedBody[CodeForm], desk: NamedDependency[Desk]) -> Response[Any]:
    """Take the second step."""
    after = local_path(data.next, otherwise="")
    try:
        await entering.sign_in_by_code(desk, data.code)
    except TooMany:
        raise
    except SecondStepOver as fault:
        return go(desk, "/sign-in", notice=fault.sentence, tone="warn")
    except Fault as fault:
        return show(desk, "users/code.html", status_code=422, errors=errors_of(fault), next=after)
    return go(desk, after or "/")


@get(SETUP)
async def setup_page(desk: NamedDependency[Desk]) -> Response[Any]:
    """Show the secret that awaits its first code."""
    return await _setup(desk)


@post(SETUP)
async def set_up(desk: NamedDependency[Desk]) -> Response[Any]:
    """Make a secret for the app."""
    async with desk.open() as tx:
        await require_fresh(desk, tx)
        await factors.set_up(tx, desk.in_person, box=desk.keyring.box)
    return go(desk, SETUP)


@post(f"{SETUP}/confirm")
async def confirm_setup(data: URLEncodedBody[CodeForm], desk: NamedDependency[Desk]) -> Response[Any]:
    """Let it count from now on; the recovery codes stand on the page that answers, once."""
    person = desk.in_person
    await count(desk, CODE_OF_ACCOUNT.of(person))
    try:
        async with desk.open() as tx:
            await require_fresh(desk, tx)
            codes = await factors.confirm(tx, person, data.code, box=desk.keyring.box, now=datetime.now(UTC))
    except ConfirmFirst:
        raise
    except Fault as fault:
        return await _setup(desk, errors=errors_of(fault), status_code=422)
    return show(desk, "users/recovery_codes.html", codes=codes)


@post(f"{SETUP}/codes")
async def new_codes(desk: NamedDependency[Desk]) -> Response[Any]:
    """Make other recovery codes; they stand on the page that answers, once."""
    async with desk.open() as tx:
        await require_fresh(desk, tx)
        codes = await factors.new_recovery_codes(tx, desk.in_person)
    return show(desk, "users/recovery_codes.html", codes=codes)


@post(f"{SETUP}/remove")
async def remove_second_step(data: URLEncodedBody[RemoveForm], desk: NamedDependency[Desk]) -> Response[Any]:
    """Remove the app, with the password."""
    person = desk.in_person
    await count(desk, PASSWORD_OF_PERSON.of(person))
    try:
        async with desk.open() as tx:
            await proving.check_password_of(tx, person, data.step_password)
            await factors.remove(tx, person)
    except Fault as fault:
        return await security.page(desk, errors=errors_of(fault, {"password": "step_password"}), status_code=422)
    return go(desk, HERE, notice=gettext("The authenticator app is removed."))


@post("/me/passkeys/options")
async def registration_options(desk: NamedDependency[Desk]) -> Response[Any]:
    """Tell the script what to ask the authenticator for."""
    try:
        async with desk.open() as tx:
            await require_fresh(desk, tx)
            begun = await passkeys.begin_registration(tx, desk.in_person, site=site_of(desk))
    except Fault as fault:
        return _says(fault)
    keep_ceremony(desk, begun.token)
    return Response(begun.options.encode(), media_type="application/json")


@post("/me/passkeys")
async def register(request: Request[Any, Any, Any], desk: NamedDependency[Desk]) -> Response[Any]:
    """Keep the passkey that the authenticator made; tell the script where to go on."""
    given = await _given(request)
    try:
        async with desk.open() as tx:
            await require_fresh(desk, tx)
            await passkeys.register(
                tx,
                desk.in_person,
                token=ceremony_of(desk),
                answer=bytes(given.credential),
                name=given.name,
                site=site_of(desk),
            )
    except Fault as fault:
        return _says(fault)
    go(desk, HERE, notice=gettext("The passkey is ready. You can sign in with it from now on."))
    return _says(next_path=HERE)


@post("/me/passkeys/{passkey_id:uuid}/rename")
async def rename(
    passkey_id: FromPath[UUID], data: URLEncodedBody[NameForm], desk: NamedDependency[Desk]
) -> Response[Any]:
    """Give a passkey another name."""
    async with desk.open() as tx:
        await passkeys.rename(tx, desk.in_person, PasskeyId(passkey_id), name=data.name)
    return go(desk, HERE, notice=gettext("Saved."))


@post("/me/passkeys/{passkey_id:uuid}/remove")
async def remove_passkey(passkey_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Response[Any]:
    """Forget a passkey."""
    try:
        async with desk.open() as tx:
            await require_fresh(desk, tx)
            await passkeys.remove(tx, desk.in_person, PasskeyId(passkey_id))
    except LastWayIn as fault:
        return go(desk, HERE, notice=fault.sentence, tone="bad")
    return go(desk, HERE, notice=gettext("The passkey is removed."))


@post("/sign-in/passkey/options", opt=allow(public=True))
async def sign_in_options(desk: NamedDependency[Desk]) -> Response[Any]:
    """Tell the script what to ask the authenticator."""
    await count(desk, PASSKEY_OF_ADDRESS.of(desk.client_ip))
    try:
        async with desk.open() as tx:
            begun = await passkeys.begin_sign_in(tx, site=site_of(desk))
    except Fault as fault:
        return _says(fault)
    keep_ceremony(desk, begun.token)
    return Response(begun.options.encode(), media_type="application/json")


@post("/sign-in/passkey", opt=allow(public=True))
async def sign_in_by_passkey(request: Request[Any, Any, Any], desk: NamedDependency[Desk]) -> Response[Any]:
    """Sign in whoever's passkey answered; tell the script where to go on."""
    given = await _given(request)
    try:
        await entering.sign_in_by_passkey(desk, bytes(given.credential))
    except Fault as fault:
        return _says(fault)
    return _says(next_path=local_path(given.next))


async def _setup(desk: Desk, *, errors: dict[str, str] | None = None, status_code: int = 200) -> Response[Any]:
    try:
        async with desk.open() as tx:
            setup = await factors.pending_setup(tx, desk.in_person, box=desk.keyring.box)
    except SecondStepOff:
        setup = None
    return show(desk, "users/second_step.html", status_code=status_code, setup=setup, errors=errors or {})


async def _given(request: Request[Any, Any, Any]) -> PasskeyIn:
    try:
        return msgspec.json.decode(await request.body(), type=PasskeyIn)
    except msgspec.MsgspecError as error:
        raise PasskeyRefused from error


def _says(fault: Fault | None = None, *, next_path: str = "") -> Response[Any]:
    """Answer the script: a sentence for the person, or where to go on."""
    if isinstance(fault, ConfirmFirst):
        return Response({"next": f"/me/confirm?next={HERE}"}, status_code=422)
    if fault is not None:
        return Response({"says": fault.sentence, "code": fault.code}, status_code=422)
    return Response({"next": next_path}, status_code=200)


HANDLERS = [
    code_page,
    sign_in_by_code,
    setup_page,
    set_up,
    confirm_setup,
    new_codes,
    remove_second_step,
    registration_options,
    register,
    rename,
    remove_passkey,
    sign_in_options,
    sign_in_by_passkey,
]
