"""The server ends a connection in mid-batch: somebody hears of it, nobody is charged twice, all can go on."""

from __future__ import annotations

import asyncio
from collections import Counter
from functools import partial

import asyncpg
import pytest
from tests.races.crowd import purchase, till
from tests.races.test_carts import waiting_for
from tests.races.test_sales import captured, counters

from showground.domains.payments.notices import Cashier
from showground.domains.payments.types import Checkout
from showground.kit.faults import Unavailable
from showground.kit.ids import uuid7

END = """
select count(pg_terminate_backend(pid)) from pg_stat_activity
 where datname = current_database() and wait_event_type = 'Lock' and query like $1
"""


@pytest.fixture
async def pool_locked(site):
    """Somebody who sits on a pool, so that whoever sells from it waits."""
    connection = await asyncpg.connect(site.owner_url)
    stop = connection.transaction()

    async def lock(shop):
        await stop.start()
        await connection.execute("select from ticketing.pools where id = $1 for update", shop.pool_id)

    yield lock, stop.rollback
    await connection.close()


async def test_the_till_answers_an_error_and_a_retry_works(make, superuser, pool_locked):
    shop, one = await make.shop(), till(make.db)
    keys = [f"key-{uuid7()}" for _ in range(6)]
    await one.check_out(purchase(shop), key=f"key-{uuid7()}")  # the connection is open and the offer is known
    lock, release = pool_locked
    await lock(shop)

    first = asyncio.create_task(one.check_out(purchase(shop), key=keys[0]))
    await waiting_for(superuser, 1)
    rest = [asyncio.create_task(one.check_out(purchase(shop), key=key)) for key in keys[1:]]
    await asyncio.sleep(0.1)
    ended = await superuser.fetchval(END, "%payments.check_out%")
    (lost,) = await asyncio.gather(first, return_exceptions=True)
    await release()
    answers = await asyncio.gather(*rest, return_exceptions=True)
    again = [await one.check_out(purchase(shop), key=key) for key in keys]

    assert ended == 1
    assert type(lost) is Unavailable
    assert Counter(map(type, answers)) == {Checkout: 5}
    assert [answer.replayed for answer in again] == [False, *[True] * 5]
    assert await counters(make.db, shop) == (0, 7, 7, 0)


async def test_a_notice_that_was_cut_off_is_settled_by_the_worker(make, superuser, pool_locked):
    shop, cashier = await make.shop(price=4800), Cashier(make.db)
    receipt = (await till(make.db).check_out(purchase(shop, quantity=2), key=f"key-{uuid7()}")).receipt
    lock, release = pool_locked
    await lock(shop)

    settling = asyncio.create_task(cashier.accept(captured(receipt)))
    await waiting_for(superuser, 1, function="payments.settle")
    await superuser.execute(END.replace("$1", "'%payments.settle%'"))
    (lost,) = await asyncio.gather(settling, return_exceptions=True)
    await release()
    before = await counters(make.db, shop)
    await cashier.process_waiting()

    assert type(lost) is Unavailable
    assert before == (2, 0, 0, 2)
    assert await counters(make.db, shop) == (0, 2, 2, 0)


async def test_a_connection_that_broke_is_not_lent_again(make, superuser):
    shops = [await make.shop() for _ in range(3)]
    await asyncio.gather(*(till(make.db).check_out(purchase(shop), key=f"key-{uuid7()}") for shop in shops))

    await superuser.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity "
        "where datname = current_database() and application_name like 'showground %'"
    )
    await asyncio.sleep(0.2)
    acts = [partial(till(make.db).check_out, purchase(shop), key=f"key-{uuid7()}") for shop in shops]

    assert [type(await act()) for act in acts] == [Checkout] * 3
