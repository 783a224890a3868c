"""Facts become jobs once, jobs are done though their worker dies, and the worker stops when asked."""

from __future__ import annotations

import asyncio
import os
import signal
from collections import Counter
from functools import partial

import asyncpg
import msgspec
import pytest
from tests.races.crowd import at_once, crowd, purchase, till
from tests.races.test_sales import captured

from showground.domains.payments.facts import OrderPaid
from showground.domains.payments.notices import Cashier
from showground.kit.ids import uuid7
from showground.worker import run
from showground.worker.jobs import job_app, revive_stalled, work_off
from showground.worker.loops import tidy_once
from showground.worker.reactions import Reaction
from showground.worker.relay import relay

EACH_ONCE = {"analytics.count_purchase": 1, "messaging.confirm_order": 1, "messaging.tell_buyer": 1}
JOBS = "select task_name, count(*) from jobs.procrastinate_jobs where args ->> 'fact' like $1 group by 1 order by 1"


async def drained(yard, settings, reactions):
    """Relay every fact and do every job."""
    while await relay(yard.db, reactions):
        pass
    app = job_app(settings, yard.db, reactions)
    async with app.open_async():
        await work_off(app, settings)


@pytest.fixture(autouse=True)
async def nothing_waits(yard, settings, reactions):
    """Begin without facts and jobs of the test before."""
    await drained(yard, settings, reactions)


async def bought(make, *, quantity=2, price=0, buyer=None):
    """Return the receipt of a purchase, paid when it cost something."""
    shop = await make.shop(price=price)
    receipt = (await till(make.db).check_out(purchase(shop, buyer, quantity=quantity), key=f"key-{uuid7()}")).receipt
    if price:
        assert await Cashier(make.db).accept(captured(receipt)) == "settled"
    return receipt


async def jobs_about(owner, receipt):
    """Return how many jobs of each name speak of an order."""
    return dict(await owner.fetch(JOBS, f"%{receipt.order}%"))


async def told(owner, buyer):
    """Return how many notifications somebody has."""
    return await owner.fetchval(
        "select count(*) from messaging.notifications where recipient_user_id = $1", buyer.user_id
    )


async def test_a_fact_becomes_one_job_for_each_reaction(yard, make, owner, reactions):
    receipt = await bought(make)

    relayed = [await relay(yard.db, reactions), await relay(yard.db, reactions)]

    assert relayed == [1, 0]
    assert await jobs_about(owner, receipt) == EACH_ONCE


async def test_ten_relays_at_once_make_no_job_twice(yard, make, owner, reactions):
    receipts = [await bought(make, quantity=1) for _ in range(20)]

    async with crowd(yard.app_url, 10) as everyone:
        relayed = await at_once([partial(relay, db, reactions, most=3) for db in everyone])
    while await relay(yard.db, reactions):
        pass

    assert [type(one) for one in relayed] == [int] * 10
    assert await owner.fetchval("select count(*) from showground.outbox where relayed_at is null") == 0
    assert [await jobs_about(owner, receipt) for receipt in receipts] == [EACH_ONCE] * 20


async def test_a_fact_that_is_relayed_again_makes_no_second_job_while_the_first_waits(yard, make, owner, reactions):
    receipt = await bought(make)
    await relay(yard.db, reactions)
    await owner.execute(
        "update showground.outbox set relayed_at = null where body ->> 'order' = $1", str(receipt.order)
    )

    await relay(yard.db, reactions)

    assert await jobs_about(owner, receipt) == EACH_ONCE


async def test_a_buyer_is_told_once_and_each_ticket_is_counted_once(yard, make, owner, settings, reactions):
    buyer = await make.user()
    receipt = await bought(make, quantity=3, price=4800, buyer=buyer)

    await drained(yard, settings, reactions)
    await owner.execute(
        "update showground.outbox set relayed_at = null where body ->> 'order' = $1", str(receipt.order)
    )
    await drained(yard, settings, reactions)

    told = await owner.fetch("select * from messaging.notifications where recipient_user_id = $1", buyer.user_id)
    assert [(row["kind"], row["dedupe_key"], row["target_path"], row["body"]) for row in told] == [
        ("ticketing.order_paid", f"order:{receipt.order}", f"/orders/{receipt.order}", "3 tickets are waiting for you.")
    ]
    counted = await owner.fetch(
        "select event_type, ticket_id, user_id from analytics.analytics_events where event_id = $1", receipt.event
    )
    assert Counter((row["event_type"], row["user_id"]) for row in counted) == {
        ("ticket_purchased", None): 3,
        ("order.paid", None): 1,
    }
    assert len({row["ticket_id"] for row in counted}) == 4  # none for the order
    assert await jobs_about(owner, receipt) == {}


async def test_who_watches_an_event_is_woken_by_the_relay(yard, make, reactions):
    heard: asyncio.Queue[str] = asyncio.Queue()
    listener = await asyncpg.connect(yard.app_url)
    await listener.add_listener("showground_live", lambda *said: heard.put_nowait(said[3]))

    receipt = await bought(make)
    await relay(yard.db, reactions)

    assert await asyncio.wait_for(heard.get(), 10) == str(receipt.event)
    await listener.close()


