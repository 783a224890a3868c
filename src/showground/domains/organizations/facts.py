"""What organizations announce."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

import msgspec


class InvitationMade(msgspec.Struct, frozen=True):
    """Somebody is asked to join a team, or asked once more; the letter's link is made when it is written."""

    kind: ClassVar[str] = "organizations.invitation_made"
    invitation: UUID
