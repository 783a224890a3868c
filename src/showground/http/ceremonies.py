"""What a browser began and finishes soon: its cookie, and the site that passkeys belong to."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from showground.domains.users.errors import PasskeysUnavailable
from showground.domains.users.passkeys.types import Site

if TYPE_CHECKING:
    from showground.http.desk import Desk

CEREMONY_SECONDS = 600


def keep_ceremony(desk: Desk, token: str) -> None:
    """Give the browser what it finishes with."""
    desk.keep(desk.names.make(desk.names.ceremony, token, seconds=CEREMONY_SECONDS))


def ceremony_of(desk: Desk) -> str:
    """Return what the browser was given, or nothing that was ever given."""
    found: str = desk.request.cookies.get(desk.names.ceremony, "")
    return found


def site_of(desk: Desk) -> Site:
    """Return what passkeys are bound to.

    Raises:
        PasskeysUnavailable: browsers take no IP address.
    """
    site = site_or_none(desk)
    if site is None:
        raise PasskeysUnavailable
    return site


def site_or_none(desk: Desk) -> Site | None:
    """Return the public address when it has a name; on one's own machine, `localhost` when that is what was opened."""
    address = desk.settings.address
    name = urlsplit(address).hostname or ""
    if not _is_ip(name):
        return Site(name, address)
    opened = desk.request.headers.get("host", "")
    if not desk.settings.public_url and opened.partition(":")[0] == "localhost":
        return Site("localhost", f"http://{opened}")
    return None


def _is_ip(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
