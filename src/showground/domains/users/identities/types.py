"""Rows about accounts elsewhere."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from showground.domains.users.types import IdentityId, UserId


class IdentityRow(msgspec.Struct, frozen=True):
    """An account elsewhere that lets a person in."""

    id: IdentityId
    issuer: Annotated[str, Meta(examples=["https://id.example"])]
    email: Annotated[str, Meta(description="As the provider said it then.", examples=["mara@example.org"])]
    created_at: datetime
    last_used_at: datetime


class AddressHolder(msgspec.Struct, frozen=True):
    """Who has an address, whether he proved it to us, and whether a code follows when he signs in."""

    user_id: UserId
    is_proved: bool
    has_second_step: bool
