"""The secrets box: what must be read again (and so cannot be hashed) is stored shut, by AES-256-GCM.

A shut secret is `version, key id, purpose, nonce, ciphertext`. Everything before the nonce is associated data: a
secret that was copied to another row, or renamed, does not open. The purpose stands in it so that a new master key
can be put under all of them without knowing what they are.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from typing import TYPE_CHECKING, ClassVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from showground.kit.faults import Fault, Kind
from showground.kit.sealing import derive

if TYPE_CHECKING:
    from collections.abc import Sequence

VERSION = b"\x01"
ID_BYTES, NONCE_BYTES, PURPOSE_LONGEST = 4, 12, 255
PURPOSE_AT = len(VERSION) + ID_BYTES


class SecretUnreadable(Fault):
    """The master key is missing, or somebody altered or moved what is stored."""

    kind: ClassVar[Kind] = Kind.UNAVAILABLE
    code: ClassVar[str] = "secret_unreadable"
    says: ClassVar[str] = "A stored secret cannot be read. Whoever runs this platform has to look into it."


def id_of(master: bytes) -> str:
    """Return by which name a master key is known; it tells nothing about the key."""
    return hashlib.sha256(derive(master, "key-id")).digest()[:ID_BYTES].hex()


class Box:
    """Shuts with the first master key, opens with any.

    Args:
        masters: The present key, then older ones.
    """

    def __init__(self, masters: Sequence[bytes]) -> None:
        self._current = id_of(masters[0])
        self._keys = {id_of(master): AESGCM(derive(master, "box")) for master in masters}

    def shut(self, plaintext: bytes, purpose: str) -> bytes:
        """Return a secret as it may be stored.

        Args:
            purpose: What it is and whose ("totp:<user id>"); it opens for this purpose only. Readable, 255 bytes.
        """
        named = purpose.encode()
        if not 0 < len(named) <= PURPOSE_LONGEST:
            msg = f"a purpose has 1 to {PURPOSE_LONGEST} bytes: {purpose!r}"
            raise ValueError(msg)
        head = VERSION + bytes.fromhex(self._current) + bytes([len(named)]) + named
        nonce = os.urandom(NONCE_BYTES)
        return head + nonce + self._keys[self._current].encrypt(nonce, plaintext, head)

    def open(self, shut: bytes, purpose: str) -> bytes:
        """Return the secret.

        Raises:
            SecretUnreadable: it was shut for another purpose or with a key that is not here, or it was altered.
        """
        key_id, head = key_id_of(shut), _head_of(shut)
        if key_id not in self._keys or not hmac.compare_digest(head[PURPOSE_AT + 1 :], purpose.encode()):
            raise SecretUnreadable
        nonce = shut[len(head) : len(head) + NONCE_BYTES]
        try:
            return self._keys[key_id].decrypt(nonce, shut[len(head) + NONCE_BYTES :], head)
        except (InvalidTag, ValueError) as error:
            raise SecretUnreadable from error

    def renewed(self, shut: bytes) -> bytes | None:
        """Return the same secret under the present key; None: it already is.

        Raises:
            SecretUnreadable: its key is not here, or it was altered.
        """
        if key_id_of(shut) == self._current:
            return None
        purpose = _head_of(shut)[PURPOSE_AT + 1 :].decode(errors="replace")
        return self.shut(self.open(shut, purpose), purpose)


def key_id_of(shut: bytes) -> str:
    """Return which master key a secret is shut with.

    Raises:
        SecretUnreadable: this is nothing that was shut here.
    """
    if len(shut) <= PURPOSE_AT or shut[: len(VERSION)] != VERSION:
        raise SecretUnreadable
    return shut[len(VERSION) : PURPOSE_AT].hex()


def _head_of(shut: bytes) -> bytes:
    return shut[: PURPOSE_AT + 1 + shut[PURPOSE_AT]]
