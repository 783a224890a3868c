"""What those who run an event read of its audience: theirs alone, every day, and as quickly for a million views."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from tests.budget import pick

from showground.db.principal import Anonymous, Person
from showground.domains.analytics.audience import service, store
from showground.domains.analytics.audience.service import by_day
from showground.domains.analytics.audience.types import Counted, Source
from showground.kit.faults import Refused, Unknown

if TYPE_CHECKING:
    from tests.domains.analytics.conftest import World
    from tests.site import Site

FRIDAY = date(2027, 6, 11)
MANY = pick(short=50_000, soak=1_000_000)
VIEWS = """
insert into analytics.event_impressions (id, created_at, event_id, seller_org_id, surface, visitor)
select gen_random_uuid(), now() - random() * interval '29 days', $1, $2,
       (array['event_page', 'feed', 'discover'])[1 + n % 3]::analytics.surface, n % 5000
  from generate_series(1, $3) n
"""

OTHERS = """
insert into analytics.event_days (event_id, day, kind, seller_user_id, facts)
select $1, '2020-01-01'::date + n, 'event.viewed', $2, 1 from generate_series(1, 50000) n
"""


async def view(owner, world, *, visitor, ago=0, source=None):
    """Have the page of the concert seen, some days ago."""
    at = datetime.now(UTC) - timedelta(days=ago)
    who = "(id, created_at, event_id, seller_org_id"
    await owner.execute(
        f"insert into analytics.event_impressions {who}, surface, visitor) "
        "values (gen_random_uuid(), $1, $2, $3, 'event_page', $4)",
        *(at, world.concert, world.org, visitor),
    )
    await owner.execute(
        f"insert into analytics.analytics_events {who}, event_type, visitor, properties) "
        "values (gen_random_uuid(), $1, $2, $3, 'event.viewed', $4, $5)",
        *(at, world.concert, world.org, visitor, {"referrer": source} if source else {}),
    )


async def step(owner, world, kind, *, visitor=None):
    await owner.execute(
        "insert into analytics.analytics_events (id, event_id, seller_org_id, event_type, visitor) "
        "values (gen_random_uuid(), $1, $2, $3, $4)",
        *(world.concert, world.org, kind, visitor),
    )


def test_days_on_which_nothing_was_counted_are_there():
    days = by_day(
        [Counted(FRIDAY, "event.viewed", 5, 3), Counted(FRIDAY, "order.paid", 2, 0)],
        since=FRIDAY - timedelta(days=1),
        until=FRIDAY + timedelta(days=1),
    )

    assert [(day.day, day.views, day.visitors, day.orders, day.carts) for day in days] == [
        (FRIDAY - timedelta(days=1), 0, 0, 0, 0),
        (FRIDAY, 5, 3, 2, 0),
        (FRIDAY + timedelta(days=1), 0, 0, 0, 0),
    ]


async def test_staff_read_who_looked_and_how_far_they_came(fresh: Site, owner, world: World):
    for visitor in (1, 1, 2, 3, 4):
        await view(owner, world, visitor=visitor, source="news.example" if visitor < 3 else None)
    await view(owner, world, visitor=1, ago=1)
    await view(owner, world, visitor=1, ago=40)
    for visitor in (1, 1, 2):
        await step(owner, world, "cart.opened", visitor=visitor)
    await step(owner, world, "checkout.opened", visitor=1)
    await step(owner, world, "order.paid")

    async with fresh.db.acting_as(Person(world.staff)) as tx:
        told = await service.audience(tx, world.concert, days=30)

    assert (told.views, told.visitors) == (6, 5)
    assert (told.carts, told.checkouts, told.payments, told.orders) == (2, 1, 0, 1)
    assert len(told.days) == 30
    assert [(day.views, day.visitors) for day in told.days[-2:]] == [(1, 1), (5, 4)]
    assert told.sources == [Source("", 3), Source("news.example", 3)]


async def test_nobody_else_reads_it(fresh: Site, owner, world: World):
    await view(owner, world, visitor=1)

    async with fresh.db.acting_as(Person(world.person)) as tx:
        with pytest.raises(Refused):
            await service.audience(tx, world.concert, days=30)
    async with fresh.db.acting_as(Person(world.staff)) as tx:
        with pytest.raises(Unknown):
            await service.audience(tx, world.party, days=30)
    for stranger in (Person(world.person), Anonymous()):
        try:
            async with fresh.db.acting_as(stranger) as tx:
                assert await store.days_of_event(tx, world.concert, since=date(2020, 1, 1)) == []
        except Refused:
            assert stranger == Anonymous()


@pytest.mark.parametrize(
    "column",
    ["event_impressions.visitor", "analytics_events.visitor", "event_visitors.visitor", "visitor_salts.salt"],
)
async def test_nobody_reads_a_visitors_key(fresh: Site, world: World, column):
    table, _, name = column.partition(".")

    with pytest.raises(Refused):
        async with fresh.db.acting_as(Person(world.staff)) as tx:
            await tx._connection.fetch(f"select {name} from analytics.{table}")


async def test_a_million_showings_are_answered_from_their_counts(fresh: Site, owner, world: World, capsys):
    await owner.execute(VIEWS, world.concert, world.org, MANY)
    await owner.execute(OTHERS, world.party, world.person)
    await owner.execute("analyze analytics.event_days; analyze analytics.event_impressions")
    since = datetime.now(UTC).date() - timedelta(days=29)

    async with fresh.db.acting_as(Person(world.staff)) as tx:
        [plan] = (
            await tx._connection.fetchval(
                f"explain (analyze, format json) {store.SQL['days_of_event'].sql}", world.concert, since
            ),
        )
        told = await service.audience(tx, world.concert, days=30)

    text, took = str(plan), plan[0]["Execution Time"]
    with capsys.disabled():
        print(f"\n{MANY:,} showings of an event: its days in {took:.2f} ms")
    assert "event_days_pkey" in text
    assert "event_impressions" not in text
    assert told.views + sum(day.shown for day in told.days) == MANY
    views = await owner.fetch(
        "select (created_at at time zone 'UTC')::date as day, count(*) as views, count(distinct visitor) as visitors "
        "from analytics.event_impressions where surface = 'event_page' group by 1 order by 1"
    )
    counted = [(day.day, day.views, day.visitors) for day in told.days if day.views]
    assert counted == [tuple(row) for row in views]
