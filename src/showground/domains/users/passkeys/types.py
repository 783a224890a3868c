"""Passkeys as rows and answers."""

from __future__ import annotations

from datetime import datetime
from typing import NewType
from uuid import UUID

import msgspec

from showground.domains.users.types import UserId

PasskeyId = NewType("PasskeyId", UUID)


class Passkey(msgspec.Struct, frozen=True):
    """A passkey as its owner sees it."""

    id: PasskeyId
    name: str
    created_at: datetime
    used_at: datetime | None


class StoredPasskey(msgspec.Struct, frozen=True):
    """What a passkey's answer is verified with."""

    id: PasskeyId
    user_id: UserId
    public_key: bytes
    sign_count: int


class Credential(msgspec.Struct, frozen=True):
    """A credential that an authenticator should not make again."""

    credential_id: bytes
    transports: list[str]


class Made(msgspec.Struct, frozen=True):
    """A credential that an authenticator made and proved."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    transports: list[str]


class Site(msgspec.Struct, frozen=True):
    """What passkeys are bound to: the name of the host, and where its pages come from ("https://example.org")."""

    name: str
    origin: str


class Begun(msgspec.Struct, frozen=True):
    """What the browser's authenticator is asked, as JSON, and what the browser keeps until it answers."""

    options: str
    token: str
