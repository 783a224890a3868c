"""Who looked, over the API, for those who run the event: figures by day, and all of them as a file."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from litestar.response import Stream

from showground.domains.analytics.audience import service
from showground.domains.analytics.audience.types import Audience, AudienceDay
from showground.domains.events.managing import service as managing
from showground.http.desk import Desk
from showground.http.exports import Format, export

Days = Annotated[int, QueryParameter(ge=1, le=366, description="How many days back, today (UTC) included.")]
Kind = Annotated[Format, QueryParameter(name="format", description="CSV for spreadsheets, NDJSON for programs.")]


@get("/events/{event_id:uuid}/audience", operation_id="AudienceOfEvent")
async def audience(event_id: FromPath[UUID], desk: NamedDependency[Desk], days: Days = 30) -> Audience:
    """Show who looked at an event and how far they came: views, visitors, carts, orders."""
    async with desk.open(read_only=True) as tx:
        return await service.audience(tx, event_id, days=days)


@get("/events/{event_id:uuid}/audience/export", operation_id="ExportAudience")
async def export_audience(
    event_id: FromPath[UUID], desk: NamedDependency[Desk], days: Days = 366, kind: Kind = "csv"
) -> Stream:
    """Save what was counted of an event, day by day."""
    async with desk.open(read_only=True) as tx:
        slug = (await managing.managed(tx, event_id, "figures")).slug
    return export(
        desk.open,
        lambda tx: service.every_day(tx, event_id, days=days),
        AudienceDay,
        name=f"{slug}-audience",
        kind=kind,
    )


HANDLERS = [audience, export_audience]
