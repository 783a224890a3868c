"""Rows and answers about scanners."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, NewType
from uuid import UUID

import msgspec
from msgspec import Meta

DeviceId = NewType("DeviceId", UUID)


class DeviceRow(msgspec.Struct, frozen=True):
    """A scanner as its organizer sees it. `joined_at` is null until its code was used."""

    id: DeviceId
    event_id: UUID
    name: Annotated[str, Meta(examples=["Jo's phone"])]
    gate_name: Annotated[str, Meta(examples=["Gate B"])]
    user_agent: str
    created_at: datetime
    code_expires_at: datetime | None
    joined_at: datetime | None
    last_seen_at: datetime | None


class NewDevice(msgspec.Struct, frozen=True):
    """A scanner and the one-time code that makes a phone it. The code is shown this once."""

    device: DeviceRow
    code: Annotated[str, Meta(examples=["K7MQ4XW2"])]


class KnownDevice(msgspec.Struct, frozen=True):
    """Which scanner a credential is."""

    device_id: DeviceId
    event_id: UUID
    name: str
    gate_name: str


class Joined(msgspec.Struct, frozen=True):
    """A scanner that just joined, and its credential, shown this once."""

    device: KnownDevice
    credential: Annotated[str, Meta(examples=["sgd_b8m0w1"])]


class Standing(msgspec.Struct, frozen=True):
    """What a scanner knows: its event, its gate, and how many are in."""

    id: DeviceId
    event_id: UUID
    name: Annotated[str, Meta(examples=["Jo's phone"])]
    gate_name: Annotated[str, Meta(examples=["Gate B"])]
    title: Annotated[str, Meta(examples=["Lantern night"])]
    starts_at: datetime
    timezone: Annotated[str, Meta(examples=["Europe/Brussels"])]
    admitted_count: int
    tickets_count: int
