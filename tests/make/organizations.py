"""Makers of organizations and their members."""

from __future__ import annotations

import secrets

from tests.make.users import Made

from showground.db.principal import Worker
from showground.domains.organizations import service, store
from showground.domains.organizations.types import Draft, Organization


async def organization(make, *, founder: Made | None = None, name="Ruby Gent", handle=None) -> Organization:
    """Return a new organization; its founder owns it."""
    founder = founder or await make.user()
    draft = Draft(name=name, handle=handle or f"org-{secrets.token_hex(6)}")
    async with make.db.acting_as(founder.principal) as tx:
        return await service.create(tx, draft, founder=founder.user_id)


async def member(make, organization: Organization | None = None, *, role="viewer") -> Made:
    """Return a new person with a role in an organization."""
    organization = organization or await make.organization()
    person: Made = await make.user()
    async with make.db.acting_as(Worker()) as tx:
        await store.set_member(tx, org_id=organization.id, user_id=person.user_id, role=role)
    return person
