"""Signing up, in and out, as API and web share it: limits, session, cookie. What follows acts as the person."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from showground.db.principal import Person
from showground.domains.users import service
from showground.domains.users.factors import service as factors
from showground.domains.users.passkeys import service as passkeys
from showground.domains.users.proving import service as proving
from showground.domains.users.types import SecondStepDue
from showground.http import acting
from showground.http.ceremonies import ceremony_of, keep_ceremony, site_of
from showground.http.doorway import LANGUAGE_COOKIE
from showground.http.limits import (
    CODE_OF_ACCOUNT,
    CODE_OF_ADDRESS,
    PASSKEY_OF_ADDRESS,
    SIGN_IN_OF_ACCOUNT,
    SIGN_IN_OF_ADDRESS,
    SIGN_UP_OF_ADDRESS,
    count,
)
from showground.kit.words import LANGUAGES

if TYPE_CHECKING:
    from showground.db.tx import Tx
    from showground.domains.users.types import SignedIn, SignUp, UserId
    from showground.http.desk import Desk

YEAR_SECONDS = 31_536_000


async def sign_up(desk: Desk, wanted: SignUp) -> None:
    """Make an account and sign the browser in.

    Raises:
        TooMany: too many accounts from this address.
        Fault: what `users.service.sign_up` refuses.
    """
    await count(desk, SIGN_UP_OF_ADDRESS.of(desk.client_ip))
    async with desk.open() as tx:
        user_id = await service.sign_up(tx, wanted)
        signed_in = await service.open_session(tx, user_id, user_agent=_agent(desk), lasts=_lasts(desk))
    _let_in(desk, signed_in)


async def sign_in(desk: Desk, *, email: str, password: str, code: str = "") -> bool:
    """Sign the browser in. Attempts count by address and by account, whether there is one or not.

    Args:
        code: Of the second step, when it comes along.

    Returns:
        Whether it is in; else the account asks for a code, and `sign_in_by_code` follows.

    Raises:
        TooMany: too many attempts.
        WrongCredentials: address and password do not belong together.
    """
    await count(desk, SIGN_IN_OF_ADDRESS.of(desk.client_ip), SIGN_IN_OF_ACCOUNT.of_email(email))
    async with desk.open() as tx:
        result = await service.sign_in(tx, email=email, password=password, user_agent=_agent(desk), lasts=_lasts(desk))
    if not isinstance(result, SecondStepDue):
        _let_in(desk, result)
    elif code:
        await sign_in_by_code(desk, code, token=result.token)
    else:
        keep_ceremony(desk, result.token)
        return False
    return True


async def sign_in_by_code(desk: Desk, code: str, *, token: str | None = None) -> None:
    """Take the second step of a sign-in that this browser began.

    Args:
        token: What the first step gave; the browser's cookie unless told.

    Raises:
        TooMany: too many codes were tried for this account or from this address.
        SecondStepOver: nothing was begun, or too long ago.
        WrongCode: wrong, too old or used.
    """
    begun = token or ceremony_of(desk)
    async with desk.open() as tx:
        person = await factors.whose_second_step(tx, begun)
    await count(desk, CODE_OF_ADDRESS.of(desk.client_ip), CODE_OF_ACCOUNT.of(person))
    async with desk.open() as tx:
        await factors.finish_second_step(tx, begun, code, box=desk.keyring.box, now=datetime.now(UTC))
        signed_in = await service.open_session(tx, person, user_agent=_agent(desk), lasts=_lasts(desk))
    desk.keep(desk.names.drop(desk.names.ceremony))
    _let_in(desk, signed_in)


async def sign_in_by_passkey(desk: Desk, answer: bytes) -> None:
    """Sign in whoever's passkey answered what this browser was asked.

    Raises:
        TooMany: too many attempts from this address.
        PasskeyRefused: the answer proves nothing.
    """
    await count(desk, PASSKEY_OF_ADDRESS.of(desk.client_ip))
    async with desk.open() as tx:
        person = await passkeys.sign_in(tx, token=ceremony_of(desk), answer=answer, site=site_of(desk))
        signed_in = await service.open_session(tx, person, user_agent=_agent(desk), lasts=_lasts(desk))
    desk.keep(desk.names.drop(desk.names.ceremony))
    _let_in(desk, signed_in)


async def require_fresh(desk: Desk, tx: Tx) -> None:
    """Let pass who signed in, or confirmed that it is he, not long ago.

    Raises:
        ConfirmFirst: it is too long ago; the page that asks follows.
    """
    within = timedelta(seconds=desk.settings.fresh_seconds)
    await proving.require_fresh(tx, desk.in_person, desk.session_id, within=within)


async def sign_out(desk: Desk) -> None:
    """Revoke this browser's session and take its cookie back; an operator who acts as somebody is himself again."""
    if desk.acting is not None:
        await acting.end(desk)
        return
    if desk.viewer is not None:
        async with desk.open() as tx:
            await service.end_session(tx, desk.viewer.user_id, desk.viewer.session_id)
    desk.keep(desk.names.drop(desk.names.session))


async def let_in(desk: Desk, tx: Tx, person: UserId) -> bool:
    """Sign the browser in as somebody for whom another vouched in this transaction.

    Returns:
        Whether it is in; else the account asks for a code, and `sign_in_by_code` follows, as after a password.
    """
    if (await factors.second_step(tx, person)).is_on:
        keep_ceremony(desk, await factors.begin_second_step(tx, person))
        return False
    _let_in(desk, await service.open_session(tx, person, user_agent=_agent(desk), lasts=_lasts(desk)))
    return True


def _let_in(desk: Desk, signed_in: SignedIn) -> None:
    desk.principal = Person(signed_in.user_id)
    desk.keep(desk.names.keep_session(signed_in.token))
    if signed_in.language in LANGUAGES:
        keep_language(desk, signed_in.language)


def keep_language(desk: Desk, language: str) -> None:
    """Have this browser speak a language from now on, whatever it likes best."""
    desk.keep(desk.names.make(LANGUAGE_COOKIE, language, seconds=YEAR_SECONDS))


def _agent(desk: Desk) -> str:
    return desk.request.headers.get("user-agent", "")


def _lasts(desk: Desk) -> timedelta:
    return timedelta(days=desk.settings.session_days)
