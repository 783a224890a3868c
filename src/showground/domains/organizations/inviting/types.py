"""Rows and answers about invitations."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Literal, NewType
from uuid import UUID

import msgspec
from msgspec import Meta

from showground.domains.organizations.types import OrgHandle, OrgId, OrgRole
from showground.domains.users.types import UserId

InvitationId = NewType("InvitationId", UUID)
InvitationStatus = Literal["open", "expired", "accepted", "declined", "revoked"]


class Terms(msgspec.Struct, frozen=True):
    """What the installation says of invitations.

    Attributes:
        key: What tokens are made with: the keyring's key for `tokens.PURPOSE`.
        lasts: How long a link works after its letter.
        pause: The least time between two letters of one invitation.
        most: How many letters one inviting organization or event may have sent in a day.
    """

    key: bytes
    lasts: timedelta
    pause: timedelta
    most: int


class InvitationsIn(msgspec.Struct, forbid_unknown_fields=True):
    """Whom to ask, and as what."""

    emails: Annotated[list[str], Meta(min_length=1, max_length=50, examples=[["ben@example.org", "cleo@example.org"]])]
    role: OrgRole


class TokenIn(msgspec.Struct, forbid_unknown_fields=True):
    """What the letter's link carries."""

    token: Annotated[str, Meta(max_length=200, description="The last part of the link.")]


class Invitation(msgspec.Struct, frozen=True):
    """An invitation as those see it who manage the team."""

    id: InvitationId
    email: str
    role: str
    inviter_name: str
    sent_at: datetime
    expires_at: datetime
    status: InvitationStatus


class Asked(msgspec.Struct, frozen=True):
    """What became of a list of addresses: asked now, or not because an earlier invitation is still open."""

    invited: list[str]
    waiting: list[str]


class Letter(msgspec.Struct, frozen=True):
    """An invitation as its link finds it; `org_id` or `event_id` says to what."""

    id: InvitationId
    org_id: OrgId | None
    event_id: UUID | None
    role: OrgRole | None
    email: str
    invited_by: UserId
    inviter_name: str
    expires_at: datetime
    status: InvitationStatus


class Welcome(msgspec.Struct, frozen=True):
    """What somebody is asked, as the page of the link says it.

    `place` is the organization's or the event's name, `handle` its address, `role` what he would be there.
    """

    kind: Literal["organization", "event"]
    place: str
    handle: Annotated[str, Meta(examples=["ruby-gent"])]
    role: str
    inviter_name: str
    email: str
    expires_at: datetime
    status: InvitationStatus


class Joined(msgspec.Struct, frozen=True):
    """Where somebody is in now, and as what: an organization's team, or the helpers of an event."""

    organization: OrgHandle | None
    role: str
    event: UUID | None = None
