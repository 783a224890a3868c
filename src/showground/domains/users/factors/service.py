"""An authenticator app as a second step: set up, confirm, use, lose, remove."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from showground.domains.users import store as users
from showground.domains.users.errors import SecondStepOff, SecondStepOn, SecondStepOver, WrongCode
from showground.domains.users.factors import rules, store
from showground.domains.users.factors.types import SecondStep, TotpSetup
from showground.domains.users.facts import FactorsChanged
from showground.kit.faults import Unknown
from showground.kit.sealing import fingerprint

if TYPE_CHECKING:
    from datetime import datetime

    from showground.db.tx import Tx
    from showground.domains.users.types import UserId
    from showground.kit.box import Box

ISSUER = "Showground"
TOKEN_BYTES = 32
SECOND_STEP_LASTS = timedelta(minutes=10)


async def second_step(tx: Tx, person: UserId) -> SecondStep:
    """Return how a person's second step stands."""
    await tx.as_service()
    known = await store.totp_of_person(tx, person)
    is_on = known is not None and known.confirmed
    return SecondStep(is_on, await store.recovery_codes_left(tx, person) if is_on else 0)


async def set_up(tx: Tx, person: UserId, *, box: Box) -> TotpSetup:
    """Give a person a new secret for his app; it counts once a code of it is confirmed.

    Raises:
        SecondStepOn: an app is set up already.
    """
    await tx.as_service()
    reach = await users.reach_of_account(tx, person)
    if reach is None:
        raise Unknown
    secret = rules.new_secret()
    if not await store.put_totp(tx, user_id=person, secret=box.shut(secret.encode(), _purpose(person))):
        raise SecondStepOn
    return TotpSetup(secret, rules.uri_of(secret, account=reach.email, issuer=ISSUER))


async def pending_setup(tx: Tx, person: UserId, *, box: Box) -> TotpSetup:
    """Return the secret that awaits its first code, for a page that shows it again.

    Raises:
        SecondStepOff: none awaits one.
    """
    await tx.as_service()
    known, reach = await store.totp_of_person(tx, person), await users.reach_of_account(tx, person)
    if known is None or known.confirmed or reach is None:
        raise SecondStepOff
    secret = box.open(known.secret, _purpose(person)).decode()
    return TotpSetup(secret, rules.uri_of(secret, account=reach.email, issuer=ISSUER))


async def confirm(tx: Tx, person: UserId, code: str, *, box: Box, now: datetime) -> list[str]:
    """Let the second step count, now that the app shows the right code.

    Returns:
        Recovery codes. They are shown this once.

    Raises:
        SecondStepOff: nothing was set up. SecondStepOn: it counts already. WrongCode: it is another app's.
    """
    await tx.as_service()
    known = await store.totp_of_person(tx, person)
    if known is None:
        raise SecondStepOff
    if known.confirmed:
        raise SecondStepOn
    await _take_code(tx, person, code, box=box, now=now)
    tx.audit("users.second_step_on", "person", person)
    tx.announce(FactorsChanged(person))
    return await _new_codes(tx, person)


async def new_recovery_codes(tx: Tx, person: UserId) -> list[str]:
    """Give a person other recovery codes; the former ones end.

    Raises:
        SecondStepOff: there is nothing to recover.
    """
    if not (await second_step(tx, person)).is_on:
        raise SecondStepOff
    tx.audit("users.recovery_codes_made", "person", person)
    return await _new_codes(tx, person)


async def remove(tx: Tx, person: UserId) -> None:
    """Forget the app and the recovery codes of a person who proved that it is he.

    Raises:
        SecondStepOff: there is none.
    """
    await tx.as_service()
    if not await store.remove_totp(tx, person):
        raise SecondStepOff
    await store.remove_recovery_codes(tx, person)
    tx.audit("users.second_step_off", "person", person)
    tx.announce(FactorsChanged(person))


async def begin_second_step(tx: Tx, person: UserId) -> str:
    """Note that somebody's password was right; return what his browser keeps until the code comes. No session yet."""
    await tx.as_service()
    token = secrets.token_urlsafe(TOKEN_BYTES)
    await store.begin_ceremony(
        tx,
        kind="second_step",
        token_hash=fingerprint(token),
        user_id=person,
        challenge=None,
        lasts=SECOND_STEP_LASTS,
    )
    return token


async def whose_second_step(tx: Tx, token: str) -> UserId:
    """Return who is to show a code.

    Raises:
        SecondStepOver: nobody, or no longer.
    """
    await tx.as_service()
    begun = await store.open_ceremony(tx, kind="second_step", token_hash=fingerprint(token))
    if begun is None or begun.user_id is None:
        raise SecondStepOver
    return begun.user_id


async def finish_second_step(tx: Tx, token: str, code: str, *, box: Box, now: datetime) -> UserId:
    """Take the code of the app, or a recovery code, and end the waiting.

    Raises:
        SecondStepOver: nothing waits, or no longer. WrongCode: wrong, too old or used.
    """
    person = await whose_second_step(tx, token)
    digest = rules.recovery_digest(code)
    if digest is None:
        await _take_code(tx, person, code, box=box, now=now)
    elif await store.use_recovery_code(tx, user_id=person, code_hash=digest):
        tx.audit("users.recovery_code_used", "person", person)
    else:
        raise WrongCode
    if not await store.finish_ceremony(tx, kind="second_step", token_hash=fingerprint(token)):
        raise SecondStepOver
    return person


async def _take_code(tx: Tx, person: UserId, code: str, *, box: Box, now: datetime) -> None:
    known = await store.totp_of_person(tx, person)
    if known is None:
        raise WrongCode
    secret = box.open(known.secret, _purpose(person)).decode()
    step = rules.step_of(secret, code, now=now, after=known.last_step)
    if step is None or not await store.take_step(tx, user_id=person, step=step):
        raise WrongCode


async def _new_codes(tx: Tx, person: UserId) -> list[str]:
    codes = rules.new_recovery_codes()
    await store.remove_recovery_codes(tx, person)
    hashes = [digest for code in codes if (digest := rules.recovery_digest(code))]
    await store.add_recovery_codes(tx, user_id=person, hashes=hashes)
    return codes


def _purpose(person: UserId) -> str:
    return f"totp:{person}"
