"""Every question about keys of organizations. One function, one query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.db.sql import named
from showground.domains.organizations.keys.types import OrgKeyOwner, OrgKeyRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta

    from showground.db.tx import Database, Tx
    from showground.domains.organizations.keys.types import OrgKeyId
    from showground.domains.organizations.types import OrgId
    from showground.domains.users.types import UserId

SQL = named(__name__)


async def owner_of_key(db: Database, secret_hash: bytes) -> OrgKeyOwner | None:
    """Return which organization a key acts for."""
    found = await db.call(SQL["owner_of_key"], OrgKeyOwner, secret_hash=secret_hash)
    return found[0] if found else None


async def add_key(
    tx: Tx,
    *,
    key_id: OrgKeyId,
    org_id: OrgId,
    made_by: UserId,
    name: str,
    scopes: Sequence[str],
    secret_hash: bytes,
    lasts: timedelta | None,
) -> None:
    """Add a key."""
    await tx.run(
        SQL["add_key"],
        id=key_id,
        org_id=org_id,
        made_by=made_by,
        name=name,
        scopes=list(scopes),
        secret_hash=secret_hash,
        lasts=lasts,
    )


async def keys_of_organization(tx: Tx, org_id: OrgId) -> list[OrgKeyRow]:
    """Return the keys that work, newest first."""
    return await tx.all(SQL["keys_of_organization"], OrgKeyRow, org_id=org_id)


async def end_key(tx: Tx, *, key_id: OrgKeyId, org_id: OrgId, revoked_by: UserId) -> bool:
    """Revoke a key; return whether there was one."""
    return await tx.run(SQL["end_key"], id=key_id, org_id=org_id, revoked_by=revoked_by) == 1
