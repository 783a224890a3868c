"""Money goes back by the unit, once, and never more than came in."""

from __future__ import annotations

from collections import Counter
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.races.crowd import at_once, crowd
from tests.races.test_sales import counters

from showground.db.principal import Worker
from showground.domains.payments import refunds
from showground.domains.payments.errors import NotRefundable

pytestmark = pytest.mark.usefixtures("sound")


@pytest.fixture
def units(sql):
    """The units of an order."""

    async def read(receipt):
        rows = await sql.fetch("select id from ticketing.order_items where order_id = $1 order by id", receipt.order)
        return [row["id"] for row in rows]

    return read


async def ask(db, receipt, items, **more):
    """Ask for some units' money back."""
    async with db.acting_as(Worker()) as tx:
        return await refunds.ask_refund(tx, receipt.order, items=items, reason="cannot come", **more)


async def test_a_unit_goes_back_with_its_ticket_and_its_place(make, sql, books, balances, paid, units, providers):
    shop = await make.shop(price=4800, tax_bps=2100, currency="NOK")
    receipt = await paid(shop, quantity=3)
    first, *_ = await units(receipt)

    _, amount = await ask(make.db, receipt, [first])
    waiting = await books(receipt)
    sent = await refunds.carry_out(make.db, providers)
    done = await books(receipt)

    unit = receipt.total_amount // 3
    assert (amount, sent) == (unit, 1)
    assert (waiting["pending"], waiting["refunded"], waiting["tickets"]) == (unit, 0, 2)
    assert (done["pending"], done["refunded"], done["journals"]) == (0, unit, ["sale", "refund", "refund_settled"])
    line = await sql.fetchrow(
        "select amount::bigint, tax_amount::bigint, fee_amount::bigint from payments.refund_lines "
        "where order_item_id = $1",
        first,
    )
    assert tuple(line) == (unit, round(4800 * 21 / 121), unit - 4800)
    assert await counters(make.db, shop) == (0, 2, 2, 0)
    assert sum((await balances("NOK")).values()) == 0


async def test_a_unit_goes_back_once(make, paid, units, providers):
    receipt = await paid(await make.shop(price=4800), quantity=2)
    first, second = await units(receipt)
    await ask(make.db, receipt, [first])

    for items in ([first], [first, second]):
        with pytest.raises(NotRefundable):
            await ask(make.db, receipt, items)
    await refunds.carry_out(make.db, providers)
    with pytest.raises(NotRefundable):
        await ask(make.db, receipt, [first])
    await ask(make.db, receipt, [second])
    await refunds.carry_out(make.db, providers)


async def test_twenty_at_once_give_back_once(site, make, books, paid, units, providers):
    receipt = await paid(await make.shop(price=4800), quantity=2)
    items = await units(receipt)

    async with crowd(site.app_url, 20) as everyone:
        answers = await at_once([partial(ask, db, receipt, items) for db in everyone])
        sent = await at_once([partial(refunds.carry_out, db, providers) for db in everyone])

    assert Counter(map(type, answers)) == {tuple: 1, NotRefundable: 19}
    assert Counter(sent) == {1: 1, 0: 19}
    assert (await books(receipt))["refunded"] == receipt.total_amount


async def test_more_than_came_in_is_refused_by_the_table_itself(make, sql, paid):
    import asyncpg

    receipt = await paid(await make.shop(price=4800))

    with pytest.raises(asyncpg.CheckViolationError) as refused:
        await sql.execute(
            "update payments.payments set refund_pending_amount = captured_amount + 1 where id = $1", receipt.payment
        )
    assert refused.value.constraint_name == "payments_not_overrefunded"


async def test_what_was_not_paid_and_what_was_free_cannot_go_back(make, ordered, units):
    for price in (4800, 0):
        receipt = await ordered(await make.shop(price=price))
        with pytest.raises(NotRefundable):
            await ask(make.db, receipt, await units(receipt))


async def test_units_of_another_order_cannot_go_back(make, paid, units):
    shop = await make.shop(price=4800)
    mine, other = await paid(shop), await paid(shop)

    with pytest.raises(NotRefundable):
        await ask(make.db, mine, await units(other))


@given(data=st.data())
async def test_any_order_of_units_adds_up_to_what_was_paid(make, books, paid, units, data, providers):
    price, tax_bps = data.draw(st.integers(1, 99_999)), data.draw(st.integers(0, 3000))
    currency = data.draw(st.sampled_from(["EUR", "JPY", "KWD"]))
    receipt = await paid(await make.shop(price=price, tax_bps=tax_bps, currency=currency), quantity=4)
    left = data.draw(st.permutations(await units(receipt)))

    total = 0
    while left:
        count = data.draw(st.integers(1, len(left)))
        now, left = left[:count], left[count:]
        total += (await ask(make.db, receipt, now))[1]
    await refunds.carry_out(make.db, providers)

    found = await books(receipt)
    assert total == receipt.total_amount == found["refunded"]
    assert found["tickets"] == 0
