"""The token of an invitation's link: made from the installation's key whenever it is needed, kept nowhere. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.kit.sealing import fingerprint, seal

if TYPE_CHECKING:
    from uuid import UUID

PURPOSE = "invitation"  # of the key: `keyring.key(PURPOSE)`


def token_of(key: bytes, invitation: UUID) -> str:
    """Return what the link of an invitation carries: `/invitations/<token>`."""
    return seal(key, invitation.bytes)


def hash_of(token: str) -> bytes:
    """Return the fingerprint by which an invitation is found; the table keeps nothing else of the token."""
    return fingerprint(token)
