"""Who can sign in to the demo. The password is public, so it is good only where nobody else can reach the server."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

import msgspec

from showground.db.principal import Worker
from showground.db.sql import compile_query
from showground.domains.users.passwords import hash_password
from showground.kit.faults import Refused

if TYPE_CHECKING:
    from showground.db.tx import Database

PASSWORD = "showground-demo"  # noqa: S105 - published on purpose, and refused on any address but loopback

PRESENT = compile_query(
    "demo.present_logins",
    """
    select c.email from users.contacts c join users.accounts a on a.user_id = c.user_id
     where c.email = any(:emails::text[]) and a.password_hash is not null and a.disabled_at is null
    """,
)


class Login(msgspec.Struct, frozen=True):
    """Somebody who can sign in, and what for."""

    email: str
    handle: str
    name: str
    role: str
    is_operator: bool = False


LOGINS = (
    Login("organizer@demo.test", "olga", "Olga Lindqvist", "runs Harbour Light, whose conference is on today"),
    Login("attendee@demo.test", "amir", "Amir Haddad", "has tickets, past and to come, and hosts meetups"),
    Login("door@demo.test", "dora", "Dora Mensah", "scans at the door of Harbour Light"),
    Login("operator@demo.test", "oscar", "Oscar Reyes", "runs the platform", is_operator=True),
)


class Found(msgspec.Struct, frozen=True):
    """An address that a login of the demo has."""

    email: str


class DemoExposed(Refused):
    """Everybody knows the demo's passwords."""

    code = "demo.exposed"
    says = (
        "This database has the demo's logins, whose password is public, and the server would be reachable from "
        "outside. Set SHOWGROUND_HOST=127.0.0.1, or start on a database without the demo."
    )


def logins_allowed(host: str) -> bool:
    """Return whether a server bound to this address may let the demo's logins in: only loopback ones may."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def refuse_logins_outside(host: str, present: list[str]) -> None:
    """Refuse to serve the demo's logins where others can reach them.

    Raises:
        DemoExposed: there are some, and the address is not loopback.
    """
    if present and not logins_allowed(host):
        raise DemoExposed(host=host)


async def emails_present(db: Database) -> list[str]:
    """Return the addresses of the demo's logins that can sign in here."""
    async with db.acting_as(Worker(), read_only=True) as tx:
        found = await tx.all(PRESENT, Found, emails=[login.email for login in LOGINS])
    return [row.email for row in found]


async def password_hash() -> str:
    """Return the hash of the demo's password, to be made once for all logins."""
    return await hash_password(PASSWORD)
