"""Letters."""

from __future__ import annotations


async def mail_id(world):
    person = await world.owner()
    return await world.get("letter", world.make.letter, person=person)


async def notification_id(world):
    return await world.get("notification", world.make.notification, person=await world.owner())


VALUES = {
    "/me/notifications/{notification_id}": notification_id,
    "/dev/mail/{mail_id}": mail_id,
    "/operator/mail/{mail_id}": mail_id,
    "/api/v1/operator/mail/{mail_id}": mail_id,
}
BODIES: dict[str, dict[str, str]] = {
    "POST /api/v1/me/notifications/read": {},
    "POST /me/notifications/read": {"until": "2027-01-01T00:00:00+00:00"},
    "POST /me/notifications/{notification_id}/open": {},
    "POST /operator/mail/{mail_id}/again": {},
}
