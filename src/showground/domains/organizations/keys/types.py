"""Rows and answers about keys of organizations."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, NewType
from uuid import UUID

import msgspec
from msgspec import Meta

from showground.domains.organizations.types import OrgId
from showground.domains.users.types import UserId

OrgKeyId = NewType("OrgKeyId", UUID)
OrgScope = Literal["read", "scan", "manage"]
SCOPES: tuple[OrgScope, ...] = ("read", "scan", "manage")


class OrgKeyOwner(msgspec.Struct, frozen=True):
    """What a key of an organization stands for."""

    key_id: OrgKeyId
    org_id: OrgId
    made_by: UserId
    scopes: list[OrgScope]


class OrgKeyRow(msgspec.Struct, frozen=True):
    """A key that works, and who made it."""

    id: OrgKeyId
    name: Annotated[str, Meta(examples=["website"])]
    scopes: list[OrgScope]
    made_by: Annotated[str, Meta(examples=["Mara Lind"])]
    created_at: datetime
    expires_at: datetime | None


class NewOrgKey(msgspec.Struct, frozen=True):
    """A key just made. The secret is shown this once."""

    id: OrgKeyId
    secret: Annotated[str, Meta(examples=["sgo_b8m0w1"])]
