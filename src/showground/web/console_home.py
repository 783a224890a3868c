"""The console's first pages: how an owner is doing, and all of his events."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from showground.domains.analytics.audience import store as audience
from showground.domains.events.staffing import service as staffing
from showground.domains.ticketing.selling import service as selling
from showground.domains.ticketing.selling.types import OwnerDay, When
from showground.http.desk import Desk
from showground.kit.words import gettext, marked, ngettext
from showground.web.console import PAGE, PERIOD_DAYS, OwnerKey, address, change_bps, month_ago
from showground.web.owners import Owner, chosen, owners_of
from showground.web.shell import show

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from showground.db.tx import Tx

COMING = 4
TABS: tuple[tuple[When, str], ...] = (
    ("upcoming", marked("Upcoming")),
    ("drafts", marked("Drafts")),
    ("past", marked("Past")),
)


class Overview(msgspec.Struct, frozen=True):
    """The figures of the last 30 days, each with its days; changes are against the 30 days before."""

    revenue_amount: int
    currency_code: str
    revenue_trend: list[int]
    revenue_change_bps: int | None
    tickets_count: int
    tickets_trend: list[int]
    tickets_change_bps: int | None
    orders_count: int
    orders_trend: list[int]
    views_count: int
    views_trend: list[int]


class Attention(msgspec.Struct, frozen=True):
    """Something that an owner should look at."""

    tone: str
    text: str
    href: str
    action: str


@get("/console")
async def overview(desk: NamedDependency[Desk], owner: OwnerKey = None) -> Response[Any]:
    """Show how an owner is doing."""
    async with desk.open(read_only=True) as tx:
        owners = await owners_of(desk, tx)
        one = chosen(owners, owner)
        coming = await selling.events_of_owner(
            tx, one.kind, one.id, tab="upcoming", words="", cursor=None, limit=COMING
        )
        counts = await selling.count_events(tx, one.kind, one.id)
        sold = await selling.sales_of_owner(tx, one.kind, one.id, since=month_ago(periods=2))
        views = await audience.views_of_owner(tx, **_columns(one), since=month_ago())
        attention = await _attention(tx, one, drafts=counts.drafts)
    events = coming.items
    totals = _overview(sold, [day.count for day in views], fallback=events[0].currency_code if events else "EUR")
    return show(
        desk,
        "console/overview.html",
        owner=one,
        owners=owners,
        greeting_name=desk.viewer.name.split()[0] if desk.viewer else "",
        totals=totals,
        sales=[(day, [count]) for day, count in _tickets_by_day(sold)[-PERIOD_DAYS:]],
        attention=attention,
        events=events,
        has_events=bool(counts.upcoming or counts.drafts or counts.past),
    )


async def _attention(tx: Tx, owner: Owner, *, drafts: int) -> list[Attention]:
    found = [
        Attention(
            "warn",
            ngettext("%(tier)s of %(event)s: one place left.", "%(tier)s of %(event)s: %(num)d places left.", tier.left)
            % {"tier": tier.tier_name, "event": tier.event_title, "num": tier.left},
            f"/console/events/{tier.event_id}/tiers",
            gettext("See the tickets"),
        )
        for tier in await selling.nearly_gone(tx, owner.kind, owner.id)
    ]
    if drafts:
        text = ngettext("A draft waits to be published.", "%(num)d drafts wait to be published.", drafts)
        text %= {"num": drafts}
        found.append(
            Attention(
                "cool", text, address("/console/events", owner=owner.key, tab="drafts"), gettext("See the drafts")
            )
        )
    return found


def _columns(owner: Owner) -> dict[str, Any]:
    return {
        "user_id": owner.id if owner.kind == "user" else None,
        "org_id": owner.id if owner.kind == "organization" else None,
    }


def _tickets_by_day(sold: Sequence[OwnerDay]) -> list[tuple[date, int]]:
    by_day: dict[date, int] = defaultdict(int)
    for row in sold:
        by_day[row.day] += row.tickets_count
    return sorted(by_day.items())


def _overview(sold: Sequence[OwnerDay], views: list[int], *, fallback: str) -> Overview:
    """Put the days together. Money is that of the currency that most came in; other currencies have their wallets."""
    days = sorted({row.day for row in sold})
    by_currency: dict[str, int] = defaultdict(int)
    for row in sold:
        if row.currency_code:
            by_currency[row.currency_code] += row.revenue_amount
    currency = max(by_currency, key=lambda code: by_currency[code]) if by_currency else fallback

    def trend(of: str, *, money: bool = False) -> list[int]:
        rows = [row for row in sold if not money or row.currency_code == currency]
        return [sum(getattr(row, of) for row in rows if row.day == day) for day in days]

    revenue, tickets, orders = trend("revenue_amount", money=True), trend("tickets_count"), trend("orders_count")
    return Overview(
        revenue_amount=sum(revenue[-PERIOD_DAYS:]),
        currency_code=currency,
        revenue_trend=revenue[-PERIOD_DAYS:],
        revenue_change_bps=change_bps(sum(revenue[-PERIOD_DAYS:]), sum(revenue[:-PERIOD_DAYS])),
        tickets_count=sum(tickets[-PERIOD_DAYS:]),
        tickets_trend=tickets[-PERIOD_DAYS:],
        tickets_change_bps=change_bps(sum(tickets[-PERIOD_DAYS:]), sum(tickets[:-PERIOD_DAYS])),
        orders_count=sum(orders[-PERIOD_DAYS:]),
        orders_trend=orders[-PERIOD_DAYS:],
        views_count=sum(views),
        views_trend=views,
    )


@get("/console/events")
async def events(
    desk: NamedDependency[Desk],
    owner: OwnerKey = None,
    tab: FromQuery[When] = "upcoming",
    q: FromQuery[str] = "",
    cursor: FromQuery[str | None] = None,
) -> Response[Any]:
    """List an owner's events."""
    async with desk.open(read_only=True) as tx:
        owners = await owners_of(desk, tx)
        one = chosen(owners, owner)
        counts = await selling.count_events(tx, one.kind, one.id)
        page = await selling.events_of_owner(tx, one.kind, one.id, tab=tab, words=q, cursor=cursor, limit=PAGE)
        helping = await staffing.helped(tx) if one.kind == "user" else []
    tabs = [
        (gettext(label), address("/console/events", owner=one.key, tab=key), key == tab, getattr(counts, key))
        for key, label in TABS
    ]
    more = address("/console/events", owner=one.key, tab=tab, q=q, cursor=page.next) if page.next else None
    return show(
        desk,
        "console/events.html",
        owner=one,
        owners=owners,
        tab=tab,
        tabs=tabs,
        q=q,
        events=page.items,
        more=more,
        helping=helping,
    )


HANDLERS = [overview, events]
