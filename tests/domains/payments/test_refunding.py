"""Providers refuse to send money back, take their time, or say nothing: nothing is sent twice."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import timedelta

import pytest
from tests.domains.payments.test_refunds import ask
from tests.races.test_sales import captured, counters

from showground.db.principal import Worker
from showground.domains.payments import refunds
from showground.domains.payments.calling import asked
from showground.domains.payments.notices import Cashier, hear_test_provider
from showground.domains.payments.types import Pace
from showground.gateways.payments.messages import Due
from showground.gateways.payments.test_provider import PAUSE_SECONDS, TestProvider
from showground.kit.faults import Unavailable
from showground.kit.ids import uuid7

pytestmark = pytest.mark.usefixtures("sound")
AT_ONCE = Pace(pause=timedelta(0))
ROW = "select status::text, attempts, problem, due_at > now() as waits from payments.refunds where id = $1"


@pytest.fixture
def paid_at(make, bank, ordered):
    """An order that was paid at the bank, which was told how to send the money back."""

    async def order(shop, *, refunds_go, quantity=1):
        receipt = await ordered(shop, quantity=quantity)
        await bank.play(due_of(receipt), "succeed", refunds=refunds_go)
        await hear_test_provider(Cashier(make.db), bank)
        return receipt

    return order


@pytest.fixture
def row(sql):
    """What the table says of a refund."""

    async def read(refund_id):
        return tuple(await sql.fetchrow(ROW, refund_id))

    return read


@pytest.fixture
async def units(sql):
    """The units of an order."""

    async def read(receipt):
        rows = await sql.fetch("select id from ticketing.order_items where order_id = $1 order by id", receipt.order)
        return [row["id"] for row in rows]

    return read


def due_of(receipt):
    """Return a receipt as its provider has to know it."""
    return Due(receipt.payment, receipt.total_amount, receipt.currency)


def times_sent(bank, refund_id):
    """Return how often the bank has sent a refund."""
    with sqlite3.connect(bank._books._path) as books:
        return books.execute("select count(*) from refunds where id = ?", (str(refund_id),)).fetchone()[0]


async def test_a_provider_that_does_not_answer_is_tried_again_after_a_pause(
    make, sql, books, paid, units, providers, row
):
    class Closed(TestProvider):
        async def refund(self, order):  # noqa: ARG002 - the protocol's
            raise Unavailable

    class Asleep(TestProvider):
        async def refund(self, order):  # noqa: ARG002 - the protocol's
            await asyncio.sleep(60)

    receipt = await paid(await make.shop(price=4800))
    refund_id, _ = await ask(make.db, receipt, await units(receipt))
    path = providers["test"]._books._path
    closed, asleep = Closed(b"k", path), Asleep(b"k", path)
    patient = Pace(answer=timedelta(seconds=0.05), pause=timedelta(0))

    tries = [
        await refunds.carry_out(make.db, {"test": closed}, pace=AT_ONCE),
        await refunds.carry_out(make.db, {}, pace=AT_ONCE),
        await refunds.carry_out(make.db, {"test": asleep}, pace=patient),
        await refunds.carry_out(make.db, {"test": closed}),
        await refunds.carry_out(make.db, providers),
    ]
    waiting = await row(refund_id)
    await sql.execute("update payments.refunds set due_at = now() where id = $1", refund_id)

    assert tries == [0] * 5
    assert waiting == ("pending", 4, "unavailable", True)
    assert (await books(receipt))["pending"] == receipt.total_amount
    assert await refunds.carry_out(make.db, providers) == 1
    assert await row(refund_id) == ("done", 5, "unavailable", True)


async def test_an_answer_that_was_lost_is_asked_after_and_the_money_sent_once(
    make, bank, books, paid_at, units, providers, row
):
    receipt = await paid_at(await make.shop(price=4800), refunds_go="answer_lost")
    refund_id, _ = await ask(make.db, receipt, await units(receipt))

    first = await refunds.carry_out(make.db, providers, pace=AT_ONCE)
    between = await row(refund_id)
    second = await refunds.carry_out(make.db, providers, pace=AT_ONCE)

    assert (first, between[:2], second) == (0, ("pending", 1), 1)
    assert times_sent(bank, refund_id) == 1
    assert (await books(receipt))["refunded"] == receipt.total_amount


async def test_the_notice_of_a_refund_may_come_before_the_answer_and_again(
    make, bank, books, paid_at, units, providers
):
    receipt = await paid_at(await make.shop(price=4800), refunds_go="answer_lost")
    await ask(make.db, receipt, await units(receipt))
    await refunds.carry_out(make.db, providers)

    heard = await hear_test_provider(Cashier(make.db), bank)
    found = await books(receipt)
    sent = await refunds.carry_out(make.db, providers, pace=AT_ONCE)

    assert (heard, sent) == (1, 0)
    assert (found["pending"], found["refunded"]) == (0, receipt.total_amount)
    assert found["journals"] == ["sale", "refund", "refund_settled"]


async def test_money_that_takes_a_while_is_back_when_the_provider_says_so(make, tmp_path, books, ordered, units):
    time = [1_800_000_000.0]
    bank = TestProvider(b"k", tmp_path / "slow.sqlite3", clock=lambda: time[0])
    receipt = await ordered(await make.shop(price=4800))
    await bank.play(due_of(receipt), "succeed", refunds="later")
    await hear_test_provider(Cashier(make.db), bank)
    await ask(make.db, receipt, await units(receipt))

    at_once = await refunds.carry_out(make.db, {"test": bank}, pace=AT_ONCE)
    early = await hear_test_provider(Cashier(make.db), bank)
    waiting = await books(receipt)
    time[0] += PAUSE_SECONDS
    later = await hear_test_provider(Cashier(make.db), bank)

    assert (at_once, early, later) == (0, 0, 1)
    assert (waiting["pending"], waiting["refunded"]) == (receipt.total_amount, 0)
    assert (await books(receipt))["refunded"] == receipt.total_amount


async def test_a_refund_that_fails_comes_back_to_the_seller_and_can_be_asked_anew(
    make, bank, books, balances, paid_at, units, providers, row
):
    shop = await make.shop(price=4800, capacity=2, currency="DKK")
    receipt = await paid_at(shop, refunds_go="refused", quantity=2)
    first, second = await units(receipt)
    wallet = (await books(receipt))["wallet"]
    refund_id, _ = await ask(make.db, receipt, [first])

    assert await refunds.carry_out(make.db, providers) == 0
    failed = await books(receipt)
    said_again = await hear_test_provider(Cashier(make.db), bank)
    retried, amount = await ask(make.db, receipt, [first, second])
    await refunds.carry_out(make.db, providers)

    assert await row(refund_id) == ("failed", 1, "the payer's account is closed", True)
    assert (failed["pending"], failed["refunded"], failed["wallet"]) == (0, 0, wallet)
    assert failed["journals"] == ["sale", "refund", "refund_failed"]
    assert said_again == 1
    assert (amount, (await row(retried))[0]) == (receipt.total_amount, "failed")
    assert await counters(make.db, shop) == (0, 0, 0, 0)
    after = await balances("DKK")
    assert (after["refund_clearing"], sum(after.values())) == (0, 0)


async def test_what_came_late_and_cannot_be_sent_back_is_still_owed(
    make, bank, sql, books, balances, ordered, paid, expire, providers
):
    shop = await make.shop(price=4800, capacity=1, currency="ISK")
    late = await ordered(shop)
    await expire(shop)
    await paid(shop)
    await bank.play(due_of(late), "succeed", refunds="refused")
    await Cashier(make.db).accept(captured(late))

    assert await refunds.carry_out(make.db, providers) == 0
    owed = await books(late)
    statuses = await sql.fetch(
        "select status::text, due_at > now() + interval '1 hour' as waits from payments.refunds where payment_id = $1 "
        "order by created_at, id",
        late.payment,
    )
    clearing = (await balances("ISK"))["refund_clearing"]

    assert [tuple(one) for one in statuses] == [("failed", False), ("pending", True)]
    assert (owed["pending"], owed["refunded"], owed["journals"]) == (late.total_amount, 0, ["late_capture"])
    assert clearing == -late.total_amount


async def test_a_refund_that_we_did_not_ask_for_is_set_aside(make, bank, sql, paid):
    receipt = await paid(await make.shop(price=4800))
    stranger = bank.notice(due_of(receipt), "refunded")

    assert await Cashier(make.db).accept(stranger) == "a refund that we did not ask for"
    assert (
        await sql.fetchval("select refunded_amount::bigint from payments.payments where id = $1", receipt.payment) == 0
    )


async def test_a_provider_is_not_called_inside_of_a_transaction(make, bank):
    async with make.db.acting_as(Worker()):
        with pytest.raises(RuntimeError, match="inside of a transaction"):
            await asked(bank.look_up, Due(uuid7(), 1, "EUR"), seconds=1)
