"""Rows and answers about who helps at an event."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from showground.domains.events.types import StaffRole
from showground.domains.organizations.inviting.types import Invitation
from showground.domains.users.types import UserId

Ends = Annotated[datetime, Meta(tz=True, description="When the role ends by itself; none: when somebody ends it.")]


class StaffInvitationsIn(msgspec.Struct, forbid_unknown_fields=True):
    """Whom to ask to help at an event, and as what."""

    emails: Annotated[list[str], Meta(min_length=1, max_length=50, examples=[["ben@example.org"]])]
    role: StaffRole
    ends_at: Ends | None = None


class StaffRoleIn(msgspec.Struct, forbid_unknown_fields=True):
    """What somebody does at an event, and until when."""

    role: StaffRole
    ends_at: Ends | None = None


class StaffMember(msgspec.Struct, frozen=True):
    """Somebody who helps at an event."""

    user_id: UserId
    name: str
    handle: str
    role: StaffRole
    since: datetime
    is_me: bool
    ends_at: datetime | None
    has_ended: bool


class StaffList(msgspec.Struct, frozen=True):
    """Who helps at an event, and who is asked to."""

    members: list[StaffMember]
    waiting: list[Invitation]


class Offered(msgspec.Struct, frozen=True):
    """What an invitation to an event offers."""

    event_id: UUID
    title: str
    slug: str
    role: StaffRole
    ends_at: datetime | None


class Helped(msgspec.Struct, frozen=True):
    """An event at which the caller helps."""

    id: UUID
    title: str
    starts_at: datetime
    timezone: str
    role: StaffRole
