"""The event workspace: making an event, its overview, its state."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from showground.domains.events.managing import rules
from showground.domains.events.managing import service as managing
from showground.domains.events.managing.errors import NotReady
from showground.domains.ticketing.selling import service as selling
from showground.http.counters import live_of
from showground.http.desk import Desk
from showground.kit.format import listing
from showground.kit.words import gettext, marked, ngettext
from showground.web.console import days, workspace
from showground.web.console_audience import looks
from showground.web.shell import go, show

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from showground.domains.events.managing.types import Check, ManagedEvent
    from showground.domains.ticketing.selling.types import SoldOnDay, TierSales

NEWEST, LEAST_PLOT_DAYS, LONGEST_PLOT_DAYS, MOST_SERIES = 5, 14, 60, 5
SAID = {
    "publish": marked("It is on show. Tell somebody."),
    "postpone": marked("It is postponed. Tickets stay valid; say when it will be."),
    "cancel": marked("It is cancelled, and nobody can buy any more."),
    "archive": marked("It is put away."),
}


class Todo(msgspec.Struct, frozen=True):
    """A line of the checklist."""

    done: bool
    name: str
    note: str
    href: str
    action: str


@get("/console/events/{event_id:uuid}")
async def overview(event_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Response[Any]:
    """Show the event workspace."""
    return await _overview(desk, event_id)


async def _overview(desk: Desk, event_id: UUID, *, problem: str = "") -> Response[Any]:
    async with desk.open(read_only=True) as tx:
        seat = await workspace(desk, tx, event_id, "overview")
        tiers = await selling.tiers(tx, event_id)
        sold = await selling.sales_by_day(tx, event_id)
        recent = await selling.orders(tx, event_id, status="paid", words="", cursor=None, limit=NEWEST)
        audience = await looks(tx, event_id)
        totals = await selling.totals(tx, event_id)
    on_sale = [tier for tier in tiers if tier.status != "hidden"]
    checks = rules.checklist(seat.event, tiers_count=len(on_sale))
    heads, rows = sales_plot(sold, tiers)
    return show(
        desk,
        "console/event.html",
        status_code=409 if problem else 200,
        **seat.context,
        checklist=[_todo(check, seat.event, tiers_count=len(on_sale)) for check in checks],
        can_publish=seat.event.may_edit and not rules.missing(checks),
        actions=actions(seat.event),
        problem=problem,
        totals=totals,
        sales_heads=heads,
        sales=rows,
        audience=audience,
        tiers=tiers,
        recent=recent.items,
        now=datetime.now(UTC),
    )


def sales_plot(sold: Sequence[SoldOnDay], tiers: Sequence[TierSales]) -> tuple[list[str], list[tuple[date, list[int]]]]:
    """Return the names of the series and, for each day, tickets sold of each: one tier a series, the rest together."""
    named = [tier for tier in tiers if any(row.tier_id == tier.id for row in sold)]
    own, others = named[:MOST_SERIES], named[MOST_SERIES:]
    series = {tier.id: place for place, tier in enumerate(own)} | {tier.id: len(own) for tier in others}
    heads = [tier.name for tier in own] + ([gettext("Others")] if others else [])
    by_day: dict[date, list[int]] = defaultdict(lambda: [0] * len(heads))
    for row in sold:
        by_day[row.day][series[row.tier_id]] += row.tickets_count
    return heads, [(day, by_day[day]) for day in days(by_day.keys(), least=LEAST_PLOT_DAYS, longest=LONGEST_PLOT_DAYS)]


def actions(event: ManagedEvent) -> list[str]:
    """Return what can be done with an event now, besides publishing a draft."""
    if not event.may_edit:
        return []
    steps = {"published": "publish", "postponed": "postpone", "cancelled": "cancel", "archived": "archive"}
    return [
        step
        for status, step in steps.items()
        if rules.may_become(event.status, status) and event.status not in {"draft", "scheduled"}  # type: ignore[arg-type]
    ]


def _todo(check: Check, event: ManagedEvent, *, tiers_count: int) -> Todo:
    edit = f"/console/events/{event.id}/edit"
    tickets = ngettext("One ticket is on sale.", "%(num)d tickets are on sale.", tiers_count) % {"num": tiers_count}
    match check.step:
        case "title":
            return Todo(
                check.done, gettext("Say what and when"), gettext("Title and days are set."), edit, gettext("Write it")
            )
        case "tier":
            note = tickets if check.done else gettext("A name, a price and a number of places. A free one counts.")
            return Todo(
                check.done, gettext("Add a ticket"), note, f"/console/events/{event.id}/tiers", gettext("Add one")
            )
        case "place":
            note = gettext("People know where to go.") if check.done else gettext("A city, or that it happens online.")
            return Todo(check.done, gettext("Say where"), note, edit, gettext("Say it"))
        case _:
            note = (
                gettext("It says what happens.") if check.done else gettext("A few sentences sell more than a poster.")
            )
            return Todo(check.done, gettext("Tell what it is about"), note, edit, gettext("Write it"))


@post("/console/events/{event_id:uuid}/publish")
async def publish(event_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Response[Any]:
    """Show the event to the public."""
    try:
        async with desk.open() as tx:
            await selling.publish(tx, event_id)
    except NotReady as fault:
        missing = fault.facts["missing"]
        return await _overview(desk, event_id, problem=_missing(missing if isinstance(missing, list) else []))
    live_of(desk).touched(event_id)
    return go(desk, f"/console/events/{event_id}", notice=gettext(SAID["publish"]))


def _missing(steps: list[str]) -> str:
    wants = {"tier": gettext("a ticket"), "place": gettext("a place"), "title": gettext("a title")}
    return gettext("It still needs %(what)s.") % {"what": listing([wants.get(step, step) for step in steps])}


@post("/console/events/{event_id:uuid}/postpone")
async def postpone(event_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Response[Any]:
    """Say that it will be later."""
    async with desk.open() as tx:
        await managing.postpone(tx, event_id)
    return go(desk, f"/console/events/{event_id}", notice=gettext(SAID["postpone"]), tone="warn")


@post("/console/events/{event_id:uuid}/cancel")
async def cancel(event_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Response[Any]:
    """Say that it will not be."""
    async with desk.open() as tx:
        await managing.cancel(tx, event_id)
    return go(desk, f"/console/events/{event_id}", notice=gettext(SAID["cancel"]), tone="warn")


@post("/console/events/{event_id:uuid}/archive")
async def archive(event_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Response[Any]:
    """Put it away."""
    async with desk.open() as tx:
        await managing.archive(tx, event_id)
    return go(desk, f"/console/events/{event_id}", notice=gettext(SAID["archive"]), tone="cool")


HANDLERS = [overview, publish, postpone, cancel, archive]
