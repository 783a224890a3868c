"""`showground org`: who acts for an organization, in the name of one of its owners."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from showground.cli.desk import desk, row
from showground.domains.organizations.types import OrgRole

if TYPE_CHECKING:
    from showground.db.tx import Database
    from showground.domains.users.types import UserId


def members(organization: str) -> None:
    """List who acts for an organization, and who is asked to.

    Parameters
    ----------
    organization
        Its handle.
    """
    from showground.db.principal import Person
    from showground.domains.organizations import service
    from showground.domains.organizations.inviting import service as inviting

    async def run() -> None:
        async with desk() as (db, _):
            owner = await _owner_of(db, organization)
            async with db.acting_as(Person(owner), read_only=True) as tx:
                _, _, found = await service.team(tx, organization, viewer=owner)
                waiting = await inviting.invitations(tx, organization, actor=owner)
        for one in found:
            row(one.role, "member", one.handle, one.name)
        for asked in waiting:
            row(asked.role, asked.status, asked.email, f"until {asked.expires_at:%Y-%m-%d %H:%M}")

    asyncio.run(run())


def invite(organization: str, *emails: str, role: OrgRole = "viewer") -> None:
    """Ask people by letter to join an organization.

    Parameters
    ----------
    organization
        Its handle.
    emails
        Whom to ask.
    role
        What they would be.
    """
    from showground.db.principal import Person
    from showground.domains.organizations.inviting import service
    from showground.http.inviting import terms_of
    from showground.http.keys import Keyring

    async def run() -> None:
        async with desk() as (db, settings):
            owner = await _owner_of(db, organization)
            async with db.acting_as(Person(owner)) as tx:
                asked = await service.invite(
                    tx,
                    organization,
                    actor=owner,
                    emails=emails,
                    role=role,
                    terms=terms_of(settings, Keyring(settings)),
                )
        for email in asked.invited:
            row("invited", email)
        for email in asked.waiting:
            row("waiting", email)

    asyncio.run(run())


async def _owner_of(db: Database, handle: str) -> UserId:
    """Return somebody who may manage the team.

    Raises:
        Unknown: there is no such organization.
    """
    from showground.db.principal import Worker
    from showground.domains.organizations import store

    async with db.acting_as(Worker(), read_only=True) as tx:
        organization = await store.organization_by_handle(tx, handle)
        return next(one.user_id for one in await store.members(tx, organization.id) if one.role == "owner")
