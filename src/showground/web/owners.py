"""Whose desk a console page shows: the person's own, or that of an organization he acts for, by `?owner=<key>`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal
from uuid import UUID

import msgspec

from showground.domains.organizations import service
from showground.domains.organizations.types import OrgRole
from showground.kit.faults import Unauthenticated, Unknown

if TYPE_CHECKING:
    from showground.db.tx import Tx
    from showground.domains.events.managing.types import ManagedEvent
    from showground.http.desk import Desk

MINE = "me"  # no organization can have this handle


class Owner(msgspec.Struct, frozen=True):
    """What console.html reads: a person or an organization that owns events."""

    key: str
    name: str
    kind: Literal["user", "organization"]
    id: UUID
    role: OrgRole | None = None
    picture_key: str | None = None


async def owners_of(desk: Desk, tx: Tx) -> list[Owner]:
    """Return every desk of the viewer, his own first."""
    if desk.viewer is None:
        raise Unauthenticated
    own = Owner(MINE, desk.viewer.name, "user", desk.viewer.user_id, None, desk.viewer.avatar_key)
    mine = await service.mine(tx)
    return [own, *(Owner(org.handle, org.name, "organization", org.id, org.role, org.logo_key) for org in mine)]


def desk_of(owners: list[Owner], event: ManagedEvent) -> Owner:
    """Return the desk at which an event is run; who only helps there sits at his own."""
    return next((one for one in owners if one.id == event.owner_id), owners[0])


def chosen(owners: list[Owner], key: str | None) -> Owner:
    """Return the desk with a key; without one the first organization's, else the person's own.

    Raises:
        Unknown: the viewer has no such desk.
    """
    if not key:
        return next((owner for owner in owners if owner.kind == "organization"), owners[0])
    for owner in owners:
        if owner.key == key:
            return owner
    raise Unknown


def chosen_organization(owners: list[Owner], key: str | None) -> Owner:
    """Return the organization's desk with a key; without one the first.

    Raises:
        Unknown: the viewer has no such desk, or it is his own.
    """
    owner = chosen(owners, key)
    if owner.kind != "organization":
        raise Unknown
    return owner
