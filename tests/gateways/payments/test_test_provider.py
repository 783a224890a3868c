"""The test provider keeps the contract, and plays what it is told to."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from tests.gateways.payments.contract import ProviderContract, bill, is_extra_step, refund_of

from showground.gateways.payments.messages import Due
from showground.gateways.payments.test_provider import PAUSE_SECONDS, TestProvider
from showground.kit.faults import Invalid, Refused, Unavailable
from showground.kit.ids import uuid7


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def provider(tmp_path, clock):
    return TestProvider(b"k", tmp_path / "books.sqlite3", clock=clock)


@pytest.fixture
def due():
    return Due(uuid7(), 4800, "EUR")


async def said(provider):
    """Let it say what is due; return the kinds and ids."""
    found = await provider.to_say()
    for message in found:
        await provider.said(message)
    return [(message.notice.kind, message.notice.notice_id) for message in found]


class TestTheContract(ProviderContract):
    """Run as every adapter's."""

    @pytest.fixture
    def pay(self, provider):
        async def play(due):
            await provider.play(due, "succeed")

        return play

    @pytest.fixture
    def give_up(self, provider):
        async def play(due):
            await provider.play(due, "fail")

        return play

    @pytest.fixture
    def message(self, provider):
        async def read(_due):
            [message] = await provider.to_say()
            return provider.signed(message.notice)

        return read


@pytest.mark.parametrize(
    ("play", "at_once", "later"),
    [
        ("succeed", ["captured"], []),
        ("fail", ["failed"], []),
        ("delay", ["pending"], ["captured"]),
        ("extra_step", ["pending"], []),
        ("duplicate", ["captured", "captured", "captured"], []),
        ("reorder", ["captured", "authorized", "pending", "failed"], []),
        ("lose_notice", [], []),
    ],
)
async def test_it_says_what_a_play_is_about(provider, clock, due, play, at_once, later):
    await provider.open(bill(due))
    await provider.play(due, play)
    first, nothing = await said(provider), await said(provider)
    clock.now += PAUSE_SECONDS

    assert ([kind for kind, _ in first], nothing) == (at_once, [])
    assert [kind for kind, _ in await said(provider)] == later


async def test_three_notices_of_one_payment_have_two_ids(provider, due):
    await provider.play(due, "duplicate")

    assert len({name for _, name in await said(provider)}) == 2


async def test_money_that_comes_late_comes_after_the_order_has_ended(provider, clock, due):
    await provider.open(bill(due))
    ends_at = datetime.fromtimestamp(clock.now, UTC) + timedelta(minutes=30)
    await provider.play(due, "late", late_after=ends_at)
    await said(provider)
    clock.now += 1790
    early, closed = await said(provider), await provider.close(due)
    clock.now += 10 + PAUSE_SECONDS

    assert (early, closed.state) == ([], "pending")
    assert [kind for kind, _ in await said(provider)] == ["captured"]
    assert (await provider.look_up(due)).state == "captured"


async def test_the_extra_step_stands_between(provider, due):
    await provider.open(bill(due))
    await provider.play(due, "extra_step")
    asked = await provider.open(bill(due))
    await provider.play(due, "succeed")

    assert is_extra_step(asked)
    assert (await provider.look_up(due)).state == "captured"


async def test_what_was_paid_is_not_played_again(provider, due):
    await provider.play(due, "succeed")
    await provider.play(due, "fail")

    assert (await provider.look_up(due)).state == "captured"
    assert [kind for kind, _ in await said(provider)] == ["captured"]


@pytest.mark.parametrize(
    ("plan", "first", "then", "word"),
    [
        ("at_once", "done", "done", "refunded"),
        ("later", "pending", "done", "refunded"),
        ("refused", "failed", "failed", "refund_failed"),
    ],
)
async def test_money_goes_back_as_it_was_told(provider, clock, due, plan, first, then, word):
    await provider.play(due, "succeed", refunds=plan)
    await said(provider)
    order = refund_of(due, 4800)
    answer = await provider.refund(order)
    clock.now += PAUSE_SECONDS

    assert (answer.state, (await provider.look_up_refund(order)).state) == (first, then)
    [message] = await provider.to_say()
    assert (message.notice.kind, message.notice.refund_id) == (word, order.refund_id)


async def test_an_answer_that_is_lost_leaves_a_refund_that_was_sent(provider, due):
    await provider.play(due, "succeed", refunds="answer_lost")
    order = refund_of(due, 4800)

    with pytest.raises(Unavailable):
        await provider.refund(order)

    assert (await provider.look_up_refund(order)).state == "done"
    assert (await provider.refund(order)).state == "done"


async def test_another_process_reads_the_same_books(provider, tmp_path, due):
    await provider.play(due, "succeed")
    other = TestProvider(b"k", tmp_path / "books.sqlite3")

    assert (await other.look_up(due)).state == "captured"


async def test_a_payment_that_stands_in_no_books_is_believed(provider, due):
    order = refund_of(due, 4800)

    assert [(await provider.refund(order)).state for _ in range(2)] == ["done", "done"]


async def test_books_that_are_kept_busy_are_unavailable(provider, tmp_path, due, monkeypatch):
    monkeypatch.setattr("showground.gateways.payments.test_books.BUSY_SECONDS", 0.05)
    await provider.play(due, "succeed")
    busy = sqlite3.connect(tmp_path / "books.sqlite3", isolation_level=None)
    busy.execute("begin exclusive")

    with pytest.raises(Unavailable):
        await provider.look_up(due)
    busy.close()


async def test_an_old_message_and_one_that_is_none_are_refused(provider, due):
    headers, body = provider.signed(provider.notice(due, "captured"), at=1_000_000_000)
    with pytest.raises(Refused):
        provider.verify(headers=headers, body=body)

    headers, body = provider.signed(None)
    with pytest.raises(Invalid):
        provider.verify(headers=headers, body=body)
