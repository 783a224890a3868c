"""What the events of the world say in other languages."""

from __future__ import annotations

from tests.make.world.society import sides


async def plant_texts(world):
    """Have each event say something in German, and describe what somebody might add in French."""
    for event in world.events.values():
        await world.plant(
            "events.event_texts",
            select=event.shown,
            update=event.editors,
            delete=event.editors,
            event_id=event.id,
            language="de",
            title="Ein Abend",
        )
    for name, event in sides(world):
        world.sprout("events.event_texts", name, event_id=world[event], language="fr", title="Une soirée")
