"""The shapes of letters on their way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal, NewType
from uuid import UUID

import msgspec

MailId = NewType("MailId", UUID)
MailStatus = Literal["queued", "sending", "sent", "failed", "uncertain", "suppressed", "kept"]


class Mail(msgspec.Struct, frozen=True):
    """A letter as its row has it: to whom, about what, how far. Its text is made by `writing.written`."""

    id: MailId
    kind: str
    about_id: UUID
    recipient_user_id: UUID | None
    address: str
    lang: str
    status: MailStatus
    attempts: int
    message_id: str | None
    created_at: datetime


class MailRow(msgspec.Struct, frozen=True):
    """A letter in the list of those who run the platform: how far it came and why, not what it says."""

    id: MailId
    kind: str
    address: str
    status: MailStatus
    attempts: int
    code: int | None
    reason: str | None
    created_at: datetime
    next_try_at: datetime | None
    sent_at: datetime | None


class StatusCount(msgspec.Struct, frozen=True):
    """How many letters are in a state."""

    status: MailStatus
    count: int


class Letter(msgspec.Struct, frozen=True):
    """A letter in words; both parts say the same."""

    subject: str
    html: str
    text: str


class InvitationWords(msgspec.Struct, frozen=True):
    """What a letter of invitation says, and the fingerprint of the link that can be answered."""

    email: str
    place: str
    inviter_name: str
    token_hash: bytes
    expires_at: datetime
    language: str


class Letterhead(msgspec.Struct, frozen=True):
    """What every letter is written with.

    Attributes:
        address: Where people find the platform; links begin with it.
        sender: From whom letters come, as a header has it: `Showground <tickets@example.org>`.
        key: The installation's key of a purpose, for links that let somebody in.
        proof_lasts: How long the link in a letter that proves an address works.
        reset_lasts: How long the link in a letter for a new password works.
    """

    address: str
    sender: str
    key: Callable[[str], bytes]
    proof_lasts: timedelta
    reset_lasts: timedelta


class Pace(msgspec.Struct, frozen=True):
    """How often a letter is tried, and how long the pauses between are: each twice the one before."""

    attempts: int
    first_pause: timedelta
    longest_pause: timedelta
    senders: int
