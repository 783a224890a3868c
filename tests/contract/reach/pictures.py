"""Pictures: one to send, and one that is not there."""

from __future__ import annotations

from tests.contract.reach.organizations import QUERIES as OF_ORGANIZATIONS
from tests.make.pictures import picture_bytes

OWNED = next(iter(OF_ORGANIZATIONS.values()))


async def missing_picture(world):
    return f"avatar-{'0' * 40}-96.webp"


async def picture(world):
    return picture_bytes((40, 30))


VALUES = {"/media/{file}": missing_picture}
BODIES = {
    "PUT /api/v1/me/avatar": picture,
    "PUT /api/v1/organizations/{handle}/logo": picture,
    "PUT /api/v1/events/{event_id}/cover": picture,
    "POST /me/avatar": picture,
    "POST /console/logo": picture,
    "POST /console/events/{event_id}/cover": picture,
    "POST /console/events/{event_id}/cover/focus": {"focus": "top"},
    "POST /me/avatar/remove": {},
    "POST /console/logo/remove": {},
    "POST /console/events/{event_id}/cover/remove": {},
}
QUERIES = {
    "GET /console/logo": OWNED,
    "POST /console/logo": OWNED,
    "POST /console/logo/remove": OWNED,
}
