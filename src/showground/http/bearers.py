"""Whom a bearer credential stands for: a person's key, an organization's, a scanner. Its prefix says whom to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.db.principal import ApiKey, Device, OrgKey
from showground.domains.organizations.keys import service as org_keys
from showground.domains.ticketing.devices import service as devices
from showground.kit.sealing import fingerprint

if TYPE_CHECKING:
    from showground.db.tx import Database
    from showground.http.identities import Identities


async def principal_of(secret: str, *, db: Database, identities: Identities) -> ApiKey | OrgKey | Device | None:
    """Return who a credential is; None: nobody, or no longer."""
    if secret.startswith(org_keys.PREFIX):
        organization = await org_keys.owner_of_key(db, fingerprint(secret))
        if organization is None:
            return None
        scopes = frozenset(organization.scopes)
        return OrgKey(organization.key_id, organization.org_id, organization.made_by, scopes)
    if secret.startswith(devices.PREFIX):
        return await device_of(secret, db=db)
    owner = await identities.owner_of_key(secret)
    return None if owner is None else ApiKey(owner.key_id, owner.user_id, frozenset(owner.scopes))


async def device_of(secret: str, *, db: Database) -> Device | None:
    """Return the scanner that a credential makes of a browser or a program."""
    known = await devices.device_of_credential(db, fingerprint(secret))
    return None if known is None else Device(known.device_id, known.event_id)
