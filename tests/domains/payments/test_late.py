"""Providers speak late, twice, out of order and wrongly; the books stay right."""

from __future__ import annotations

import msgspec
import pytest
from tests.races.crowd import purchase, till
from tests.races.test_sales import captured, counters

from showground.db.principal import Worker
from showground.domains.payments import refunds
from showground.domains.payments.notices import Cashier
from showground.domains.ticketing import carts
from showground.kit.ids import uuid7

pytestmark = pytest.mark.usefixtures("sound")


def said(receipt, kind, **other):
    """Return another word of the provider about a receipt."""
    return msgspec.structs.replace(
        captured(receipt), kind=kind, notice_id=f"{receipt.payment}-{kind}-{uuid7()}", **other
    )


async def swept(db):
    """Let the worker's sweep end what ran out."""
    async with db.acting_as(Worker()) as tx:
        return await carts.release_abandoned(tx)


@pytest.mark.parametrize("sweeps", [False, True])
async def test_a_payment_after_its_time_takes_its_places_again_when_they_are_free(make, books, ordered, expire, sweeps):
    shop = await make.shop(price=4800, capacity=2)
    receipt = await ordered(shop, quantity=2)
    await expire(shop)
    if sweeps:
        await swept(make.db)
        assert await counters(make.db, shop) == (0, 0, 0, 0)

    outcome = await Cashier(make.db).accept(captured(receipt))

    assert outcome in {"settled", "late"}
    assert (await books(receipt))["order"] == "paid"
    assert await counters(make.db, shop) == (0, 2, 2, 0)


async def test_a_payment_whose_places_are_gone_is_kept_apart_and_sent_back(
    make, books, balances, ordered, paid, expire, providers
):
    await refunds.carry_out(make.db, providers)  # what other tests left to send
    shop = await make.shop(price=4800, capacity=2, currency="SEK")
    late = await ordered(shop, quantity=2)
    await expire(shop)
    await paid(shop, quantity=1)

    outcome = await Cashier(make.db).accept(captured(late))
    owed = await books(late)
    between = await balances("SEK")
    sent = await refunds.carry_out(make.db, providers)
    settled = await books(late)

    total = late.total_amount
    assert (outcome, sent) == ("refund", 1)
    assert owed["journals"] == ["late_capture"]
    assert (owed["payment"], owed["captured"], owed["pending"], owed["refunded"]) == ("captured", total, total, 0)
    assert (owed["tickets"], owed["wallet"]) == (0, 0)
    assert between["refund_clearing"] == -total
    assert settled["journals"] == ["late_capture", "refund_settled"]
    assert (settled["pending"], settled["refunded"]) == (0, total)
    after = await balances("SEK")
    assert after["refund_clearing"] == 0
    assert sum(after.values()) == 0
    assert await counters(make.db, shop) == (0, 1, 1, 0)


async def test_a_late_payment_that_is_sent_back_leaves_no_order_waiting(make, books, ordered, paid, expire, providers):
    shop = await make.shop(price=4800, capacity=1)
    late = await ordered(shop)
    await expire(shop)
    await paid(shop)
    await Cashier(make.db).accept(captured(late))

    await swept(make.db)

    assert (await books(late))["order"] == "expired"
    assert await refunds.carry_out(make.db, providers) == 1


async def test_sending_back_twice_sends_once(make, books, ordered, paid, expire, providers):
    shop = await make.shop(price=4800, capacity=1)
    late = await ordered(shop)
    await expire(shop)
    await paid(shop)
    cashier = Cashier(make.db)

    outcomes = [await cashier.accept(captured(late)), await cashier.accept(said(late, "captured"))]
    sent = [await refunds.carry_out(make.db, providers), await refunds.carry_out(make.db, providers)]

    assert outcomes == ["refund", "duplicate"]
    assert sent == [1, 0]
    assert (await books(late))["refunded"] == late.total_amount


@pytest.mark.parametrize("wrong", [{"amount": 1}, {"currency": "USD"}])
async def test_another_amount_or_currency_changes_nothing(make, books, ordered, wrong):
    shop = await make.shop(price=4800)
    receipt = await ordered(shop)
    cashier = Cashier(make.db)

    outcome = await cashier.accept(said(receipt, "captured", **wrong))
    before = await books(receipt)
    right = await cashier.accept(captured(receipt))

    assert (outcome, right) == ("mismatch", "settled")
    assert (before["order"], before["payment"], before["captured"]) == ("pending", "created", 0)


@pytest.mark.parametrize(
    ("story", "outcomes", "payment"),
    [
        (("failed", "captured"), ["failed", "settled"], "captured"),
        (("captured", "failed"), ["settled", "late in the story"], "captured"),
        (("captured", "pending"), ["settled", "late in the story"], "captured"),
        (("pending", "captured"), ["pending", "settled"], "captured"),
        (("pending", "pending"), ["pending", "late in the story"], "pending"),
        (("failed", "pending"), ["failed", "late in the story"], "failed"),
        (("cancelled", "captured"), ["cancelled", "settled"], "captured"),
        (("captured", "captured"), ["settled", "duplicate"], "captured"),
    ],
)
async def test_a_story_told_in_any_order_goes_one_way(make, books, ordered, story, outcomes, payment):
    shop = await make.shop(price=4800)
    receipt = await ordered(shop)
    cashier = Cashier(make.db)

    assert [await cashier.accept(said(receipt, kind)) for kind in story] == outcomes
    found = await books(receipt)
    assert found["payment"] == payment
    assert found["journals"] == (["sale"] if payment == "captured" else [])


async def test_the_same_notice_is_stored_once(make, ordered):
    shop = await make.shop(price=4800)
    receipt = await ordered(shop)
    cashier = Cashier(make.db)

    assert [await cashier.accept(captured(receipt)), await cashier.accept(captured(receipt))] == [
        "settled",
        "duplicate",
    ]


async def test_a_notice_about_nothing_of_ours_is_set_aside(make, sql, ordered):
    receipt = await ordered(await make.shop(price=4800))
    stranger = said(receipt, "captured", payment_id=uuid7())

    assert await Cashier(make.db).accept(stranger) == "unknown payment"
    assert (
        await sql.fetchval("select outcome from payments.inbox where notice_id = $1", stranger.notice_id)
        == "unknown payment"
    )


async def test_a_batch_with_one_late_payment_settles_the_others(make, books, ordered, paid, expire, providers):
    import asyncio

    full, open_shop = await make.shop(price=4800, capacity=1), await make.shop(price=4800)
    late = await ordered(full)
    await expire(full)
    await paid(full)
    timely = [await ordered(open_shop) for _ in range(5)]
    cashier = Cashier(make.db)

    outcomes = await asyncio.gather(*(cashier.accept(captured(receipt)) for receipt in (timely[0], late, *timely[1:])))

    assert outcomes == ["settled", "refund", "settled", "settled", "settled", "settled"]
    assert [(await books(receipt))["tickets"] for receipt in timely] == [1] * 5
    await refunds.carry_out(make.db, providers)


async def test_a_key_asked_again_after_the_end_gives_the_first_answer(make, books, expire):
    shop = await make.shop(price=4800, capacity=1)
    key, one = f"key-{uuid7()}", till(make.db)
    first = await one.check_out(purchase(shop), key=key)
    await expire(shop)
    await swept(make.db)

    again = await one.check_out(purchase(shop), key=key)

    assert (again.replayed, again.receipt) == (True, first.receipt)
    assert (await books(first.receipt))["order"] == "expired"
