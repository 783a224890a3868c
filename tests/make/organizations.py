"""Makers of organizations and their members."""

from __future__ import annotations

import secrets
from datetime import timedelta

import msgspec
from tests.make.users import Made

from showground.db.principal import Worker
from showground.db.sql import compile_query
from showground.domains.events.staffing import store as staffing
from showground.domains.organizations import service, store
from showground.domains.organizations.inviting import letters
from showground.domains.organizations.inviting.types import InvitationId, Terms
from showground.domains.organizations.tokens import token_of
from showground.domains.organizations.types import Draft, Organization

TERMS = Terms(b"tests" * 8, lasts=timedelta(days=14), pause=timedelta(minutes=5), most=100)
PAUSED = "update organizations.invitations set sent_at = sent_at - interval '1 hour' where id = :id"


class Asking(msgspec.Struct, frozen=True):
    """An open invitation with what its letter's link carries."""

    id: InvitationId
    token: str
    email: str


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


async def invitation(
    make, organization: Organization | None = None, *, inviter: Made | None = None, email=None, role="viewer"
) -> Asking:
    """Return a new invitation, an hour old, in the name of an owner."""
    if organization is None:
        organization = await make.organization()
    email = email or f"helper-{secrets.token_hex(6)}@example.org"
    async with make.db.acting_as(Worker()) as tx:
        members = await store.members(tx, organization.id)
        owner = inviter.user_id if inviter else next(one.user_id for one in members if one.role == "owner")
        _, [made] = await letters.ask(tx, [email], terms=TERMS, inviter=owner, org_id=organization.id, role=role)
        await tx.run(compile_query("test.paused", PAUSED), id=made)
    return Asking(made, token_of(TERMS.key, made), email)


async def event_invitation(make, event_id, *, owner: Made, email=None, role="door", ends_at=None) -> Asking:
    """Return a new invitation to help at an event, an hour old."""
    email = email or f"helper-{secrets.token_hex(6)}@example.org"
    async with make.db.acting_as(Worker(owner.user_id)) as tx:
        _, [made] = await letters.ask(tx, [email], terms=TERMS, inviter=owner.user_id, event_id=event_id)
        await staffing.offer_role(tx, invitations=[made], event_id=event_id, role=role, ends_at=ends_at)
        await tx.run(compile_query("test.paused", PAUSED), id=made)
    return Asking(made, token_of(TERMS.key, made), email)


async def helper(make, event_id, *, owner: Made, role="door", ends_at=None, name="Mara Lind") -> Made:
    """Return a new person who helps at an event."""
    person: Made = await make.user(name=name)
    async with make.db.acting_as(Worker()) as tx:
        await staffing.set_role(
            tx, event_id=event_id, user_id=person.user_id, role=role, ends_at=ends_at, given_by=owner.user_id
        )
    return person
