"""Every question asked of passkeys; all of it the service's business."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.db.sql import named
from showground.domains.users.passkeys.types import Credential, Passkey, StoredPasskey

if TYPE_CHECKING:
    from showground.db.tx import Tx
    from showground.domains.users.passkeys.types import PasskeyId
    from showground.domains.users.types import UserId

SQL = named(__name__)


async def add_passkey(
    tx: Tx,
    *,
    passkey_id: PasskeyId,
    user_id: UserId,
    credential_id: bytes,
    public_key: bytes,
    sign_count: int,
    transports: list[str],
    name: str,
) -> Passkey:
    """Add a passkey."""
    return await tx.one(
        SQL["add_passkey"],
        Passkey,
        id=passkey_id,
        user_id=user_id,
        credential_id=credential_id,
        public_key=public_key,
        sign_count=sign_count,
        transports=transports,
        name=name,
    )


async def passkeys_of_person(tx: Tx, user_id: UserId) -> list[Passkey]:
    """Return a person's passkeys, newest first."""
    return await tx.all(SQL["passkeys_of_person"], Passkey, user_id=user_id)


async def credentials_of_person(tx: Tx, user_id: UserId) -> list[Credential]:
    """Return what a person's authenticators should not make again."""
    return await tx.all(SQL["credentials_of_person"], Credential, user_id=user_id)


async def passkey_of_credential(tx: Tx, credential_id: bytes) -> StoredPasskey | None:
    """Return the passkey of an open account, locked."""
    return await tx.maybe(SQL["passkey_of_credential"], StoredPasskey, credential_id=credential_id)


async def passkey_used(tx: Tx, *, passkey_id: PasskeyId, sign_count: int) -> None:
    """Note that a passkey signed somebody in, and how far it counted."""
    await tx.run(SQL["passkey_used"], id=passkey_id, sign_count=sign_count)


async def rename_passkey(tx: Tx, *, passkey_id: PasskeyId, user_id: UserId, name: str) -> bool:
    """Give a passkey another name; return whether the person has it."""
    return await tx.run(SQL["rename_passkey"], id=passkey_id, user_id=user_id, name=name) == 1


async def remove_passkey(tx: Tx, *, passkey_id: PasskeyId, user_id: UserId) -> bool:
    """Forget a passkey; return whether the person had it."""
    return await tx.run(SQL["remove_passkey"], id=passkey_id, user_id=user_id) == 1


async def remove_all(tx: Tx, user_id: UserId) -> None:
    """Forget all passkeys of a person."""
    await tx.run(SQL["remove_all"], user_id=user_id)
