"""The events of an owner, as the public pages of organizations and people list them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from showground.domains.events import service
from showground.domains.ticketing.reading import service as reading
from showground.http.seeing import saw_cards
from showground.web import views

if TYPE_CHECKING:
    from uuid import UUID

    from showground.http.desk import Desk


async def events_on_show(desk: Desk, *, org_id: UUID | None = None, user_id: UUID | None = None) -> dict[str, Any]:
    """Return what `events/_of_owner.html` reads, in a transaction of the reader's own."""
    now = datetime.now(UTC)
    async with desk.open(read_only=True) as tx:
        found = await service.events_of_owner_on_show(tx, org_id=org_id, user_id=user_id, now=now)
        shelves = await reading.shelves(tx, [one.id for one in (*found.coming, *found.past)])
    saw_cards(desk, [one.id for one in (*found.coming, *found.past)], "profile")
    return {"coming": views.cards(found.coming, shelves, now=now), "past": views.cards(found.past, shelves, now=now)}
