"""A provider that moves no money. It keeps books, signs its notices like a real one, and plays what it is told to."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import time
from typing import TYPE_CHECKING, Literal

import msgspec

from showground.gateways.payments.messages import (
    Due,
    ExtraStep,
    Notice,
    Opened,
    Redirect,
    RefundStanding,
    Standing,
)
from showground.gateways.payments.test_books import Account, Books, Message, Pages, RefundPlan, Sent
from showground.kit.faults import Invalid, Refused, Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path
    from uuid import UUID

    from showground.gateways.payments.messages import Bill, NoticeKind, ProviderName, RefundOrder

SIGNATURE, TIMESTAMP = "showground-test-signature", "showground-test-timestamp"
TOLERANCE_SECONDS = 300
PAUSE_SECONDS = 15.0  # what happens later happens after so long
Play = Literal["succeed", "fail", "delay", "extra_step", "duplicate", "reorder", "lose_notice", "late"]
ADDRESS = "/pay/test/"
ENDED = {"captured", "cancelled"}


class TestProvider:
    """Signs with HMAC-SHA256 over `timestamp.body`, five minutes of tolerance; refuses everything else.

    Args:
        books: The file in which it remembers. A payment that stands not in it, because the file was lost or lies on
            another machine, is believed when money is to be sent back.
    """

    __test__ = False  # not a test class
    name: ProviderName = "test"

    def __init__(
        self, secret: bytes, books: Path, *, older: Sequence[bytes] = (), clock: Callable[[], float] = time.time
    ) -> None:
        self._secret, self._secrets = secret, (secret, *older)
        self._books, self._clock = Books(books), clock

    async def open(self, bill: Bill) -> Opened:
        """Write a payment into the books; its payer goes to our page, or proves there that it is him."""
        return await asyncio.to_thread(self._open, bill)

    async def close(self, due: Due) -> Standing:
        """Let nobody begin to pay; money that is on its way still comes."""
        return await asyncio.to_thread(self._close, due)

    async def look_up(self, due: Due) -> Standing:
        """Return what stands in the books."""
        return await asyncio.to_thread(self._look_up, due)

    async def refund(self, order: RefundOrder) -> RefundStanding:
        """Send nothing, as it was told: at once, later, not at all, or without saying that it did."""
        standing, answer_lost = await asyncio.to_thread(self._refund, order)
        if answer_lost:
            raise Unavailable
        return standing

    async def look_up_refund(self, order: RefundOrder) -> RefundStanding:
        """Return what stands in the books of a refund."""
        return await asyncio.to_thread(self._look_up_refund, order)

    async def play(
        self, due: Due, play: Play, *, refunds: RefundPlan = "at_once", late_after: datetime | None = None
    ) -> None:
        """Let a payment go as chosen; what is to be said of it waits in `to_say`. One that was paid stays as it is.

        Args:
            refunds: How it will be sent back, should it come to that.
            late_after: When the order ends, for what comes late.
        """
        await asyncio.to_thread(self._play, due, play, refunds, late_after)

    async def to_say(self, about: UUID | None = None, *, most: int = 100) -> list[Message]:
        """Return notices that are due, of one payment or of all, in their order, until they are noted as `said`."""
        return await asyncio.to_thread(self._to_say, about, most)

    async def said(self, message: Message) -> None:
        """Note that a notice was heard; whoever dies before this says it again."""
        await asyncio.to_thread(self._said, message)

    def notice(self, due: Due, kind: NoticeKind, *, once_more: str = "", **more: object) -> Notice:
        """Return a word about a payment; the same word has the same id, unless it is said `once_more`."""
        return Notice(
            provider="test",
            notice_id=f"{due.payment_id}:{kind}{once_more}",
            payment_id=due.payment_id,
            kind=kind,
            amount=due.amount,
            currency=due.currency,
            provider_ref=f"test_{due.payment_id}",
            **more,  # type: ignore[arg-type]
        )

    def signed(self, notice: Notice, *, at: int | None = None) -> tuple[dict[str, str], bytes]:
        """Return a notice as the message that comes over the wire: headers and body."""
        body, timestamp = msgspec.json.encode(notice), str(int(time.time()) if at is None else at)
        return {TIMESTAMP: timestamp, SIGNATURE: _signature(self._secret, timestamp, body)}, body

    def verify(self, *, headers: Mapping[str, str], body: bytes) -> Notice:
        """Return the notice of a message that carries our signature and is fresh.

        Raises:
            Refused: the signature does not hold or the message is too old. Invalid: it is no notice.
        """
        timestamp, signature = headers.get(TIMESTAMP, ""), headers.get(SIGNATURE, "")
        genuine = (_signature(secret, timestamp, body) for secret in self._secrets)
        if not timestamp.isdigit() or not any(hmac.compare_digest(signature, one) for one in genuine):
            raise Refused("The signature of this notice does not hold.")
        if abs(time.time() - int(timestamp)) > TOLERANCE_SECONDS:
            raise Refused("This notice is too old.")
        try:
            return msgspec.json.decode(body, type=Notice)
        except msgspec.MsgspecError as error:
            raise Invalid("This is no notice.", field="body") from error

    def _open(self, bill: Bill) -> Opened:
        due = bill.due
        with self._books.open() as pages:
            account = pages.account(due.payment_id, now=self._clock())
            if account is None:
                account = Account(due.payment_id, due.amount, due.currency, "open", None, "at_once")
                pages.keep(account)
            if (account.amount, account.currency) != (due.amount, due.currency):
                raise Invalid("This payment was opened with another amount.", field="amount")
        page = f"{ADDRESS}{due.payment_id}"
        how = ExtraStep(f"{page}/check") if account.state == "checking" else Redirect(page)
        return Opened(_name(due.payment_id), how)

    def _close(self, due: Due) -> Standing:
        with self._books.open() as pages:
            account = pages.account(due.payment_id, now=self._clock())
            if account is not None and account.state in {"open", "checking"}:
                account.state = "cancelled"
                pages.keep(account)
        return _standing(account)

    def _look_up(self, due: Due) -> Standing:
        with self._books.open() as pages:
            return _standing(pages.account(due.payment_id, now=self._clock()))

    def _refund(self, order: RefundOrder) -> tuple[RefundStanding, bool]:
        now = self._clock()
        with self._books.open() as pages:
            known = pages.refund(order.refund_id, now=now)
            if known is not None:
                if known.amount != order.amount:
                    raise Invalid("This refund was asked for with another amount.", field="amount")
                return _refund_standing(known), False
            account = pages.account(order.payment_id, now=now)
            if account is None:
                account = Account(order.payment_id, None, order.currency, "captured", None, "at_once")
                pages.keep(account)
            sent = _judged(pages, account, order, now)
            pages.keep_refund(sent)
            pages.will_say(_refund_notice(self, order, sent), at=sent.done_at or now)
        return _refund_standing(sent), account.refunds == "answer_lost"

    def _look_up_refund(self, order: RefundOrder) -> RefundStanding:
        with self._books.open() as pages:
            return _refund_standing(pages.refund(order.refund_id, now=self._clock()))

    def _play(self, due: Due, play: Play, refunds: RefundPlan, late_after: datetime | None) -> None:
        now = self._clock()
        with self._books.open() as pages:
            account = pages.account(due.payment_id, now=now)
            if account is not None and (account.state in ENDED or account.captures_at is not None):
                return
            later = max(now, late_after.timestamp() if late_after and play == "late" else now) + PAUSE_SECONDS
            account = Account(due.payment_id, due.amount, due.currency, "captured", None, refunds)
            if play in {"delay", "late"}:
                account.state, account.captures_at = "pending", later
            elif play in {"fail", "extra_step"}:
                account.state = "failed" if play == "fail" else "checking"
            pages.keep(account)
            for kind, once_more, at in _words(play, now, later):
                pages.will_say(self.notice(due, kind, once_more=once_more), at=at)

    def _to_say(self, about: UUID | None, most: int) -> list[Message]:
        if not self._books.exist:
            return []
        with self._books.open() as pages:
            return pages.to_say(now=self._clock(), about=about, most=most)

    def _said(self, message: Message) -> None:
        with self._books.open() as pages:
            pages.said(message.n)


def _words(play: Play, now: float, later: float) -> list[tuple[NoticeKind, str, float]]:
    """Return what is said of a play: the kind, what makes its id another, and when."""
    stories: dict[Play, list[tuple[NoticeKind, str, float]]] = {
        "succeed": [("captured", "", now)],
        "fail": [("failed", "", now)],
        "delay": [("pending", "", now), ("captured", "", later)],
        "late": [("pending", "", now), ("captured", "", later)],
        "extra_step": [("pending", "", now)],
        "duplicate": [("captured", "", now), ("captured", "", now), ("captured", ":again", now)],
        "reorder": [("captured", "", now), ("authorized", "", now), ("pending", "", now), ("failed", "", now)],
        "lose_notice": [],
    }
    return stories[play]


def _judged(pages: Pages, account: Account, order: RefundOrder, now: float) -> Sent:
    sent = Sent(order.refund_id, order.payment_id, order.amount, "done", "", None)
    paid = account.amount if account.state == "captured" else 0
    if paid is not None and pages.sent_back(account.id) + order.amount > paid:
        sent.state, sent.reason = "failed", "more than was paid"
    elif account.refunds == "refused":
        sent.state, sent.reason = "failed", "the payer's account is closed"
    elif account.refunds == "later":
        sent.state, sent.done_at = "pending", now + PAUSE_SECONDS
    return sent


def _refund_notice(provider: TestProvider, order: RefundOrder, sent: Sent) -> Notice:
    due = Due(order.payment_id, order.amount, order.currency)
    kind: NoticeKind = "refund_failed" if sent.state == "failed" else "refunded"
    return provider.notice(due, kind, once_more=f":{sent.id}", refund_id=sent.id, reason=sent.reason)


def _standing(account: Account | None) -> Standing:
    if account is None:
        return Standing("unknown")
    state = "open" if account.state == "checking" else account.state
    return Standing(state, account.amount or 0, account.currency, _name(account.id))


def _refund_standing(sent: Sent | None) -> RefundStanding:
    return RefundStanding(sent.state, f"test_refund_{sent.id}", sent.reason) if sent else RefundStanding("unknown")


def _name(payment_id: UUID) -> str:
    return f"test_{payment_id}"


def _signature(secret: bytes, timestamp: str, body: bytes) -> str:
    return hmac.new(secret, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
