"""What this installation says of invitations: the key of their links, how long they last, how many a day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from showground.domains.organizations.inviting.types import Terms
from showground.domains.organizations.tokens import PURPOSE

if TYPE_CHECKING:
    from showground.http.keys import Keyring
    from showground.settings import Settings


def terms_of(settings: Settings, keyring: Keyring) -> Terms:
    """Return the terms on which people are invited."""
    return Terms(
        keyring.key(PURPOSE),
        lasts=timedelta(days=settings.invitation_days),
        pause=timedelta(seconds=settings.invitation_pause_seconds),
        most=settings.most_invitations,
    )
