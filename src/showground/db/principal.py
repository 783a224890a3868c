"""Who acts, as the database sees it: one role and a set of claims for every transaction.

The literal that sets them is built only from UUIDs, hex digests and the fixed words of this module, so it needs no
escaping.
"""

from __future__ import annotations

import re
from typing import Literal
from uuid import UUID

import msgspec

Role = Literal["anon", "authenticated", "service_role"]
Scope = Literal["read", "buy", "scan", "manage"]
_HEX = re.compile(r"[0-9a-f]{64}\Z")


class Anonymous(msgspec.Struct, frozen=True):
    """Nobody in particular; `link` is the SHA-256 of an unlisted event's link token, in hex."""

    link: str | None = None


class Person(msgspec.Struct, frozen=True):
    """A signed-in person; `operator` is who acts as him, if somebody does."""

    user_id: UUID
    link: str | None = None
    operator: UUID | None = None


class ApiKey(msgspec.Struct, frozen=True):
    """A key that acts for its owner within its scopes."""

    key_id: UUID
    user_id: UUID
    scopes: frozenset[Scope] = frozenset()


class OrgKey(msgspec.Struct, frozen=True):
    """A key that acts for an organization within its scopes, and for nobody in person.

    Attributes:
        made_by: On whose account rows are written that need a person, such as the maker of an event.
    """

    key_id: UUID
    org_id: UUID
    made_by: UUID
    scopes: frozenset[Scope] = frozenset()


class Device(msgspec.Struct, frozen=True):
    """A scanner credential bound to one event."""

    device_id: UUID
    event_id: UUID


class Guest(msgspec.Struct, frozen=True):
    """Somebody without an account who holds the link of one order."""

    order_id: UUID


class Operator(msgspec.Struct, frozen=True):
    """A person who runs the platform, acting with the service's rights; the claims name him for the audit."""

    user_id: UUID


class Worker(msgspec.Struct, frozen=True):
    """The platform itself: jobs, commands that were authorised before, the command line."""

    on_behalf_of: UUID | None = None


Principal = Anonymous | Person | ApiKey | OrgKey | Device | Guest | Operator | Worker


def role_of(principal: Principal) -> Role:
    """Return the database role that a principal acts as."""
    match principal:
        case Person() | ApiKey() | OrgKey():
            return "authenticated"
        case Operator() | Worker():
            return "service_role"
        case Anonymous() | Device() | Guest():
            return "anon"


def claims_of(principal: Principal) -> dict[str, object]:
    """Return the claims of a principal; absent claims are left out."""
    match principal:
        case Anonymous(link):
            claims: dict[str, object] = {"link": _hex(link)}
        case Person(user_id, link, operator):
            claims = {"sub": str(user_id), "link": _hex(link), "operator": None if operator is None else str(operator)}
        case ApiKey(key_id, user_id, scopes):
            claims = {"sub": str(user_id), "key": str(key_id), "scopes": sorted(scopes)}
        case OrgKey(key_id, org_id, made_by, scopes):
            claims = {"org": str(org_id), "by": str(made_by), "key": str(key_id), "scopes": sorted(scopes)}
        case Device(device_id, event_id):
            claims = {"device": str(device_id), "event": str(event_id)}
        case Guest(order_id):
            claims = {"order": str(order_id)}
        case Operator(user_id):
            claims = {"sub": str(user_id)}
        case Worker(on_behalf_of):
            claims = {"sub": None if on_behalf_of is None else str(on_behalf_of)}
    return {name: value for name, value in claims.items() if value is not None}


def identity_sql(principal: Principal) -> str:
    """Return the statements that make the open transaction act as `principal`."""
    claims = msgspec.json.encode(claims_of(principal)).decode()
    return f"set local role {role_of(principal)}; set local request.jwt.claims = '{claims}'"


def _hex(link: str | None) -> str | None:
    if link is not None and not _HEX.match(link):
        msg = "a link claim is a SHA-256 in hex"
        raise ValueError(msg)
    return link
