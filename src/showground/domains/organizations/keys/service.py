"""Making, listing and revoking keys of an organization: for its admins and owners, in person."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from showground.domains.organizations import service as organizations
from showground.domains.organizations.errors import BeyondYourRole
from showground.domains.organizations.keys import store
from showground.domains.organizations.keys.types import SCOPES, NewOrgKey, OrgKeyId
from showground.domains.organizations.rules import power
from showground.domains.users.errors import KeyNameNeeded, KeyScopesUnknown
from showground.domains.users.rules import NAME_LONGEST
from showground.kit.faults import Unknown
from showground.kit.ids import uuid7
from showground.kit.sealing import fingerprint
from showground.kit.text import squash

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import timedelta

    from showground.db.tx import Tx
    from showground.domains.organizations.keys.types import OrgKeyRow
    from showground.domains.organizations.types import Organization
    from showground.domains.users.types import UserId

PREFIX, TOKEN_BYTES = "sgo_", 32
owner_of_key = store.owner_of_key


async def create_key(
    tx: Tx, handle: str, *, actor: UserId, name: str, scopes: Collection[str], lasts: timedelta | None
) -> NewOrgKey:
    """Make a key that acts for an organization within the scopes; the secret exists only in the answer.

    Args:
        lasts: Until it expires; None: until it is revoked.

    Raises:
        BeyondYourRole: the actor is no admin of it.
        KeyNameNeeded: the name is empty or too long.
        KeyScopesUnknown: there is none, or one that no organization's key has.
    """
    organization = await _as_admin(tx, handle, actor)
    label = squash(name.replace("\0", ""))
    if not 0 < len(label) <= NAME_LONGEST:
        raise KeyNameNeeded
    if not scopes or not set(scopes) <= set(SCOPES):
        raise KeyScopesUnknown("A key of an organization has one or more of the scopes read, scan and manage.")
    await tx.as_service()
    secret, key_id = PREFIX + secrets.token_urlsafe(TOKEN_BYTES), OrgKeyId(uuid7())
    await store.add_key(
        tx,
        key_id=key_id,
        org_id=organization.id,
        made_by=actor,
        name=label,
        scopes=sorted(set(scopes)),
        secret_hash=fingerprint(secret),
        lasts=lasts,
    )
    tx.audit(
        "organizations.api_key_made",
        "organization",
        organization.id,
        org=organization.id,
        key=str(key_id),
        name=label,
        scopes=sorted(set(scopes)),
    )
    return NewOrgKey(key_id, secret)


async def keys(tx: Tx, handle: str, *, actor: UserId) -> list[OrgKeyRow]:
    """Return an organization's keys that work.

    Raises:
        BeyondYourRole: the actor is no admin of it.
    """
    organization = await _as_admin(tx, handle, actor)
    return await store.keys_of_organization(tx, organization.id)


async def end_key(tx: Tx, handle: str, *, actor: UserId, key_id: OrgKeyId) -> None:
    """Revoke a key at once.

    Raises:
        BeyondYourRole: the actor is no admin of it.
        Unknown: no working key of the organization has this id.
    """
    organization = await _as_admin(tx, handle, actor)
    await tx.as_service()
    if not await store.end_key(tx, key_id=key_id, org_id=organization.id, revoked_by=actor):
        raise Unknown
    tx.audit("organizations.api_key_ended", "organization", organization.id, org=organization.id, key=str(key_id))


async def _as_admin(tx: Tx, handle: str, actor: UserId) -> Organization:
    organization, role, _ = await organizations.team(tx, handle, viewer=actor)
    if power(role) < power("admin"):
        raise BeyondYourRole
    return organization
