"""Rows and answers about organizations."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, NewType
from uuid import UUID

import msgspec
from msgspec import Meta

from showground.domains.users.types import FollowId, FollowStatus, PictureKey, UserId

OrgId = NewType("OrgId", UUID)
OrgRole = Literal["viewer", "editor", "admin", "owner"]
ROLES: tuple[OrgRole, ...] = ("viewer", "editor", "admin", "owner")  # in ascending power

OrgHandle = Annotated[str, Meta(description="Address of an organization.", examples=["ruby-gent"])]


class Draft(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What a new organization is made of."""

    name: Annotated[str, Meta(examples=["Ruby Gent"])]
    handle: Annotated[str, Meta(description="Made from the name when empty.", examples=["ruby-gent"])] = ""
    description: Annotated[str, Meta(examples=["A club of forty who meet on Tuesdays."])] = ""
    website: Annotated[str | None, Meta(examples=["https://ruby.example"])] = None
    industry_code: Annotated[str | None, Meta(description="ISIC Rev. 4.", examples=["R"])] = None
    country_code: Annotated[str | None, Meta(description="ISO 3166-1 alpha-2.", examples=["BE"])] = None


class Organization(msgspec.Struct, frozen=True):
    """An organization; all of it is public."""

    id: OrgId
    handle: OrgHandle
    name: str
    description: str
    website: str | None
    industry_code: str | None
    country_code: str | None
    created_at: datetime
    logo_key: PictureKey | None = None


class PublicOrganization(msgspec.Struct, frozen=True):
    """An organization's page as the caller sees it."""

    organization: Organization
    followers_count: int
    follow_id: FollowId | None
    follow_status: FollowStatus | None
    my_role: OrgRole | None


class MyOrganization(msgspec.Struct, frozen=True):
    """An organization that the caller acts for."""

    id: OrgId
    handle: OrgHandle
    name: str
    role: OrgRole
    logo_key: PictureKey | None = None


class Member(msgspec.Struct, frozen=True):
    """Somebody who acts for an organization."""

    user_id: UserId
    name: str
    handle: str
    role: OrgRole
    joined_at: datetime
    is_me: bool
    avatar_key: PictureKey | None = None
