"""Every question that organizers put to the tables of events. One function, one query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.db.sql import named
from showground.domains.events.managing.types import EventText, ManagedEvent
from showground.domains.events.types import Topic

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from showground.db.tx import Tx
    from showground.domains.events.managing.types import EventDraft
    from showground.domains.events.types import EventStatus

SQL = named(__name__)


async def add_event(tx: Tx, draft: EventDraft, *, event_id: UUID, slug: str) -> bool:
    """Add a draft as the caller; return whether the slug was free."""
    touched = await tx.run(
        SQL["add_event"],
        id=event_id,
        owner_type=draft.owner_type,
        owner_id=draft.owner_id,
        slug=slug,
        title=draft.title,
        summary=draft.summary,
        description=draft.description,
        visibility=draft.visibility,
        starts_at=draft.starts_at,
        ends_at=draft.ends_at,
        timezone=draft.timezone,
        is_online=draft.is_online,
        venue_name=draft.venue_name,
        address=draft.address,
        city=draft.city,
        country_code=draft.country_code,
        website=draft.website,
        currency_code=draft.currency_code,
        language=draft.language,
    )
    return touched == 1


async def add_occurrence(
    tx: Tx, *, occurrence_id: UUID, event_id: UUID, starts_at: datetime, ends_at: datetime
) -> None:
    """Add a date."""
    await tx.run(SQL["add_occurrence"], id=occurrence_id, event_id=event_id, starts_at=starts_at, ends_at=ends_at)


async def set_topics(tx: Tx, *, event_id: UUID, topics: list[str]) -> None:
    """Write what an event is about, in place of what stood there."""
    await tx.run(SQL["set_topics"], event_id=event_id, topics=topics)


async def event_of_caller(tx: Tx, event_id: UUID) -> ManagedEvent | None:
    """Return an event that the caller runs."""
    return await tx.maybe(SQL["event_of_caller"], ManagedEvent, event_id=event_id)


async def event_is_shown(tx: Tx, event_id: UUID) -> bool:
    """Return whether the caller sees an event at all."""
    shown: bool = await tx.value(SQL["event_is_shown"], event_id=event_id)
    return shown


async def keeper_of_event(tx: Tx, event_id: UUID) -> UUID | None:
    """Return who answers for an event."""
    keeper: UUID | None = await tx.value(SQL["keeper_of_event"], event_id=event_id)
    return keeper


async def event_named(tx: Tx, name: str) -> UUID | None:
    """Return the event with this id or slug."""
    found: UUID | None = await tx.value(SQL["event_named"], name=name)
    return found


async def edit_event(tx: Tx, event: ManagedEvent) -> bool:
    """Write what an organizer may change; return whether the revision was still this one."""
    touched = await tx.run(
        SQL["edit_event"],
        event_id=event.id,
        revision=event.revision,
        title=event.title,
        summary=event.summary,
        description=event.description,
        visibility=event.visibility,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        timezone=event.timezone,
        is_online=event.is_online,
        venue_name=event.venue_name,
        address=event.address,
        city=event.city,
        country_code=event.country_code,
        website=event.website,
        cover_focus=event.cover_focus,
        language=event.language,
    )
    return touched == 1


async def move_only_occurrence(tx: Tx, *, event_id: UUID, starts_at: datetime, ends_at: datetime) -> bool:
    """Move the date of an event that has one; return whether it has."""
    touched = await tx.run(SQL["move_only_occurrence"], event_id=event_id, starts_at=starts_at, ends_at=ends_at)
    return touched == 1


async def set_status(tx: Tx, *, event_id: UUID, status: EventStatus) -> bool:
    """Bring an event into another state; return whether the caller may."""
    return await tx.run(SQL["set_status"], event_id=event_id, status=status) == 1


async def topics(tx: Tx) -> list[Topic]:
    """Return the vocabulary by name."""
    return await tx.all(SQL["topics"], Topic)


async def set_cover(tx: Tx, *, event_id: UUID, key: str | None) -> None:
    """Show another picture on an event, or none."""
    await tx.run(SQL["set_cover"], event_id=event_id, key=key)


async def texts(tx: Tx, event_id: UUID) -> list[EventText]:
    """Return what an event says in other languages than its own."""
    return await tx.all(SQL["texts"], EventText, event_id=event_id)


async def write_text(tx: Tx, event_id: UUID, text: EventText) -> None:
    """Write what an event says in a language, in place of what stood there."""
    await tx.run(
        SQL["write_text"],
        event_id=event_id,
        language=text.language,
        title=text.title,
        summary=text.summary,
        description=text.description,
    )


async def remove_text(tx: Tx, event_id: UUID, language: str) -> bool:
    """Take back what an event says in a language; return whether it said something."""
    return await tx.run(SQL["remove_text"], event_id=event_id, language=language) == 1
