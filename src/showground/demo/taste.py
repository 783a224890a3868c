"""Where people and events lie in the space that recommendations come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from showground.demo.clubs import ATTENDEE
from showground.demo.loading import moment

if TYPE_CHECKING:
    from showground.demo.chance import Chance
    from showground.demo.world import World

DIMENSIONS, THEMES = 384, 24
MODELS = ("demo-1", "demo-2", "demo-3")
OF_THREE = 30  # how many people and events are placed by every model


async def place(world: World) -> None:
    """Give events and those who hold most tickets a place near one of some themes."""
    chance = world.chance(24)
    themes = chance.rng.normal(0, 40, (THEMES, DIMENSIONS))
    shown = [event.id for event in world.sold_at if event.visibility == "public"][: max(400, world.sizes.embeddings)]
    held = [ticket.owner for ticket in world.tickets if ticket.owner]
    people = list(dict.fromkeys([world.people[ATTENDEE], *held]))[: world.sizes.embeddings]
    at = moment(world.now - 3600)
    for table, names, who, last in (
        ("ml.event_features", "event_id model embedding computed_at popularity", shown, None),
        ("ml.user_embeddings", "user_id model embedding computed_at signals", people, 40),
    ):
        rows = [(one, MODELS[0]) for one in who] + [(one, model) for model in MODELS[1:] for one in who[:OF_THREE]]
        worth = [
            round(1 - rank / len(who), 4) if last is None else 1 + chance.below(last)
            for rank, _ in enumerate(who)
        ]  # fmt: skip
        await world.loader.columns(
            table,
            names,
            [row[0] for row in rows],
            [row[1] for row in rows],
            _vectors(chance, themes, len(rows)),
            [at] * len(rows),
            [worth[i % len(who)] if i < len(who) else worth[(i - len(who)) % OF_THREE] for i in range(len(rows))],
        )


def _vectors(chance: Chance, themes: np.ndarray, count: int) -> list[str]:
    """Return vectors as PostgreSQL writes them; whole numbers, because only their direction counts."""
    near = themes[chance.rng.integers(0, THEMES, count)] + chance.rng.normal(0, 25, (count, DIMENSIONS))
    return [str(row) for row in np.rint(near).astype(int).tolist()]
