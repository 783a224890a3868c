"""Limits on what can be guessed, flooded or bought up: counted in the database, so that they hold across processes.

Attempts count in a transaction of their own, also when what is tried fails. While the database cannot count, limits
that guard a secret let nobody pass, and those that guard only our patience let everybody.
"""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING

import asyncpg
import msgspec

from showground.db.sql import compile_query
from showground.kit.faults import TooMany, Unavailable
from showground.kit.sealing import fingerprint
from showground.logs import log

if TYPE_CHECKING:
    from collections.abc import Mapping

    from showground.db.tx import Database
    from showground.http.desk import Desk

TAKE = compile_query(
    "limits.take", "select bucket, attempts, ends_in from showground.take_attempts(:buckets, :attempts, :per::interval)"
)
UNREACHABLE = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, Unavailable)


class Limit(msgspec.Struct, frozen=True):
    """How often something may be tried in one window (`attempt_seconds`).

    Attributes:
        name: What is limited, and what it is counted by ("sign-in:ip").
        most: Attempts in one window.
        fails_open: Let people pass while nobody can count.
    """

    name: str
    most: int
    fails_open: bool = False

    def of(self, who: object) -> Attempt:
        """Return an attempt of somebody: an address, a person's id."""
        return Attempt(self, f"{self.name}:{who}")

    def of_email(self, email: str) -> Attempt:
        """Return an attempt on an e-mail address, whether there is an account or not; it is not stored in clear."""
        return self.of(fingerprint(email.strip().lower()).hex())


class Attempt(msgspec.Struct, frozen=True):
    """One use of a limit, and the bucket in which it counts."""

    limit: Limit
    bucket: str


class Taken(msgspec.Struct, frozen=True):
    """How far a bucket has come in its window, which ends in so many seconds."""

    bucket: str
    attempts: int
    ends_in: float


SIGN_IN_OF_ADDRESS, SIGN_IN_OF_ACCOUNT = Limit("sign-in:ip", 100), Limit("sign-in:account", 10)
SIGN_UP_OF_ADDRESS = Limit("sign-up:ip", 30)
CODE_OF_ADDRESS, CODE_OF_ACCOUNT = Limit("code:ip", 30), Limit("code:account", 10)  # one-time codes, second factors
UPLOAD_OF_PERSON = Limit("upload:user", 60)
PASSWORD_OF_PERSON = Limit("password:user", 10)  # asked again of who is signed in
PASSKEY_OF_ADDRESS = Limit("passkey:ip", 100)
EXPORT_OF_PERSON = Limit("export:user", 5)
INVITATION_OF_PERSON = Limit("invitation:user", 50)
MAIL_TO_ADDRESS, MAIL_FROM_ADDRESS = Limit("mail:to", 5), Limit("mail:ip", 30)  # reset, proof, "find my order"


async def count(desk: Desk, *attempts: Attempt) -> None:
    """Count one or several attempts, in one round trip.

    Raises:
        TooMany: one of them is one too many; says when to come back.
        Unavailable: nobody can count, and one of them guards a secret.
    """
    per = timedelta(seconds=desk.settings.attempt_seconds)
    try:
        taken = await take_attempts(desk.db, {one.bucket: 1 for one in attempts}, per=per)
    except UNREACHABLE as error:
        if not all(one.limit.fails_open for one in attempts):
            raise
        log().warning("attempts are not counted", error=repr(error))
        return
    most = {one.bucket: one.limit.most for one in attempts}
    _refuse([one for one in taken if one.attempts > most[one.bucket]])


async def take_attempt(db: Database, bucket: str, *, most: int, per: timedelta) -> None:
    """Count an attempt under a limit that has no name here.

    Args:
        bucket: What is limited and for whom ("sign-in:ip:192.0.2.7").

    Raises:
        TooMany: it is one too many; says when to come back.
    """
    _refuse([one for one in await take_attempts(db, {bucket: 1}, per=per) if one.attempts > most])


async def take_attempts(db: Database, attempts: Mapping[str, int], *, per: timedelta) -> list[Taken]:
    """Count attempts in their buckets by one upsert, and return how far each has come in all processes together."""
    return await db.call(TAKE, Taken, buckets=list(attempts), attempts=list(attempts.values()), per=per)


def _refuse(over: list[Taken]) -> None:
    if over:
        raise TooMany(retry_after=max(1, math.ceil(max(one.ends_in for one in over))))
