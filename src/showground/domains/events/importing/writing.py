"""Writes what was read: events, their series, dates and topics; what is here already stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

import msgspec

from showground.db.sql import named
from showground.domains.events.importing.drafts import Credit, EventDraft, draft, longer_slug
from showground.domains.events.importing.series import link
from showground.domains.events.importing.topics import vocabulary
from showground.kit.ids import uuid7s

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from showground.db.tx import Tx
    from showground.domains.events.importing.types import Parsed, Series

SQL = named(__name__)
AT_ONCE = 1000


class Bars(Protocol):
    """What moves a progress bar: rich has it."""

    def add_task(self, description: str, *, total: float | None = 100.0) -> Any:  # noqa: ANN401 - rich's own number
        """Add a bar and return its number."""

    def advance(self, task_id: Any, advance: float = 1) -> None:  # noqa: ANN401
        """Move a bar on."""


class ImportReport(msgspec.Struct, frozen=True):
    """What an import did: every line read is new, known, left out or an error.

    Attributes:
        new: Events that were written, or would be.
        known: Events that were here already, by name, first day, host and city.
        left_out: Events beyond the limit that was asked for.
        series: Series that the new events belong to.
    """

    read: int
    new: int
    known: int
    errors: int
    left_out: int
    series: int


class Plan(msgspec.Struct, frozen=True):
    """What an import would write, oldest series first."""

    drafts: list[EventDraft]
    series: dict[UUID, str]
    report: ImportReport


class _Added(msgspec.Struct, frozen=True):
    id: UUID


class _Tender(msgspec.Struct, frozen=True):
    country_code: str
    currency_code: str


class _Known(msgspec.Struct, frozen=True):
    import_key: UUID
    series_id: UUID | None


async def plan_import(
    tx: Tx, parsed: Parsed, *, credit: Credit | Callable[[Series], Credit], now: datetime, limit: int | None = None
) -> Plan:
    """Find out what is new in a file; writes nothing.

    Args:
        credit: Who owns the events, or a function of their series that says so.
        limit: Write this many new events at most.
    """
    all_series = link(parsed.events)
    known = {row.import_key: row.series_id for row in await _known(tx, parsed)}
    tenders = await tx.all(SQL["currency_of_countries"], _Tender)
    currencies = {tender.country_code: tender.currency_code for tender in tenders}
    drafts: list[EventDraft] = []
    names: dict[UUID, str] = {}
    for series in all_series:
        fresh = [event for event in series.editions if event.key not in known]
        if not fresh:
            continue
        here = (known[event.key] for event in reversed(series.editions) if event.key in known)
        series_id = next((found for found in here if found), series.key)
        names[series_id] = series.name
        whose = credit if isinstance(credit, Credit) else credit(series)
        drafts += [draft(event, series_id=series_id, credit=whose, currencies=currencies, now=now) for event in fresh]
    chosen = await _with_own_slugs(tx, drafts[:limit])
    used = {row.series_id for row in chosen}
    left_out = len(drafts) - len(chosen)
    report = ImportReport(parsed.read, len(chosen), len(known), len(parsed.errors), left_out, len(used))
    return Plan(chosen, {series: name for series, name in names.items() if series in used}, report)


async def import_events(
    tx: Tx,
    plan: Plan,
    *,
    now: datetime,
    progress: Bars | None = None,
    make_ids: Callable[[int], Sequence[UUID]] = uuid7s,
) -> ImportReport:
    """Write a plan, acting as the service. What another import wrote since the plan was made is left as it is.

    Args:
        make_ids: Where the ids of events and occurrences come from.
    """
    await tx.as_service()
    await add_topics(tx)
    founders = {row.series_id: row.credit.created_by for row in reversed(plan.drafts)}
    await tx.run(
        SQL["add_series"],
        ids=list(plan.series),
        names=list(plan.series.values()),
        founders=[founders[series] for series in plan.series],
        now=now,
    )
    task = progress.add_task("Events", total=len(plan.drafts)) if progress else None
    new = 0
    for first in range(0, len(plan.drafts), AT_ONCE):
        part = plan.drafts[first : first + AT_ONCE]
        new += await _write(tx, part, now=now, make_ids=make_ids)
        if progress and task is not None:
            progress.advance(task, len(part))
    late = len(plan.drafts) - new
    return msgspec.structs.replace(plan.report, new=new, known=plan.report.known + late)


async def _known(tx: Tx, parsed: Parsed) -> list[_Known]:
    return await tx.all(SQL["known_editions"], _Known, keys=[event.key for event in parsed.events])


async def _with_own_slugs(tx: Tx, drafts: list[EventDraft]) -> list[EventDraft]:
    """Give the first event of a name and year the plain slug, and every later one its key beside it."""
    taken = set(await tx.all(SQL["taken_slugs"], str, slugs=[row.slug for row in drafts]))
    own: list[EventDraft] = []
    for row in drafts:
        free = row.slug not in taken
        taken.add(row.slug)
        own.append(row if free else msgspec.structs.replace(row, slug=longer_slug(row.slug, row.import_key)))
    return own


async def _write(tx: Tx, rows: list[EventDraft], *, now: datetime, make_ids: Callable[[int], Sequence[UUID]]) -> int:
    """Write some events with their date and topics; return how many were new."""
    ids = make_ids(len(rows))
    by_id = dict(zip(ids, rows, strict=True))
    added = await tx.all(SQL["add_events"], _Added, now=now, **_columns(ids, rows))
    new = {row.id: by_id[row.id] for row in added}
    await tx.run(
        SQL["add_occurrences"],
        ids=make_ids(len(new)),
        event_ids=list(new),
        starts=[row.starts_at for row in new.values()],
        ends=[row.ends_at for row in new.values()],
    )
    about = [(event_id, topic) for event_id, row in new.items() for topic in row.topics]
    await tx.run(SQL["add_event_topics"], event_ids=[pair[0] for pair in about], topics=[pair[1] for pair in about])
    return len(new)


def _columns(ids: Sequence[UUID], rows: list[EventDraft]) -> dict[str, object]:
    return {
        "ids": list(ids),
        "owner_types": [row.credit.owner_type for row in rows],
        "owner_ids": [row.credit.owner_id for row in rows],
        "founders": [row.credit.created_by for row in rows],
        "series_ids": [row.series_id for row in rows],
        "slugs": [row.slug for row in rows],
        "titles": [row.title for row in rows],
        "summaries": [row.summary for row in rows],
        "descriptions": [row.description for row in rows],
        "statuses": [row.status for row in rows],
        "starts": [row.starts_at for row in rows],
        "ends": [row.ends_at for row in rows],
        "timezones": [row.timezone for row in rows],
        "online": [row.is_online for row in rows],
        "cities": [row.city for row in rows],
        "countries": [row.country_code for row in rows],
        "latitudes": [row.latitude for row in rows],
        "longitudes": [row.longitude for row in rows],
        "websites": [row.website for row in rows],
        "currencies": [row.currency_code for row in rows],
        "import_keys": [row.import_key for row in rows],
        "published": [row.published_at for row in rows],
    }


async def add_topics(tx: Tx) -> int:
    """Add the reviewed topics that are not there yet, acting as the service; return how many were new."""
    words = vocabulary()
    return await tx.run(SQL["add_topics"], slugs=[word.slug for word in words], names=[word.name for word in words])
