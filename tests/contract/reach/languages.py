"""What an event says in German, so that there is something to take back."""

from __future__ import annotations

from tests.contract.reach.console import event_id

from showground.db.principal import Person
from showground.domains.events.managing import texts
from showground.domains.events.managing.types import TextDraft


async def language(world):
    event = await event_id(world)
    async with world.make.db.acting_as(Person((await world.owner()).user_id)) as tx:
        await texts.write_text(tx, event, "de", TextDraft(title="Laternennacht"))
    return "de"


VALUES = {
    "/events/{event_id}/texts/{language}": language,
    "/console/events/{event_id}/languages/{language}": language,
}
BODIES = {
    "PUT /api/v1/events/{event_id}/texts/{language}": {"title": "Laternennacht"},
    "POST /console/events/{event_id}/languages/{language}": {"title": "Laternennacht"},
    "POST /console/events/{event_id}/languages/{language}/remove": {},
}
