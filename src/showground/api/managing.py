"""Events over the API, as those make them who run them."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, delete, get, patch, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, HeaderParameter, JSONBody

from showground.domains.events.managing import service, texts
from showground.domains.events.managing.types import EventChange, EventDraft, EventText, ManagedEvent, TextDraft
from showground.domains.ticketing.selling import service as selling
from showground.http.desk import Desk
from showground.http.idempotency import once
from showground.http.tags import revision_of, tagged

IfMatch = Annotated[str | None, HeaderParameter(name="If-Match", description="The ETag of what you saw.")]


@post("/events", operation_id="CreateEvent", status_code=201)
async def create(
    data: JSONBody[EventDraft], desk: NamedDependency[Desk], request: Request[Any, Any, Any]
) -> Response[ManagedEvent]:
    """Make a draft, owned by you or by an organization that you edit for. Takes an Idempotency-Key."""
    return await once(request, desk, lambda tx: service.create_event(tx, data))


@get("/events/{event_id:uuid}/manage", operation_id="ManagedEvent")
async def managed(event_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Response[ManagedEvent]:
    """Show an event to those who run it; its ETag goes into If-Match when you edit it."""
    async with desk.open(read_only=True) as tx:
        return tagged(await service.managed(tx, event_id))


@patch("/events/{event_id:uuid}", operation_id="EditEvent")
async def edit(
    event_id: FromPath[UUID], data: JSONBody[EventChange], desk: NamedDependency[Desk], if_match: IfMatch = None
) -> Response[ManagedEvent]:
    """Change an event; what you leave out stays. With If-Match it fails when somebody else was faster."""
    async with desk.open() as tx:
        return tagged(await service.edit_event(tx, event_id, data, revision=revision_of(if_match)))


@post("/events/{event_id:uuid}/publish", operation_id="PublishEvent", status_code=200)
async def publish(event_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Response[ManagedEvent]:
    """Show an event to those it is meant for; `missing` says what it still needs."""
    async with desk.open() as tx:
        return tagged(await selling.publish(tx, event_id))


@post("/events/{event_id:uuid}/postpone", operation_id="PostponeEvent", status_code=200)
async def postpone(event_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Response[ManagedEvent]:
    """Say that an event will be later; tickets stay valid."""
    async with desk.open() as tx:
        return tagged(await service.postpone(tx, event_id))


@post("/events/{event_id:uuid}/cancel", operation_id="CancelEvent", status_code=200)
async def cancel(event_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Response[ManagedEvent]:
    """Say that an event will not be."""
    async with desk.open() as tx:
        return tagged(await service.cancel(tx, event_id))


@post("/events/{event_id:uuid}/archive", operation_id="ArchiveEvent", status_code=200)
async def archive(event_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Response[ManagedEvent]:
    """Put away an event that is over or cancelled."""
    async with desk.open() as tx:
        return tagged(await service.archive(tx, event_id))


@get("/events/{event_id:uuid}/texts", operation_id="EventTexts")
async def event_texts(event_id: FromPath[UUID], desk: NamedDependency[Desk]) -> list[EventText]:
    """Show those who run an event what it says in other languages than its own."""
    async with desk.open(read_only=True) as tx:
        return await texts.texts(tx, event_id)


@put("/events/{event_id:uuid}/texts/{language:str}", operation_id="WriteEventText")
async def write_text(
    event_id: FromPath[UUID], language: FromPath[str], data: JSONBody[TextDraft], desk: NamedDependency[Desk]
) -> EventText:
    """Have an event say something in another language; whoever reads that language gets it instead of the original."""
    async with desk.open() as tx:
        return await texts.write_text(tx, event_id, language, data)


@delete("/events/{event_id:uuid}/texts/{language:str}", operation_id="RemoveEventText")
async def remove_text(event_id: FromPath[UUID], language: FromPath[str], desk: NamedDependency[Desk]) -> None:
    """Take back what an event says in another language."""
    async with desk.open() as tx:
        await texts.remove_text(tx, event_id, language)


HANDLERS = [create, event_texts, write_text, remove_text, managed, edit, publish, postpone, cancel, archive]
