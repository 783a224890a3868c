"""What those who run an event learn about its audience."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from showground.domains.analytics.audience import store
from showground.domains.analytics.audience.types import Audience, AudienceDay
from showground.domains.events.managing import service as managing

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable
    from datetime import date
    from uuid import UUID

    from showground.db.tx import Tx
    from showground.domains.analytics.audience.types import Counted

AMONG, SOURCES = 5_000, 8
NOTHING = (0, 0)


async def audience(tx: Tx, event_id: UUID, *, days: int) -> Audience:
    """Return what was counted of an event that the caller runs, on the last days, today included.

    Raises:
        Unknown: there is no such event, or it is hidden from him.
        Refused: he sees it, but does not run it.
    """
    await managing.managed(tx, event_id, "figures")
    today = datetime.now(UTC).date()
    since = today - timedelta(days=days - 1)
    told = by_day(await store.days_of_event(tx, event_id, since=since), since=since, until=today)
    midnight = datetime.combine(since, time(), UTC)
    return Audience(
        views=sum(day.views for day in told),
        visitors=sum(day.visitors for day in told),
        carts=sum(day.carts for day in told),
        checkouts=sum(day.checkouts for day in told),
        payments=sum(day.payments for day in told),
        orders=sum(day.orders for day in told),
        days=told,
        sources=await store.sources_of_event(tx, event_id, since=midnight, among=AMONG, limit=SOURCES),
    )


async def every_day(tx: Tx, event_id: UUID, *, days: int) -> AsyncIterator[AudienceDay]:
    """Give what was counted of an event, day by day."""
    for day in (await audience(tx, event_id, days=days)).days:
        yield day


def by_day(counted: Iterable[Counted], *, since: date, until: date) -> list[AudienceDay]:
    """Put counts of kinds together: one line a day, also for days on which nothing was counted."""
    found: dict[date, dict[str, tuple[int, int]]] = defaultdict(dict)
    for one in counted:
        found[one.day][one.kind] = (one.facts, one.visitors)
    days = [since + timedelta(days=n) for n in range((until - since).days + 1)]
    return [_line(day, found.get(day, {})) for day in days]


def _line(day: date, kinds: dict[str, tuple[int, int]]) -> AudienceDay:
    return AudienceDay(
        day=day,
        shown=kinds.get("event.shown", NOTHING)[0],
        views=kinds.get("event.viewed", NOTHING)[0],
        visitors=kinds.get("event.viewed", NOTHING)[1],
        carts=kinds.get("cart.opened", NOTHING)[1],
        checkouts=kinds.get("checkout.opened", NOTHING)[1],
        payments=kinds.get("payment.opened", NOTHING)[1],
        orders=kinds.get("order.paid", NOTHING)[0],
        scans=kinds.get("ticket.scanned", NOTHING)[0],
    )
