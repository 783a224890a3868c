"""Letters."""

from __future__ import annotations


async def mail_id(world):
    person = await world.owner()
    return await world.get("letter", world.make.letter, person=person)


VALUES = {"/dev/mail/{mail_id}": mail_id, "/operator/mail/{mail_id}": mail_id}
BODIES: dict[str, dict[str, str]] = {"POST /operator/mail/{mail_id}/again": {}}
