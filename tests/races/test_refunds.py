"""Sixty-four want the same money back at once: it goes back once. Without the lock and the check it does not."""

from __future__ import annotations

from collections import Counter
from functools import partial

import asyncpg
from tests.races.crowd import ACTORS, at_once, crowd, purchase, till
from tests.races.test_sales import captured

from showground.db.principal import Worker
from showground.domains.payments.errors import NotRefundable
from showground.domains.payments.notices import Cashier
from showground.domains.payments.refunds import ask_refund, carry_out
from showground.gateways.payments.test_provider import TestProvider
from showground.kit.ids import uuid7

LOCK = " order by p.id limit 1 for no key update;"
LOOK = "r.status <> 'failed') then"


async def bought(make):
    """Return a paid order of two units, and the units."""
    shop = await make.shop(price=4800)
    receipt = (await till(make.db).check_out(purchase(shop, quantity=2), key=f"key-{uuid7()}")).receipt
    assert await Cashier(make.db).accept(captured(receipt)) == "settled"
    return receipt


async def race(site, receipt):
    """Let 64 connections ask for all of an order's money at once; return what each was told."""
    connection = await asyncpg.connect(site.owner_url)
    rows = await connection.fetch("select id from ticketing.order_items where order_id = $1", receipt.order)
    await connection.close()

    async def ask(db):
        async with db.acting_as(Worker()) as tx:
            return await ask_refund(tx, receipt.order, items=[row["id"] for row in rows], reason="cannot come")

    async with crowd(site.app_url) as everyone:
        return await at_once([partial(ask, db) for db in everyone])


async def on_its_way(site, receipt):
    """Return how much is on its way back, by the payment and by its refunds."""
    connection = await asyncpg.connect(site.owner_url)
    row = await connection.fetchrow(
        "select p.captured_amount::bigint, p.refund_pending_amount::bigint, "
        "(select sum(r.amount)::bigint from payments.refunds r where r.payment_id = p.id) "
        "from payments.payments p where p.id = $1",
        receipt.payment,
    )
    await connection.close()
    return tuple(row)


async def without_lock(owner_url, *, check):
    """Take the lock and the look at earlier refunds out of the function, and the check off the table unless told."""
    connection = await asyncpg.connect(owner_url)
    body = await connection.fetchval(
        "select pg_get_functiondef(oid) from pg_proc where oid::regprocedure::text like 'payments.ask_refund(%'"
    )
    assert LOCK in body
    assert LOOK in body
    if not check:
        await connection.execute("alter table payments.payments drop constraint payments_not_overrefunded")
    await connection.execute("set role showground_definer")
    await connection.execute(body.replace(LOCK, " order by p.id limit 1;").replace(LOOK, "false) then"))
    await connection.close()


async def test_sixty_four_ask_at_once_and_the_money_goes_back_once(site, make, tmp_path):
    receipt = await bought(make)

    answers = await race(site, receipt)
    bank = {"test": TestProvider(b"k", tmp_path / "books.sqlite3")}
    async with crowd(site.app_url, 8) as everyone:
        sent = await at_once([partial(carry_out, db, bank) for db in everyone])

    assert Counter(map(type, answers)) == {tuple: 1, NotRefundable: ACTORS - 1}
    assert await on_its_way(site, receipt) == (receipt.total_amount, 0, receipt.total_amount)
    assert Counter(sent) == {1: 1, 0: 7}


async def test_the_check_alone_would_hold(fresh):
    from tests.make import Make

    receipt = await bought(Make(fresh.db))
    await without_lock(fresh.owner_url, check=True)

    answers = await race(fresh, receipt)

    assert Counter(map(type, answers)) == {tuple: 1, NotRefundable: ACTORS - 1}
    assert await on_its_way(fresh, receipt) == (receipt.total_amount,) * 3


async def test_without_its_guards_the_race_sends_more_than_came_in(fresh):
    from tests.make import Make

    receipt = await bought(Make(fresh.db))
    await without_lock(fresh.owner_url, check=False)

    answers = await race(fresh, receipt)

    captured_amount, pending, refunded = await on_its_way(fresh, receipt)
    assert Counter(map(type, answers))[tuple] > 1
    assert pending == refunded > captured_amount
