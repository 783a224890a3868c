"""Who looked at an event, as a file. The plot stands on the event's overview."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Stream

from showground.domains.analytics.audience import service
from showground.domains.analytics.audience.types import AudienceDay, Source
from showground.domains.events.managing import service as managing
from showground.http.desk import Desk
from showground.http.exports import export

if TYPE_CHECKING:
    from showground.db.tx import Tx

DAYS, LONGEST = 30, 366


class Step(msgspec.Struct, frozen=True):
    """A step of the way to a ticket, and how many came so far."""

    name: str
    count: int


class Looks(msgspec.Struct, frozen=True):
    """What the overview shows of an event's audience."""

    views: int
    visitors: int
    steps: list[Step]
    rows: list[tuple[date, list[int]]]
    sources: list[Source]


async def looks(tx: Tx, event_id: UUID) -> Looks:
    """Return the last 30 days of an event's page."""
    told = await service.audience(tx, event_id, days=DAYS)
    steps = [
        ("visitors", told.visitors),
        ("carts", told.carts),
        ("checkouts", told.checkouts),
        ("payments", told.payments),
        ("orders", told.orders),
    ]
    return Looks(
        views=told.views,
        visitors=told.visitors,
        steps=[Step(name, count) for name, count in steps if count or name != "payments"],  # free ones have none
        rows=[(day.day, [day.views, day.visitors]) for day in told.days],
        sources=told.sources,
    )


@get("/console/events/{event_id:uuid}/audience.csv")
async def audience_file(event_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Stream:
    """Save what was counted of an event, day by day."""
    async with desk.open(read_only=True) as tx:
        event = await managing.managed(tx, event_id, "figures")
    name = f"{event.slug}-audience"
    return export(desk.open, lambda tx: service.every_day(tx, event_id, days=LONGEST), AudienceDay, name=name)


HANDLERS = [audience_file]
