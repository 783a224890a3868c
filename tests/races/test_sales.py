"""Buyers race for the last places, for one key and for one payment."""

from __future__ import annotations

from collections import Counter
from functools import partial

import msgspec
from tests.races.crowd import ACTORS, at_once, crowd, purchase, till

from showground.db.principal import Worker
from showground.db.sql import compile_query
from showground.domains.payments.errors import KeyReused
from showground.domains.payments.notices import Cashier
from showground.domains.payments.types import Checkout
from showground.domains.ticketing.errors import SoldOut
from showground.gateways.payments.messages import Notice
from showground.kit.ids import uuid7

SEATS, BUYERS = 40, 200
COUNTERS = compile_query(
    "test.counters",
    """
    select p.held, p.sold,
           (select count(*) from ticketing.tickets t where t.event_id = p.event_id and t.status = 'valid')::integer,
           (select coalesce(sum(h.places), 0) from ticketing.holds h
             where h.pool_id = p.id and h.state = 'active')::integer
      from ticketing.pools p where p.id = :pool_id
    """,
)


async def counters(db, shop):
    """Return held, sold, tickets, places in holds."""
    async with db.acting_as(Worker()) as tx:
        return (await tx.all(COUNTERS, lambda *row: row, pool_id=shop.pool_id))[0]


def captured(receipt, *, notice_id=None):
    """Return what the provider says when a receipt was paid."""
    return Notice(
        provider="test",
        notice_id=notice_id or f"n-{receipt.payment}",
        payment_id=receipt.payment,
        kind="captured",
        amount=receipt.total_amount,
        currency=receipt.currency,
        provider_ref=f"ref-{receipt.payment}",
    )


async def race_for_seats(site, shop, make):
    """Let 200 buyers want one of 40 places at once, through as many processes' tills as there are actors."""
    buyers = [await make.user() for _ in range(BUYERS)]
    async with crowd(site.app_url) as everyone:
        tills = [till(db) for db in everyone]
        return await at_once(
            [
                partial(tills[n % ACTORS].check_out, purchase(shop, buyer), key=f"race-{uuid7()}")
                for n, buyer in enumerate(buyers)
            ]
        )


async def test_two_hundred_buyers_race_for_forty_free_seats(site, make):
    shop = await make.shop(capacity=SEATS)

    answers = await race_for_seats(site, shop, make)

    assert Counter(map(type, answers)) == {Checkout: SEATS, SoldOut: BUYERS - SEATS}
    assert await counters(make.db, shop) == (0, SEATS, SEATS, 0)


async def test_two_hundred_buyers_race_for_forty_paid_seats(site, make):
    shop = await make.shop(capacity=SEATS, price=4800)

    answers = await race_for_seats(site, shop, make)

    assert Counter(map(type, answers)) == {Checkout: SEATS, SoldOut: BUYERS - SEATS}
    assert await counters(make.db, shop) == (SEATS, 0, 0, SEATS)


async def test_without_its_guards_the_race_for_seats_oversells(fresh):
    from tests.make import Make

    make = Make(fresh.db)
    shop = await make.shop(capacity=SEATS)
    await take_the_guards_away(fresh.owner_url)

    answers = await race_for_seats(fresh, shop, make)

    assert Counter(map(type, answers))[Checkout] > SEATS


async def take_the_guards_away(owner_url):
    """Drop the check, and the condition and the lock of the purchase function's last step."""
    import asyncpg

    connection = await asyncpg.connect(owner_url)
    body = await connection.fetchval(
        "select pg_get_functiondef(oid) from pg_proc where oid::regprocedure::text like 'payments.check_out(%'"
    )
    guard = "\n           and (p.unlimited or p.held + p.sold + d.sells + d.holds - d.frees <= p.capacity)"
    assert guard in body
    await connection.execute("alter table ticketing.pools drop constraint pools_not_oversold")
    await connection.execute("set role showground_definer")
    await connection.execute(body.replace(guard, ""))
    await connection.close()


async def test_one_key_fifty_times_at_once_is_one_order(site, make):
    shop = await make.shop(capacity=SEATS)
    buyer = await make.user()
    wish, key = purchase(shop, buyer), f"key-{uuid7()}"

    async with crowd(site.app_url, 50) as everyone:
        tills = [till(db) for db in everyone]
        answers = await at_once([partial(one.check_out, wish, key=key) for one in tills])
        later = [await one.check_out(wish, key=key) for one in tills]

    assert Counter(map(replayed, answers)) == {False: 1, True: 49}
    assert {told(answer) for answer in answers} == {told(answer) for answer in later}
    assert {replayed(answer) for answer in later} == {True}
    assert await counters(make.db, shop) == (0, 1, 1, 0)


def replayed(answer):
    """Return whether an answer was the stored one; whatever was raised is raised here."""
    if isinstance(answer, BaseException):
        raise answer
    return answer.replayed


def told(answer):
    """Return what a buyer was told, byte for byte."""
    return msgspec.json.encode(answer.receipt)


async def test_a_key_that_comes_with_another_purchase_is_refused(site, make):
    shop = await make.shop(capacity=SEATS)
    buyer, key = await make.user(), f"key-{uuid7()}"
    one = till(make.db)
    await one.check_out(purchase(shop, buyer), key=key)

    (answer,) = await at_once([partial(one.check_out, purchase(shop, buyer, quantity=2), key=key)])

    assert type(answer) is KeyReused
    assert await counters(make.db, shop) == (0, 1, 1, 0)


async def test_one_notice_twenty_times_at_once_issues_once_and_posts_once(site, make, sql):
    shop = await make.shop(capacity=SEATS, price=4800)
    bought = (await till(make.db).check_out(purchase(shop, quantity=3), key=f"key-{uuid7()}")).receipt

    async with crowd(site.app_url, 20) as everyone:
        answers = await at_once([partial(Cashier(db).accept, captured(bought)) for db in everyone])

    assert Counter(answers) == {"settled": 1, "duplicate": 19}
    assert await counters(make.db, shop) == (0, 3, 3, 0)
    assert await sql.fetchval("select count(*) from payments.journals where source_id = $1", bought.payment) == 1


async def test_twenty_notices_of_one_capture_at_once_issue_once(site, make, sql):
    shop = await make.shop(capacity=SEATS, price=4800)
    bought = (await till(make.db).check_out(purchase(shop, quantity=3), key=f"key-{uuid7()}")).receipt

    async with crowd(site.app_url, 20) as everyone:
        answers = await at_once(
            [
                partial(Cashier(db).accept, captured(bought, notice_id=f"{bought.payment}-{n}"))
                for n, db in enumerate(everyone)
            ]
        )

    assert Counter(answers) == {"settled": 1, "duplicate": 19}
    assert await counters(make.db, shop) == (0, 3, 3, 0)
    assert await sql.fetchval("select count(*) from payments.journals where source_id = $1", bought.payment) == 1
