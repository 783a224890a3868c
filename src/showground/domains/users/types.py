"""Rows and answers about people."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, NewType
from uuid import UUID

import msgspec
from msgspec import Meta

from showground.db.principal import Scope
from showground.kit.pictures import PictureKind

UserId = NewType("UserId", UUID)
SessionId = NewType("SessionId", UUID)
ApiKeyId = NewType("ApiKeyId", UUID)
FollowId = NewType("FollowId", UUID)
ImpersonationId = NewType("ImpersonationId", UUID)
IdentityId = NewType("IdentityId", UUID)
FollowTarget = Literal["user", "organization", "event"]
FollowStatus = Literal["pending", "accepted"]

PictureKey = Annotated[
    str, Meta(description="A picture: `/media/<key>-<width>.webp`, of widths 96 and 256, of covers 480, 960 and 1600.")
]
Handle = Annotated[str, Meta(description="Address of a person: small letters, figures and dashes.", examples=["mara"])]


class NewPicture(msgspec.Struct, frozen=True):
    """A picture whose sizes lie in the storage and that nothing refers to yet."""

    key: PictureKey
    kind: PictureKind
    width: int
    height: int
    bytes: int


class Viewer(msgspec.Struct, frozen=True):
    """Who looks at a page: the person of a session, and the session itself."""

    user_id: UserId
    name: str
    handle: str
    is_operator: bool
    session_id: SessionId
    expires_at: datetime
    avatar_key: PictureKey | None


class ActedAs(msgspec.Struct, frozen=True):
    """The person as whom an operator acts, and until when."""

    user_id: UserId
    name: str
    handle: str
    impersonation_id: ImpersonationId
    expires_at: datetime
    operator_id: UserId
    avatar_key: PictureKey | None


class ActingViewer(Viewer, frozen=True):
    """A person as whom an operator looks. The session is the time of acting, which ends when `expires_at` says."""

    acted_by: UserId


class SessionViewer(Viewer, frozen=True):
    """A viewer with the session token, hashed, by which he was found."""

    token_hash: bytes


class KeyOwner(msgspec.Struct, frozen=True):
    """What an API key stands for, with the hash of the secret by which it was found."""

    key_id: ApiKeyId
    user_id: UserId
    scopes: list[Scope]
    secret_hash: bytes


class Credentials(msgspec.Struct, frozen=True):
    """The account behind an e-mail address."""

    user_id: UserId
    password_hash: str | None
    has_second_step: bool


class Reach(msgspec.Struct, frozen=True):
    """How an account is written to, and what its links are bound to."""

    name: str
    email: str
    email_verified: bool
    wanted_email: str | None
    password_hash: str | None
    language: str


class AccountLetter(msgspec.Struct, frozen=True):
    """What a letter about an account needs: to whom, and where its link leads on the platform."""

    address: str
    name: str
    path: str


class SignUp(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What a new account is made of."""

    display_name: Annotated[str, Meta(examples=["Mara Lind"])]
    email: Annotated[str, Meta(examples=["mara@example.org"])]
    password: Annotated[str, Meta(description="Ten signs or more.", examples=["a lantern for every tent"])]
    handle: Annotated[str, Meta(description="Made from the name when empty.", examples=["mara"])] = ""


class Me(msgspec.Struct, frozen=True):
    """A person as only he sees himself."""

    user_id: UserId
    handle: Handle
    display_name: str
    email: str
    email_verified: bool
    wanted_email: Annotated[str | None, Meta(description="Takes the place of `email` once it is proved.")]
    bio: str
    avatar_key: PictureKey | None
    country_code: str | None
    timezone: str | None
    is_private: bool
    language: Annotated[str | None, Meta(description="What pages and letters speak to you.", examples=["de"])]
    created_at: datetime


class ProfileEdit(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """What a person may change about himself; what is left out stays."""

    display_name: Annotated[str, Meta(examples=["Mara Lind"])] | msgspec.UnsetType = msgspec.UNSET
    handle: str | msgspec.UnsetType = msgspec.UNSET
    bio: Annotated[str, Meta(examples=["Paints lanterns."])] | msgspec.UnsetType = msgspec.UNSET
    country_code: str | msgspec.UnsetType | None = msgspec.UNSET
    timezone: str | msgspec.UnsetType | None = msgspec.UNSET
    is_private: bool | msgspec.UnsetType = msgspec.UNSET
    language: Annotated[str, Meta(examples=["de"])] | msgspec.UnsetType | None = msgspec.UNSET


class PublicPerson(msgspec.Struct, frozen=True):
    """A person as others see him; a private one shows name and picture only, except to his followers."""

    user_id: UserId
    handle: Handle
    display_name: str
    avatar_key: PictureKey | None
    is_private: bool
    bio: str
    country_code: str | None
    followers_count: int = 0
    follow_id: FollowId | None = None
    follow_status: FollowStatus | None = None


class Session(msgspec.Struct, frozen=True):
    """A browser or device that is signed in."""

    id: SessionId
    user_agent: str
    created_at: datetime
    expires_at: datetime
    is_current: bool


class ApiKeyRow(msgspec.Struct, frozen=True):
    """An API key as its owner sees it, without the secret."""

    id: ApiKeyId
    name: str
    scopes: list[Scope]
    created_at: datetime
    expires_at: datetime | None


class NewApiKey(msgspec.Struct, frozen=True):
    """A fresh API key. The secret is shown this once."""

    key: ApiKeyRow
    secret: Annotated[str, Meta(description="Send it as `Authorization: Bearer ...`. It is not shown again.")]


class SignedIn(msgspec.Struct, frozen=True):
    """A session that was just opened; the token goes into the cookie and is stored nowhere."""

    user_id: UserId
    token: str
    language: str | None


class SecondStepDue(msgspec.Struct, frozen=True):
    """A password was right, and the account asks for a code; the token is kept by the browser until it comes."""

    user_id: UserId
    token: str


class Follow(msgspec.Struct, frozen=True):
    """One person's interest in a person, an organization or an event."""

    id: FollowId
    target_type: FollowTarget
    target_id: UUID
    status: FollowStatus
    created_at: datetime


class FollowRequest(msgspec.Struct, frozen=True):
    """Somebody who asks to follow a private person."""

    id: FollowId
    user_id: UserId
    handle: Handle
    display_name: str
    created_at: datetime
    avatar_key: PictureKey | None
