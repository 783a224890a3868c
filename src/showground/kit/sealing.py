"""Signed texts: a key for each purpose from one master key, and tokens that nobody without the key could have made."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

SIGNATURE_BYTES = 32


def derive(master: bytes, purpose: str) -> bytes:
    """Return the key of one purpose; knowing it tells nothing about the others."""
    return hmac.digest(master, f"showground:{purpose}".encode(), "sha256")


def seal(key: bytes, payload: bytes) -> str:
    """Return `payload` with its signature as a text for URLs and cookies; readable, not to be altered."""
    signed = payload + hmac.digest(key, payload, "sha256")
    return base64.urlsafe_b64encode(signed).rstrip(b"=").decode()


def unseal(key: bytes, token: str) -> bytes | None:
    """Return the payload of a token that `seal` made with this key, else None."""
    try:
        signed = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    payload, signature = signed[:-SIGNATURE_BYTES], signed[-SIGNATURE_BYTES:]
    return payload if hmac.compare_digest(hmac.digest(key, payload, "sha256"), signature) else None


def unseal_by_any(keys: Iterable[bytes], token: str) -> bytes | None:
    """Return the payload of a token that one of the keys sealed, else None: links outlive a change of keys."""
    return next((payload for key in keys if (payload := unseal(key, token)) is not None), None)


def fingerprint(secret: str) -> bytes:
    """Return the SHA-256 under which a secret of full entropy is stored."""
    return hashlib.sha256(secret.encode()).digest()
