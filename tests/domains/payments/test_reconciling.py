"""The reconciler finds what nobody said, and ends what nobody can pay."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.domains.payments.test_late import swept
from tests.domains.payments.test_refunding import due_of
from tests.races.test_sales import counters

from showground.domains.payments import refunds
from showground.domains.payments.errors import PaymentState
from showground.domains.payments.notices import Cashier, hear_test_provider
from showground.domains.payments.opening import open_payment
from showground.domains.payments.reconciling import reconcile
from showground.domains.payments.types import Pace
from showground.gateways.payments.messages import Bill, ExtraStep, Redirect
from showground.gateways.payments.test_provider import PAUSE_SECONDS, TestProvider
from showground.kit.faults import Unavailable

pytestmark = pytest.mark.usefixtures("sound")
NOW = timedelta(0)


@pytest.fixture
def asked_after(make, sql, providers):
    """Let the reconciler ask about one event's payments, and no other's."""

    async def ask(shop, *, others=None):
        await sql.execute(
            "update payments.payments set ask_at = case when event_id = $1 then now() else now() + interval '1 h' end",
            shop.event_id,
        )
        return await reconcile(make.db, others or providers, Cashier(make.db).accept, older_than=NOW)

    return ask


def bill(receipt, *, within=timedelta(minutes=30)):
    """Return a payment as it is opened."""
    return Bill(due_of(receipt), "SG-1", "/", datetime.now(UTC) + within)


async def test_a_capture_of_which_nobody_told_is_found_and_settled(make, bank, books, ordered, asked_after):
    shop = await make.shop(price=4800, capacity=2)
    receipt = await ordered(shop, quantity=2)
    await open_payment(make.db, bank, bill(receipt))
    await bank.play(due_of(receipt), "lose_notice")
    silence = await hear_test_provider(Cashier(make.db), bank)

    moved = [await asked_after(shop), await asked_after(shop)]

    assert (silence, moved) == (0, [1, 0])
    found = await books(receipt)
    assert (found["order"], found["tickets"], found["journals"]) == ("paid", 2, ["sale"])
    assert await counters(make.db, shop) == (0, 2, 2, 0)


async def test_the_notice_that_comes_after_the_reconciler_and_after_the_refund_changes_nothing(
    make, bank, books, sql, ordered, asked_after, providers
):
    shop = await make.shop(price=4800)
    receipt = await ordered(shop)
    await bank.play(due_of(receipt), "succeed")
    await asked_after(shop)
    [unit] = await sql.fetch("select id from ticketing.order_items where order_id = $1", receipt.order)
    from tests.domains.payments.test_refunds import ask

    await ask(make.db, receipt, [unit["id"]])
    await refunds.carry_out(make.db, providers)
    capture, refund = await bank.to_say()

    outcomes = [await Cashier(make.db).accept(message.notice) for message in (refund, capture)]

    assert outcomes == ["known", "duplicate"]
    found = await books(receipt)
    assert (found["refunded"], found["journals"]) == (receipt.total_amount, ["sale", "refund", "refund_settled"])


async def test_while_the_order_waits_so_does_an_open_payment(make, bank, books, ordered, asked_after):
    shop = await make.shop(price=4800)
    receipt = await ordered(shop)
    await open_payment(make.db, bank, bill(receipt))

    assert await asked_after(shop) == 0
    assert (await books(receipt))["payment"] == "created"
    assert (await bank.look_up(due_of(receipt))).state == "open"


async def test_what_failed_there_failed_here_and_may_be_paid_again(make, bank, books, ordered, asked_after):
    shop = await make.shop(price=4800)
    receipt = await ordered(shop)
    await bank.play(due_of(receipt), "fail")

    assert await asked_after(shop) == 1
    failed = await books(receipt)
    await bank.play(due_of(receipt), "lose_notice")

    assert (failed["order"], failed["payment"]) == ("pending", "failed")
    assert await asked_after(shop) == 1
    assert (await books(receipt))["order"] == "paid"


@pytest.mark.parametrize("opens", [True, False])
async def test_a_payment_of_an_order_that_has_ended_is_closed(make, bank, books, ordered, expire, asked_after, opens):
    shop = await make.shop(price=4800, capacity=1)
    receipt = await ordered(shop)
    if opens:
        await open_payment(make.db, bank, bill(receipt))
    await expire(shop)
    await swept(make.db)

    assert await asked_after(shop) == 1
    assert await asked_after(shop) == 0
    found = await books(receipt)
    assert (found["order"], found["payment"]) == ("expired", "cancelled")
    await bank.play(due_of(receipt), "succeed") if opens else None
    assert (await bank.look_up(due_of(receipt))).state == ("cancelled" if opens else "unknown")


async def test_who_paid_in_time_although_nobody_told_gets_his_places_or_his_money(
    make, bank, books, ordered, paid, expire, asked_after, providers
):
    shop = await make.shop(price=4800, capacity=1)
    receipt = await ordered(shop)
    await bank.play(due_of(receipt), "lose_notice")
    await expire(shop)
    await paid(shop)

    assert await asked_after(shop) == 1
    assert await refunds.carry_out(make.db, providers) == 1
    await swept(make.db)
    found = await books(receipt)
    assert (found["order"], found["refunded"], found["tickets"]) == ("expired", receipt.total_amount, 0)


async def test_money_that_comes_too_late_is_heard_from_the_worker(make, tmp_path, books, ordered, expire):
    time = [datetime.now(UTC).timestamp()]
    bank = TestProvider(b"k", tmp_path / "late.sqlite3", clock=lambda: time[0])
    shop = await make.shop(price=4800, capacity=1)
    receipt = await ordered(shop)
    await bank.play(due_of(receipt), "late", late_after=datetime.now(UTC) + timedelta(minutes=30))
    await hear_test_provider(Cashier(make.db), bank)
    await expire(shop)
    await swept(make.db)
    before = await books(receipt)
    time[0] += 1801 + PAUSE_SECONDS
    await hear_test_provider(Cashier(make.db), bank)

    assert (before["order"], before["payment"]) == ("expired", "pending")
    found = await books(receipt)
    assert (found["order"], found["tickets"], found["journals"]) == ("paid", 1, ["sale"])


async def test_a_provider_without_an_answer_is_asked_again_later(make, books, ordered, asked_after, bank, sql):
    class Closed(TestProvider):
        async def look_up(self, due):  # noqa: ARG002 - the protocol's
            raise Unavailable

    shop = await make.shop(price=4800)
    receipt = await ordered(shop)
    await bank.play(due_of(receipt), "lose_notice")

    assert await asked_after(shop, others={"test": Closed(b"k", bank._books._path)}) == 0
    assert await sql.fetchval("select ask_at > now() from payments.payments where id = $1", receipt.payment)
    assert await asked_after(shop) == 1
    assert (await books(receipt))["order"] == "paid"


async def test_opening_names_the_payment_and_says_where_to_pay(make, bank, sql, ordered):
    receipt = await ordered(await make.shop(price=4800))

    first = await open_payment(make.db, bank, bill(receipt))
    await bank.play(due_of(receipt), "extra_step")
    second = await open_payment(make.db, bank, bill(receipt))

    assert first == Redirect(f"/pay/test/{receipt.payment}")
    assert second == ExtraStep(f"/pay/test/{receipt.payment}/check")
    reference = await sql.fetchval("select provider_ref from payments.payments where id = $1", receipt.payment)
    assert reference == f"test_{receipt.payment}"


async def test_an_order_whose_time_is_over_is_not_opened(make, bank, ordered):
    receipt = await ordered(await make.shop(price=4800))

    with pytest.raises(PaymentState):
        await open_payment(make.db, bank, bill(receipt, within=timedelta(seconds=-1)))
    assert (await bank.look_up(due_of(receipt))).state == "unknown"


async def test_a_provider_that_sleeps_opens_nothing_for_ever(make, bank, ordered):
    import asyncio

    class Asleep(TestProvider):
        async def open(self, bill):  # noqa: ARG002 - the protocol's
            await asyncio.sleep(60)

    receipt = await ordered(await make.shop(price=4800))

    with pytest.raises(Unavailable):
        await open_payment(
            make.db, Asleep(b"k", bank._books._path), bill(receipt), pace=Pace(answer=timedelta(seconds=0.05))
        )
