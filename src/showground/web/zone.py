"""In which zone somebody's days begin: that of his profile, else the one that his browser says, else UTC."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import unquote
from zoneinfo import ZoneInfo, available_timezones

from showground.domains.users import service as users

if TYPE_CHECKING:
    from showground.http.desk import Desk

COOKIE = "zone"  # written by the page's script: servers are not told
UTC_ZONE = ZoneInfo("UTC")


async def zone_of(desk: Desk) -> ZoneInfo:
    """Return the zone of whoever looks."""
    if desk.viewer is not None:
        async with desk.open(read_only=True) as tx:
            known = (await users.me(tx)).timezone
        if known in _zones():
            return ZoneInfo(known)
    return zone_said(desk)


def zone_said(desk: Desk) -> ZoneInfo:
    """Return the zone that a browser says it is in."""
    said = unquote(desk.request.cookies.get(COOKIE, ""))
    return ZoneInfo(said) if said in _zones() else UTC_ZONE


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