async def test_a_failing_reaction_is_tried_again_later_and_harms_no_other(yard, make, owner, settings):
    done = []

    async def break_down(_db, fact):
        raise ConnectionError(fact.order)

    async def note(_db, fact):
        done.append(fact.order)

    two = {
        "payments.order_paid": [
            Reaction("test.break_down", OrderPaid, break_down),
            Reaction("test.note", OrderPaid, note),
        ]
    }
    receipt = await bought(make)

    await drained(yard, settings, two)

    assert done == [receipt.order]
    left = await owner.fetch(
        "select task_name, status::text, attempts, scheduled_at > now() as later from jobs.procrastinate_jobs"
    )
    assert [tuple(row) for row in left] == [("test.break_down", "todo", 1, True)]
    await owner.execute("set search_path = jobs, public; delete from jobs.procrastinate_jobs")


async def test_the_jobs_of_a_dead_worker_are_done_again(yard, make, owner, settings, reactions):
    buyer = await make.user()
    receipt = await bought(make, buyer=buyer)
    await relay(yard.db, reactions)
    await owner.execute("set search_path = jobs, public")
    await owner.execute(
        "with dead as (insert into jobs.procrastinate_workers (last_heartbeat) "
        "values (now() - interval '1 hour') returning id) "
        "update jobs.procrastinate_jobs set status = 'doing', worker_id = (select id from dead)"
    )
    app = job_app(settings, yard.db, reactions)

    async with app.open_async():
        await work_off(app, settings)
        before = await jobs_about(owner, receipt)
        revived = await revive_stalled(app, silent_seconds=30)
        await work_off(app, settings)

    assert before == EACH_ONCE
    assert revived == len(EACH_ONCE)
    assert await jobs_about(owner, receipt) == {}
    assert (
        await owner.fetchval("select count(*) from messaging.notifications where recipient_user_id = $1", buyer.user_id)
        == 1
    )


async def test_the_worker_does_everything_by_itself_and_stops_when_asked(yard, make, owner, settings):
    working = asyncio.create_task(run(settings, yard.db))
    buyer = await make.user()
    receipt = await bought(make, price=4800, buyer=buyer)

    async with asyncio.timeout(30):
        while not await told(owner, buyer):  # noqa: ASYNC110 - another process writes it
            await asyncio.sleep(0.1)
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(working, 30)

    assert await owner.fetchval("select count(*) from jobs.procrastinate_workers") == 0
    assert await owner.fetchval(
        "select relayed_at is not null from showground.outbox "
        "where kind = 'payments.order_paid' and body ->> 'order' = $1",
        str(receipt.order),
    )


async def test_tidying_forgets_old_facts_and_keys_and_names_rows_without_a_partition(
    yard, make, owner, settings, reactions
):
    old, young, waiting = uuid7(at_ms=0), uuid7(), uuid7(at_ms=1)
    insert = "insert into showground.outbox (id, kind, body, relayed_at) values ($1, 'tests.happened', '{}', $2)"
    for fact_id in (old, young):
        await owner.execute(insert, fact_id, (await owner.fetchval("select now()")))
    await owner.execute(insert, waiting, None)
    await owner.execute(
        "insert into showground.idempotency_keys (principal, key, request, status, response, created_at) "
        "values ('user:x', 'old', sha256('x'), 201, '{}', now() - interval '3 days'), "
        "('user:x', 'young', sha256('x'), 201, '{}', now())"
    )
    assert await tidy_once(settings, yard.db) == []
    await owner.execute(
        "insert into analytics.analytics_events (id, created_at, event_type) "
        "values ($1, now() + interval '5 years', 'seen')",
        uuid7(),
    )

    grown = await tidy_once(settings, yard.db)

    assert [stray.table for stray in grown] == ["analytics_events_default"]
    assert {
        row["id"] for row in await owner.fetch("select id from showground.outbox where kind = 'tests.happened'")
    } == {young, waiting}
    assert [
        row["key"]
        for row in await owner.fetch("select key from showground.idempotency_keys where principal = 'user:x'")
    ] == ["young"]
    await owner.execute("delete from analytics.analytics_events where event_type = 'seen'")


async def test_a_notice_that_cannot_be_processed_holds_up_no_other(yard, make, owner, caplog):
    bad, good = await make.shop(price=4800), await make.shop(price=4800)
    first = (await till(make.db).check_out(purchase(bad), key=f"key-{uuid7()}")).receipt
    second = (await till(make.db).check_out(purchase(good), key=f"key-{uuid7()}")).receipt
    for receipt in (first, second):
        await owner.execute(
            "insert into payments.inbox (id, provider, notice_id, payment_id, kind, body) "
            "values ($1, 'test', $2, $3, 'captured', $4)",
            uuid7(),
            f"n-{receipt.payment}",
            receipt.payment,
            {"provider": "test"} if receipt is first else msgspec.to_builtins(captured(receipt)),
        )

    done = await Cashier(yard.db).process_waiting()

    assert done == 1
    outcomes = await owner.fetch(
        "select outcome from payments.inbox where payment_id = any($1) order by id", [first.payment, second.payment]
    )
    assert [row["outcome"] for row in outcomes] == [None, "settled"]
    await owner.execute("delete from payments.inbox where outcome is null")
