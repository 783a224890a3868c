"""Pages that links in letters lead to, and where they are asked for: proof of an address, a lost password."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter, URLEncodedBody

from showground.domains.users import tokens
from showground.domains.users.errors import LinkSpent
from showground.domains.users.proving import service as proving
from showground.http.desk import Desk
from showground.http.guards import allow
from showground.http.limits import CODE_OF_ADDRESS, MAIL_FROM_ADDRESS, MAIL_TO_ADDRESS, count
from showground.kit.faults import Fault, TooMany
from showground.kit.words import gettext
from showground.web.shell import errors_of, go, show

Token = Annotated[str, QueryParameter(name=tokens.TOKEN_PARAMETER)]


class ProofForm(msgspec.Struct):
    """What the page posts."""

    token: str = ""


class ForgottenForm(msgspec.Struct):
    """What the page posts."""

    email: str = ""


class ResetForm(msgspec.Struct):
    """What the page posts."""

    token: str = ""
    password: str = ""


@get(tokens.EMAIL_PROOF_PAGE, opt=allow(public=True))
async def proof_page(desk: NamedDependency[Desk], token: Token = "") -> Response[Any]:
    """Ask whoever opened the link to confirm: programs that look at links in mail confirm nothing."""
    return show(desk, "users/prove_email.html", token=token, error="")


@post(tokens.EMAIL_PROOF_PAGE, opt=allow(public=True))
async def prove_email(data: URLEncodedBody[ProofForm], desk: NamedDependency[Desk]) -> Response[Any]:
    """Take the proof."""
    await count(desk, CODE_OF_ADDRESS.of(desk.client_ip))
    try:
        async with desk.open() as tx:
            keys, now = desk.keyring.keys(tokens.EMAIL_PROOF), datetime.now(UTC)
            email = await proving.prove_email(tx, data.token, keys=keys, now=now)
    except Fault as fault:
        return show(desk, "users/prove_email.html", status_code=422, token="", error=fault.sentence)
    thanks = gettext("Thank you. %(email)s is confirmed.") % {"email": email}
    return go(desk, "/me" if desk.viewer else "/sign-in", notice=thanks)


@get("/forgotten", opt=allow(public=True))
async def forgotten_page(desk: NamedDependency[Desk]) -> Response[Any]:
    """Ask for the address of an account whose password is lost."""
    return show(desk, "users/forgotten.html", values={}, errors={}, sent=False)


@post("/forgotten", opt=allow(public=True))
async def forgotten(data: URLEncodedBody[ForgottenForm], desk: NamedDependency[Desk]) -> Response[Any]:
    """Have the letter sent, and say the same whether there is an account or not."""
    await count(desk, MAIL_FROM_ADDRESS.of(desk.client_ip), MAIL_TO_ADDRESS.of_email(data.email))
    async with desk.open() as tx:
        await proving.want_reset(tx, data.email)
    return show(desk, "users/forgotten.html", values={"email": data.email}, errors={}, sent=True)


@get(tokens.PASSWORD_RESET_PAGE, opt=allow(public=True))
async def reset_page(desk: NamedDependency[Desk], token: Token = "") -> Response[Any]:
    """Ask for a new password."""
    return show(desk, "users/reset_password.html", token=token, errors={})


@post(tokens.PASSWORD_RESET_PAGE, opt=allow(public=True))
async def reset_password(data: URLEncodedBody[ResetForm], desk: NamedDependency[Desk]) -> Response[Any]:
    """Set it, and go on to the sign-in: a second step is asked there as ever."""
    await count(desk, CODE_OF_ADDRESS.of(desk.client_ip))
    try:
        async with desk.open() as tx:
            keys, now = desk.keyring.keys(tokens.PASSWORD_RESET), datetime.now(UTC)
            await proving.reset_password(tx, data.token, data.password, keys=keys, now=now)
    except TooMany:
        raise
    except Fault as fault:
        token = "" if isinstance(fault, LinkSpent) else data.token
        errors = errors_of(fault)
        return show(desk, "users/reset_password.html", status_code=422, token=token, errors=errors)
    return go(
        desk, "/sign-in", notice=gettext("Your new password is set. You are signed out everywhere; sign in with it.")
    )


HANDLERS = [proof_page, prove_email, forgotten_page, forgotten, reset_page, reset_password]
