"""What an operator reads about a person."""

from __future__ import annotations

from datetime import datetime

import msgspec

from showground.domains.users.types import ImpersonationId, UserId


class Found(msgspec.Struct, frozen=True):
    """A person as the operator looks him up."""

    user_id: UserId
    handle: str
    name: str
    email: str | None
    email_verified: bool | None
    created_at: datetime
    erased_at: datetime | None
    disabled_at: datetime | None
    is_operator: bool


class Impersonation(msgspec.Struct, frozen=True):
    """A time when somebody acted as a person; `over_at` lies ahead while he does."""

    id: ImpersonationId
    operator_name: str
    reason: str
    started_at: datetime
    over_at: datetime
