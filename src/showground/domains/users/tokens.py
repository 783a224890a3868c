"""The signed texts in links that letters carry: proof of an address, and a new password. Pure; times are arguments.

A token is bound to what it is about, so that nothing has to be stored or taken back: a proof holds for one address
of one person, a reset for one password hash and address. Once used, what it was bound to is gone.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from showground.kit.sealing import seal, unseal_by_any

if TYPE_CHECKING:
    from collections.abc import Iterable

EMAIL_PROOF, PASSWORD_RESET = "email-proof", "password-reset"  # purposes of keys: `Keyring.key(EMAIL_PROOF)`
EMAIL_PROOF_PAGE, PASSWORD_RESET_PAGE = "/prove-email", "/reset-password"  # where the links lead
TOKEN_PARAMETER = "token"  # noqa: S105 - its name in the query of a link
ID_BYTES, TIME_BYTES, BOUND_BYTES = 16, 8, 16


class Ticket(msgspec.Struct, frozen=True):
    """What a genuine token that has not run out says; `bound_to` is compared by the functions below."""

    user: UUID
    bound_to: bytes


def email_proof(key: bytes, *, user: UUID, address: str, expires_at: datetime) -> str:
    """Return the token that shows that its bearer reads the mail of an address.

    Args:
        key: `Keyring.key(EMAIL_PROOF)`.
    """
    return _made(key, user, _address_digest(address), expires_at)


def password_reset(key: bytes, *, user: UUID, address: str, password_hash: str | None, expires_at: datetime) -> str:
    """Return the token that allows one new password: with the password, its hash and so the binding changes.

    Args:
        key: `Keyring.key(PASSWORD_RESET)`.
        password_hash: As stored; None: the account has no password yet.
    """
    return _made(key, user, _password_digest(address, password_hash), expires_at)


def read(keys: Iterable[bytes], token: str, *, now: datetime) -> Ticket | None:
    """Return what a token says, or None when it is none of ours or has run out.

    Args:
        keys: `Keyring.keys(purpose)`: the present key and older ones, whose letters are still on their way.
    """
    payload = unseal_by_any(keys, token)
    if payload is None or len(payload) != ID_BYTES + TIME_BYTES + BOUND_BYTES:
        return None
    expires = int.from_bytes(payload[ID_BYTES : ID_BYTES + TIME_BYTES], "big")
    if now.astimezone(UTC).timestamp() >= expires:
        return None
    return Ticket(UUID(bytes=payload[:ID_BYTES]), payload[ID_BYTES + TIME_BYTES :])


def proves(ticket: Ticket, address: str) -> bool:
    """Return whether an email proof is about this address."""
    return hmac.compare_digest(ticket.bound_to, _address_digest(address))


def resets(ticket: Ticket, *, address: str, password_hash: str | None) -> bool:
    """Return whether a password reset was made for the password and address that the account has now."""
    return hmac.compare_digest(ticket.bound_to, _password_digest(address, password_hash))


def path_of(page: str, token: str) -> str:
    """Return where a letter's link leads, without the platform's address: `path_of(EMAIL_PROOF_PAGE, token)`."""
    return f"{page}?{TOKEN_PARAMETER}={token}"


def _made(key: bytes, user: UUID, bound_to: bytes, expires_at: datetime) -> str:
    return seal(key, user.bytes + int(expires_at.timestamp()).to_bytes(TIME_BYTES, "big") + bound_to)


def _address_digest(address: str) -> bytes:
    return _digest(address.strip().lower())


def _password_digest(address: str, password_hash: str | None) -> bytes:
    return _digest(f"{address.strip().lower()}\0{password_hash or ''}")


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:BOUND_BYTES]
