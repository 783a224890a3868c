"""A cart is ordered while its time runs out under it: its places are counted once, whoever comes first."""

from __future__ import annotations

import asyncio
import hashlib
import re
from datetime import timedelta
from functools import partial

import pytest
from tests.make import Make
from tests.races.crowd import at_once, crowd, purchase, till
from tests.races.test_sales import counters

from showground.db.principal import Anonymous
from showground.domains.payments.types import Checkout
from showground.domains.ticketing import carts
from showground.domains.ticketing.types import Line
from showground.kit.ids import uuid7

ROUNDS, PLACES = 8, 6


async def opened(db, shop):
    """Open a cart of one place as nobody in particular."""
    async with db.acting_as(Anonymous()) as tx:
        return await carts.open_cart(tx, shop.event_id, [Line(shop.tier_id, 1)], hold_for=timedelta(minutes=15))


async def released(db, cart):
    """Let a cart go."""
    async with db.acting_as(Anonymous()) as tx:
        return await carts.release_cart(tx, cart.id, secret=cart.secret)


async def race(site, make, sql, *, price):
    """Order expired carts while newcomers reclaim their places and their owners let them go; count both ways."""
    for _ in range(ROUNDS):
        shop = await make.shop(capacity=PLACES, price=price)
        old = [await opened(make.db, shop) for _ in range(PLACES)]
        await sql.execute("update ticketing.holds set expires_at = now() where event_id = $1", shop.event_id)
        async with crowd(site.app_url, 3 * PLACES) as everyone:
            tills = [till(db) for db in everyone]
            acts = [
                *(
                    partial(
                        tills[n].check_out, purchase(shop, cart_id=cart.id), key=f"key-{uuid7()}", secret=cart.secret
                    )
                    for n, cart in enumerate(old)
                ),
                *(partial(opened, everyone[PLACES + n], shop) for n in range(PLACES)),
                *(partial(released, everyone[2 * PLACES + n], cart) for n, cart in enumerate(old)),
            ]
            answers = await at_once(acts)
        bought = [answer for answer in answers if type(answer) is Checkout]
        held, sold, tickets, in_holds = await counters(make.db, shop)

        assert (held, sold) == (in_holds, tickets)
        assert sold == (0 if price else len(bought))


async def test_free_carts_are_ordered_while_they_expire(site, make, sql):
    await race(site, make, sql, price=0)


async def test_paid_carts_are_ordered_while_they_expire(site, make, sql):
    await race(site, make, sql, price=4800)


async def let_go_while_ordered(make, sql, *, price):
    """Order a cart, have it let go just then, and return both answers, the counters and the pool's shop."""
    shop = await make.shop(capacity=PLACES, price=price)
    cart, _neighbour = await opened(make.db, shop), await opened(make.db, shop)
    key, principal = f"key-{uuid7()}", f"guest:{hashlib.sha256(cart.secret.encode()).hexdigest()}"
    stop = sql.transaction()
    await stop.start()
    await sql.execute(  # the purchase comes past its look at the cart and waits here, for its own key
        "insert into showground.idempotency_keys (principal, key, request, status, response) "
        "values ($1, $2, sha256(''), 201, '{}')",
        principal,
        key,
    )
    buying = asyncio.create_task(till(make.db).check_out(purchase(shop, cart_id=cart.id), key=key, secret=cart.secret))
    await waiting_for(sql, 1)
    leaving = asyncio.create_task(released(make.db, cart))
    await asyncio.wait({leaving}, timeout=3)
    await stop.rollback()
    answers = await asyncio.gather(buying, leaving, return_exceptions=True)
    return answers, await counters(make.db, shop)


@pytest.mark.parametrize("price", [0, 4800])
async def test_a_cart_that_is_let_go_while_it_is_ordered_stays_ordered(make, sql, price):
    (bought, freed), (held, sold, tickets, in_holds) = await let_go_while_ordered(make, sql, price=price)

    assert (type(bought), freed) == (Checkout, 0)
    assert (held, sold) == (in_holds, tickets) == ((2, 0) if price else (1, 1))


async def test_without_its_lock_a_cart_that_is_let_go_while_it_is_ordered_miscounts(fresh):
    import asyncpg

    connection = await asyncpg.connect(fresh.owner_url)
    body = await connection.fetchval(
        "select pg_get_functiondef(oid) from pg_proc where oid::regprocedure::text like 'payments.check_out(%'"
    )
    unlocked = re.sub(r"perform 1 from ticketing\.holds h.*?;", "", body, count=1, flags=re.DOTALL)
    assert unlocked != body
    await connection.execute(f"set role showground_definer; {unlocked}; set role showground_owner")

    _, (held, _, _, in_holds) = await let_go_while_ordered(Make(fresh.db), connection, price=0)

    assert held != in_holds
    await connection.close()


WAITING = """
select count(*) from pg_stat_activity
 where datname = current_database() and wait_event_type = 'Lock' and query like $1
"""


async def waiting_for(sql, count, *, function="payments.check_out"):
    """Wait until so many calls of a function in this database wait for a lock."""
    async with asyncio.timeout(20):
        while await sql.fetchval(WAITING, f"%{function}(%") < count:
            await asyncio.sleep(0.02)
            await sql.execute("select pg_stat_clear_snapshot()")
