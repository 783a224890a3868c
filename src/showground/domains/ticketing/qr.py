"""What stands in a ticket's QR code: a payload that is verified without a database, signed with Ed25519 (RFC 8032).

`SG1.<key id>.<payload>.<signature>`: payload is event, ticket and secret (3 x 16 bytes), both parts in unpadded
URL-safe base64. A new secret on the ticket kills every copy of the old code at the door, though its signature holds.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PREFIX = "SG1"
PARTS = 4
PAYLOAD_BYTES = 48


class Pass(msgspec.Struct, frozen=True):
    """What a genuine code says."""

    event_id: UUID
    ticket_id: UUID
    secret: UUID


class Forged(ValueError):
    """A code in our form whose signature does not hold, or that is signed by no key of ours."""


class Signer:
    """Signs with one key and verifies with every key that was ever used here.

    Args:
        seed: 32 secret bytes.
        retired: Public keys by id whose codes still hold.
    """

    def __init__(self, seed: bytes, *, retired: Mapping[str, bytes] | None = None) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        public = self._key.public_key()
        self.key_id = _key_id(public)
        self._public = {key_id: Ed25519PublicKey.from_public_bytes(raw) for key_id, raw in (retired or {}).items()}
        self._public[self.key_id] = public

    @classmethod
    def of_seeds(cls, seeds: Sequence[bytes]) -> Signer:
        """Return what signs with the first seed and knows what the others signed."""
        older = [cls(seed).public_keys() for seed in seeds[1:]]
        return cls(seeds[0], retired={key_id: raw for keys in older for key_id, raw in keys.items()})

    @staticmethod
    def new_seed() -> bytes:
        """Return a new secret key."""
        return Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())

    def public_keys(self) -> dict[str, bytes]:
        """Return the raw public keys by id: what an offline scanner needs."""
        return {key_id: key.public_bytes(Encoding.Raw, PublicFormat.Raw) for key_id, key in self._public.items()}

    def payload(self, *, event_id: UUID, ticket_id: UUID, secret: UUID) -> str:
        """Return the text of a ticket's QR code."""
        body = event_id.bytes + ticket_id.bytes + secret.bytes
        signature = self._key.sign(_signed(self.key_id, body))
        return f"{PREFIX}.{self.key_id}.{_encode(body)}.{_encode(signature)}"

    def read(self, code: str) -> Pass | None:
        """Return what a QR code says, or None when it is not in our form (it may be a typed code).

        Raises:
            Forged: it is in our form, and not ours.
        """
        parts = code.strip().split(".")
        if parts[0] != PREFIX:
            return None
        try:
            _, key_id, body_text, signature_text = parts
            body, signature = _decode(body_text), _decode(signature_text)
            self._public[key_id].verify(signature, _signed(key_id, body))
        except (ValueError, KeyError, binascii.Error, InvalidSignature) as error:
            raise Forged(code) from error
        if len(body) != PAYLOAD_BYTES:
            raise Forged(code)
        return Pass(UUID(bytes=body[:16]), UUID(bytes=body[16:32]), UUID(bytes=body[32:]))


def _key_id(public: Ed25519PublicKey) -> str:
    return hashlib.sha256(public.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:8]


def _signed(key_id: str, body: bytes) -> bytes:
    return f"{PREFIX}.{key_id}.".encode() + body


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
