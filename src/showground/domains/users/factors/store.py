"""Every question asked of second steps and ceremonies; all of it the service's business."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.db.sql import named
from showground.domains.users.factors.types import Ceremony, Totp
from showground.kit.ids import uuid7, uuid7s

if TYPE_CHECKING:
    from datetime import timedelta

    from showground.db.tx import Tx
    from showground.domains.users.factors.types import CeremonyKind
    from showground.domains.users.types import UserId

SQL = named(__name__)


async def put_totp(tx: Tx, *, user_id: UserId, secret: bytes) -> bool:
    """Store a shut secret that awaits its first code; return False when one counts already."""
    return await tx.run(SQL["put_totp"], user_id=user_id, secret=secret) == 1


async def totp_of_person(tx: Tx, user_id: UserId) -> Totp | None:
    """Return a person's secret, shut."""
    return await tx.maybe(SQL["totp_of_person"], Totp, user_id=user_id)


async def take_step(tx: Tx, *, user_id: UserId, step: int) -> bool:
    """Note that the code of a step was used; return whether it is newer than the last. The first one confirms."""
    return await tx.run(SQL["take_step"], user_id=user_id, step=step) == 1


async def remove_totp(tx: Tx, user_id: UserId) -> bool:
    """Forget a person's secret; return whether there was one."""
    return await tx.run(SQL["remove_totp"], user_id=user_id) == 1


async def add_recovery_codes(tx: Tx, *, user_id: UserId, hashes: list[bytes]) -> None:
    """Store recovery codes by their digests."""
    await tx.run(SQL["add_recovery_codes"], user_id=user_id, ids=uuid7s(len(hashes)), hashes=hashes)


async def use_recovery_code(tx: Tx, *, user_id: UserId, code_hash: bytes) -> bool:
    """Use a recovery code up; return whether there was one to use."""
    return await tx.run(SQL["use_recovery_code"], user_id=user_id, code_hash=code_hash) == 1


async def remove_recovery_codes(tx: Tx, user_id: UserId) -> None:
    """Forget a person's recovery codes."""
    await tx.run(SQL["remove_recovery_codes"], user_id=user_id)


async def recovery_codes_left(tx: Tx, user_id: UserId) -> int:
    """Return how many recovery codes still work."""
    count: int = await tx.value(SQL["recovery_codes_left"], user_id=user_id)
    return count


async def begin_ceremony(
    tx: Tx, *, kind: CeremonyKind, token_hash: bytes, user_id: UserId | None, challenge: bytes | None, lasts: timedelta
) -> None:
    """Note what a browser begins."""
    await tx.run(
        SQL["begin_ceremony"],
        id=uuid7(),
        kind=kind,
        token_hash=token_hash,
        user_id=user_id,
        challenge=challenge,
        lasts=lasts,
    )


async def open_ceremony(tx: Tx, *, kind: CeremonyKind, token_hash: bytes) -> Ceremony | None:
    """Return what a browser began and may still finish."""
    return await tx.maybe(SQL["open_ceremony"], Ceremony, kind=kind, token_hash=token_hash)


async def finish_ceremony(tx: Tx, *, kind: CeremonyKind, token_hash: bytes) -> bool:
    """End what a browser began; return whether nobody had before."""
    return await tx.run(SQL["finish_ceremony"], kind=kind, token_hash=token_hash) == 1


async def forget_ceremonies(tx: Tx) -> int:
    """Forget what nobody can finish any more."""
    return await tx.run(SQL["forget_ceremonies"])
