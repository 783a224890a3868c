"""What organizers do with events: make, edit, publish, postpone, cancel, archive. As the person: policies decide."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import msgspec
from msgspec import UNSET

from showground.domains.events.auditing.service import note
from showground.domains.events.errors import EndsBeforeItStarts, TitleNeeded
from showground.domains.events.managing import rules, store
from showground.domains.events.managing.errors import (
    DescriptionTooLong,
    LanguageUnknown,
    NotReady,
    OneWayOnly,
    OutOfRole,
    SeveralDates,
    Stale,
    TimeUnplaced,
)
from showground.domains.events.managing.facts import EventCancelled, EventMoved, EventPostponed, EventPublished
from showground.domains.events.managing.types import EventDraft, ManagedEvent
from showground.kit.faults import Refused, Unknown
from showground.kit.format import language_codes
from showground.kit.ids import short_code, uuid7
from showground.kit.text import slug, squash
from showground.kit.words import LANG

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from showground.db.tx import Tx
    from showground.domains.events.managing.types import EventChange, Part
    from showground.domains.events.types import EventStatus

TITLE_LONGEST, DESCRIPTION_LONGEST, SLUG_LONGEST = 200, 20_000, 80
T = TypeVar("T", EventDraft, ManagedEvent)
SEEN = frozenset({"published", "postponed", "cancelled", "ended"})


async def create_event(tx: Tx, draft: EventDraft) -> ManagedEvent:
    """Make a draft with one date, owned by the caller or by an organization that he edits for.

    Raises:
        Refused: the owner is somebody for whom the caller may not act.
        Invalid: a value is not acceptable.
    """
    clean = _clean(draft)
    event_id = uuid7()
    for wanted in _slugs(clean.title):
        if await store.add_event(tx, clean, event_id=event_id, slug=wanted):
            break
    await store.add_occurrence(
        tx, occurrence_id=uuid7(), event_id=event_id, starts_at=clean.starts_at, ends_at=clean.ends_at
    )
    await store.set_topics(tx, event_id=event_id, topics=clean.topics)
    await note(tx, "events.created", "event", event_id, event=event_id, title=clean.title)
    return await managed(tx, event_id)


async def managed(tx: Tx, event_id: UUID, part: Part | None = None) -> ManagedEvent:
    """Return an event that the caller runs, in any role.

    Args:
        part: What of it he wants to see; None: what everybody who runs it sees.

    Raises:
        Unknown: there is none, or it is hidden from him.
        Refused: he sees it, but does not run it.
        OutOfRole: he helps there, but not with this part.
    """
    event = await store.event_of_caller(tx, event_id)
    if event is None:
        raise Refused if await store.event_is_shown(tx, event_id) else Unknown
    if part is not None and not rules.includes(event.staff_role, part):
        raise OutOfRole(event=event_id, role=event.staff_role)
    return event


async def edited(tx: Tx, event_id: UUID, part: Part | None = None) -> ManagedEvent:
    """Return an event that the caller may change.

    Raises:
        Unknown: there is none, or it is hidden from him.
        Refused: he may only look.
        OutOfRole: he helps there, but not with this part, or without changing anything.
    """
    event = await managed(tx, event_id, part)
    if not event.may_edit:
        raise Refused if event.staff_role is None else OutOfRole(event=event_id, role=event.staff_role)
    return event


async def edit_event(tx: Tx, event_id: UUID, change: EventChange, *, revision: int | None = None) -> ManagedEvent:
    """Change an event; what is left out stays.

    Args:
        revision: The revision that the caller saw; None: whatever it is now.

    Raises:
        Stale: somebody else edited it since.
        SeveralDates: its time is changed, but it has several dates.
        Invalid: a value is not acceptable.
    """
    event = await edited(tx, event_id)
    if revision is not None and revision != event.revision:
        raise Stale(revision=event.revision)
    changes = {name: value for name, value in msgspec.structs.asdict(change).items() if value is not UNSET}
    wanted = _clean(msgspec.structs.replace(event, **changes))
    if not await store.edit_event(tx, wanted):
        raise Stale
    if (wanted.starts_at, wanted.ends_at) != (event.starts_at, event.ends_at) and not await store.move_only_occurrence(
        tx, event_id=event_id, starts_at=wanted.starts_at, ends_at=wanted.ends_at
    ):
        raise SeveralDates
    if wanted.topics != event.topics:
        await store.set_topics(tx, event_id=event_id, topics=wanted.topics)
    if event.status in SEEN and _whereabouts(wanted) != _whereabouts(event):
        tx.announce(EventMoved(event_id))
    await note(tx, "events.edited", "event", event_id, event=event_id, fields=sorted(changes))
    return await managed(tx, event_id)


async def publish(tx: Tx, event_id: UUID, *, tiers_count: int) -> ManagedEvent:
    """Show an event to those it is meant for.

    Args:
        tiers_count: Tickets that are, or will be, on sale.

    Raises:
        NotReady: something is missing; `missing` names it.
        OneWayOnly: it is not a draft, nor postponed.
    """
    event = await edited(tx, event_id)
    lacking = rules.missing(rules.checklist(event, tiers_count=tiers_count))
    if lacking:
        raise NotReady(missing=[check.step for check in lacking])
    moved = await _become(tx, event, "published")
    tx.announce(EventPublished(event_id))
    return moved


async def postpone(tx: Tx, event_id: UUID) -> ManagedEvent:
    """Say that an event will be later; its tickets stay valid."""
    moved = await _become(tx, await edited(tx, event_id), "postponed")
    tx.announce(EventPostponed(event_id))
    return moved


async def cancel(tx: Tx, event_id: UUID) -> ManagedEvent:
    """Say that an event will not be, for good. Money does not move here; the fact tells whoever has to act."""
    moved = await _become(tx, await edited(tx, event_id), "cancelled")
    tx.announce(EventCancelled(event_id))
    return moved


async def archive(tx: Tx, event_id: UUID) -> ManagedEvent:
    """Put away an event that is over or cancelled."""
    return await _become(tx, await edited(tx, event_id), "archived")


async def _become(tx: Tx, event: ManagedEvent, status: EventStatus) -> ManagedEvent:
    if not rules.may_become(event.status, status):
        raise OneWayOnly(status=event.status)
    if not await store.set_status(tx, event_id=event.id, status=status):
        raise Refused
    await note(tx, f"events.{status}", "event", event.id, event=event.id, was=event.status)
    return await managed(tx, event.id)


def _slugs(title: str) -> Iterator[str]:
    """Give names for an address: the title's words, then with a tail until one is free."""
    words = slug(title, longest=SLUG_LONGEST) or "event"
    yield words
    while True:
        yield f"{words}-{short_code(5).lower()}"


def _clean(one: T) -> T:
    """Return an event with its texts tidied.

    Raises:
        Invalid: a value is not acceptable.
    """
    title, description = squash(one.title), one.description.strip()
    if not 0 < len(title) <= TITLE_LONGEST:
        raise TitleNeeded
    if len(description) > DESCRIPTION_LONGEST:
        raise DescriptionTooLong
    language = one.language or LANG.get()
    if language not in language_codes():
        raise LanguageUnknown
    if one.starts_at.tzinfo is None or one.ends_at.tzinfo is None:
        raise TimeUnplaced
    if one.ends_at < one.starts_at:
        raise EndsBeforeItStarts
    return msgspec.structs.replace(
        one,
        title=title,
        description=description,
        summary=squash(one.summary),
        venue_name=squash(one.venue_name),
        address=squash(one.address),
        city=squash(one.city),
        country_code=one.country_code or None,
        website=(one.website or "").strip() or None,
        topics=sorted(set(one.topics)),
        language=language,
    )


def _whereabouts(event: ManagedEvent) -> tuple[object, ...]:
    return event.starts_at, event.ends_at, event.timezone, event.is_online, event.venue_name, event.address, event.city
