"""What every payment provider has to do, whoever it is. An adapter's tests subclass it and say how its payer acts."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import get_args

import msgspec
import pytest

from showground.gateways.payments.messages import Bill, Due, ExtraStep, HowToPay, NoticeKind, RefundOrder
from showground.kit.faults import Invalid, Refused
from showground.kit.ids import uuid7


class ProviderContract:
    """Subclasses give `provider`, and `pay`, `give_up`, `message` as fixtures.

    `await pay(due)` pays as a payer would, `await give_up(due)` ends in failure, and `await message(due)` returns the
    headers and the body that the provider sends of a paid payment.
    """

    @pytest.fixture
    def due(self):
        """A payment that nobody knows yet."""
        return Due(uuid7(), 4800, "EUR")

    @pytest.fixture
    async def paid(self, provider, pay, due):
        """A payment that was paid, with the provider's name of it."""
        opened = await provider.open(bill(due))
        await pay(due)
        return msgspec.structs.replace(due, provider_ref=opened.provider_ref)

    async def test_it_has_a_name_that_we_know(self, provider):
        from showground.gateways.payments.messages import ProviderName

        assert provider.name in get_args(ProviderName)

    async def test_opening_says_how_to_pay_and_again_the_same(self, provider, due):
        first, again = await provider.open(bill(due)), await provider.open(bill(due))

        assert first == again
        assert isinstance(first.how, HowToPay)
        assert first.provider_ref

    async def test_opening_many_times_at_once_opens_once(self, provider, due):
        answers = await asyncio.gather(*(provider.open(bill(due)) for _ in range(8)))

        assert len({answer.provider_ref for answer in answers}) == 1

    async def test_one_id_has_one_amount(self, provider, due):
        await provider.open(bill(due))

        with pytest.raises(Invalid):
            await provider.open(bill(msgspec.structs.replace(due, amount=due.amount + 1)))

    async def test_what_was_never_opened_is_unknown(self, provider, due):
        assert (await provider.look_up(due)).state == "unknown"
        assert (await provider.close(due)).state == "unknown"

    async def test_an_opened_payment_is_open_until_somebody_pays(self, provider, due, pay):
        opened = await provider.open(bill(due))
        due = msgspec.structs.replace(due, provider_ref=opened.provider_ref)
        before = await provider.look_up(due)
        await pay(due)
        after = await provider.look_up(due)

        assert (before.state, after.state) == ("open", "captured")
        assert (after.amount, after.currency, after.provider_ref) == (due.amount, due.currency, opened.provider_ref)

    async def test_a_payment_that_failed_says_so(self, provider, due, give_up):
        await provider.open(bill(due))
        await give_up(due)

        assert (await provider.look_up(due)).state == "failed"

    async def test_a_closed_payment_cannot_be_paid(self, provider, due, pay):
        await provider.open(bill(due))
        closed, again = await provider.close(due), await provider.close(due)
        await pay(due)

        assert (closed.state, again.state) == ("cancelled", "cancelled")
        assert (await provider.look_up(due)).state == "cancelled"

    async def test_who_paid_before_it_was_closed_has_paid(self, provider, paid):
        assert (await provider.close(paid)).state == "captured"
        assert (await provider.look_up(paid)).state == "captured"

    async def test_a_message_is_verified_whole(self, provider, paid, message):
        headers, body = await message(paid)

        notice = provider.verify(headers=headers, body=body)

        assert (notice.provider, notice.payment_id, notice.kind) == (provider.name, paid.payment_id, "captured")
        assert (notice.amount, notice.currency) == (paid.amount, paid.currency)
        assert notice.notice_id
        assert notice.kind in get_args(NoticeKind)

    @pytest.mark.parametrize("harm", ["body", "no headers", "another body's"])
    async def test_a_message_that_was_harmed_is_refused(self, provider, paid, message, harm):
        headers, body = await message(paid)
        harmed = {
            "body": (headers, body.replace(b"4800", b"4801")),
            "no headers": ({}, body),
            "another body's": (headers, b"{}"),
        }[harm]

        with pytest.raises(Refused):
            provider.verify(headers=harmed[0], body=harmed[1])

    async def test_a_refund_is_sent_once_however_often_it_is_asked(self, provider, paid):
        order = refund_of(paid, 1000)
        first = await provider.refund(order)
        again = await asyncio.gather(*(provider.refund(order) for _ in range(4)))
        looked = await provider.look_up_refund(order)
        rest = await provider.refund(refund_of(paid, 3800))
        more = await provider.refund(refund_of(paid, 1))

        assert (first.state, rest.state, more.state) == ("done", "done", "failed")
        assert [answer.provider_ref for answer in again] == [first.provider_ref] * 4
        assert (looked.state, looked.provider_ref) == ("done", first.provider_ref)
        assert more.reason

    async def test_a_refund_id_has_one_amount(self, provider, paid):
        order = refund_of(paid, 1000)
        await provider.refund(order)

        with pytest.raises(Invalid):
            await provider.refund(msgspec.structs.replace(order, amount=2000))

    async def test_what_was_not_paid_cannot_be_sent_back(self, provider, due):
        await provider.open(bill(due))

        assert (await provider.refund(refund_of(due, 1000))).state == "failed"

    async def test_a_refund_that_was_never_asked_for_is_unknown(self, provider, paid):
        assert (await provider.look_up_refund(refund_of(paid, 1000))).state == "unknown"


def bill(due):
    """Return a payment as it is opened."""
    return Bill(due, "SG-7K2M4XW", "https://show.test/orders/1", datetime.now(UTC) + timedelta(minutes=30))


def refund_of(due, amount):
    """Return an order to send back some of a payment."""
    return RefundOrder(uuid7(), due.payment_id, due.provider_ref, amount, due.currency)


def is_extra_step(opened):
    """Return whether the payer has to prove that it is him."""
    return isinstance(opened.how, ExtraStep)
