"""Looking somebody up and acting as him. Transactions act as the operator: whether he is one was proved at the desk."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from showground.domains.users.acting import store
from showground.domains.users.errors import OfAnOperator, ReasonNeeded
from showground.domains.users.types import ImpersonationId, UserId
from showground.kit.faults import Unknown
from showground.kit.ids import uuid7
from showground.kit.sealing import fingerprint
from showground.kit.text import squash

if TYPE_CHECKING:
    from datetime import timedelta
    from uuid import UUID

    from showground.db.tx import Tx
    from showground.domains.users.acting.types import Impersonation

TOKEN_BYTES, REASON_SHORTEST, REASON_LONGEST = 32, 5, 500


async def close_account(tx: Tx, *, operator: UserId, person_id: UUID, reason: str) -> None:
    """Keep a person out from now on: his sessions end, his keys and letters of proof work no more. Nothing is lost.

    Raises:
        Unknown: there is nobody like that, or he was erased.
        OfAnOperator: operators answer for themselves.
        ReasonNeeded: the reason is too short to be one, or too long.
    """
    person = await store.person(tx, person_id)
    if person.erased_at is not None:
        raise Unknown
    if person.is_operator or person.user_id == operator:
        raise OfAnOperator("Nobody closes the account of an operator, nor his own.")
    why = _reason(reason)
    if await store.close(tx, person.user_id):
        ended = await store.end_sessions(tx, person.user_id)
        tx.audit("users.account_closed", "person", person.user_id, reason=why, sessions=ended)


async def open_account(tx: Tx, *, person_id: UUID) -> None:
    """Let a person whose account was closed in again.

    Raises:
        Unknown: there is nobody like that, or he was erased.
    """
    person = await store.person(tx, person_id)
    if person.erased_at is not None:
        raise Unknown
    if await store.open_again(tx, person.user_id):
        tx.audit("users.account_opened", "person", person.user_id)


def _reason(text: str) -> str:
    why = squash(text.replace("\0", ""))
    if not REASON_SHORTEST <= len(why) <= REASON_LONGEST:
        raise ReasonNeeded
    return why


async def history(tx: Tx, person: UserId) -> list[Impersonation]:
    """Return who acted as a person before, and why."""
    return await store.of_person(tx, person)


async def act_as(tx: Tx, *, operator: UserId, handle: str, reason: str, lasts: timedelta) -> str:
    """Let an operator act as a person; return the token that his browser keeps beside his own session.

    Raises:
        Unknown: nobody has this handle, or his account is closed.
        OfAnOperator: operators answer for themselves.
        ReasonNeeded: the reason is too short to be one, or too long.
    """
    person = await store.person_named(tx, handle)
    if person is None or person.erased_at is not None or person.disabled_at is not None:
        raise Unknown
    if person.is_operator or person.user_id == operator:
        raise OfAnOperator
    why = _reason(reason)
    token, impersonation_id = secrets.token_urlsafe(TOKEN_BYTES), ImpersonationId(uuid7())
    await store.start(
        tx,
        impersonation_id=impersonation_id,
        operator_id=operator,
        user_id=person.user_id,
        reason=why,
        token_hash=fingerprint(token),
        lasts=lasts,
    )
    tx.audit(
        "users.acting_started",
        "person",
        person.user_id,
        operator=str(operator),
        impersonation=str(impersonation_id),
        reason=why,
    )
    return token


async def stop_acting(tx: Tx, *, operator: UserId, person: UserId, impersonation_id: ImpersonationId) -> None:
    """End it before its time; ending it twice is ending it once."""
    if await store.end(tx, impersonation_id=impersonation_id, operator_id=operator):
        tx.audit("users.acting_ended", "person", person, operator=str(operator), impersonation=str(impersonation_id))
