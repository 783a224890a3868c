"""The till: the one purchase command, for many buyers in one commit."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from showground.db import fault
from showground.db.coalesce import Coalescer
from showground.db.principal import Worker
from showground.domains.payments import store
from showground.domains.payments.errors import BuyerUnknown, KeyReused, NoSuchEvent
from showground.domains.payments.types import BoughtTicket, Checkout, Receipt
from showground.domains.ticketing import carts, rules, service
from showground.domains.ticketing.errors import (
    CartUsed,
    HoldExpired,
    NoSuchTier,
    NotOnSale,
    PriceChanged,
    QuantityRefused,
    SoldOut,
)
from showground.domains.ticketing.types import Line
from showground.kit.faults import Refused, Unknown
from showground.kit.ids import short_code, uuid7
from showground.kit.words import LANG
from showground.measures import sale

if TYPE_CHECKING:
    from uuid import UUID

    from showground.db.tx import Database
    from showground.domains.payments.types import Purchase
    from showground.domains.ticketing.types import Offer, Quote
    from showground.kit.faults import Fault

FAULTS: dict[str, type[Fault]] = {
    "no_such_event": NoSuchEvent,
    "not_on_sale": NotOnSale,
    "no_such_tier": NoSuchTier,
    "price_changed": PriceChanged,
    "quantity": QuantityRefused,
    "no_such_cart": Unknown,
    "cart_used": CartUsed,
    "hold_expired": HoldExpired,
    "sold_out": SoldOut,
    "key_reused": KeyReused,
    "not_a_member": Refused,
}
OFFER_LIFE = timedelta(seconds=5)  # how long prices are remembered; a sale at an old price is refused by its revision


class Order(msgspec.Struct, frozen=True):
    """A priced purchase as the purchase function takes it, but for its number in the batch."""

    row: tuple[object, ...]
    units: Sequence[tuple[object, ...]]
    language: str


class Till:
    """Takes purchases. One per process: what queues up while a commit runs shares the next one.

    Args:
        pay_within: How long an order waits for its payment.
    """

    def __init__(self, db: Database, *, pay_within: timedelta) -> None:
        self._db, self._pay_within = db, pay_within
        self._batches: Coalescer[Order, Checkout] = Coalescer(self._run)
        self._offers: dict[UUID, tuple[datetime, Offer]] = {}

    async def check_out(self, purchase: Purchase, *, key: str, secret: str | None = None) -> Checkout:
        """Turn a held cart, or lines bought on the spot, into an order to pay, or into tickets when nothing is due.

        Args:
            purchase: One event's lines. With `cart_id` its lines are the cart's, held until the payment deadline.
            key: The buyer's idempotency key; the same key and purchase give the first receipt again.
            secret: What proves a guest's cart.

        Raises:
            NoSuchEvent: not there, or not the buyer's to see.
            NotOnSale, PriceChanged, QuantityRefused, NoSuchTier: the offer does not allow it.
            SoldOut: too few places left. HoldExpired: the cart's places are gone.
            KeyReused: `key` came with another purchase.
        """
        with sale():
            return await self._check_out(purchase, key=key, secret=secret)

    async def _check_out(self, purchase: Purchase, *, key: str, secret: str | None) -> Checkout:
        if purchase.buyer is None and not purchase.email:
            raise BuyerUnknown(field="email")
        lines = await self._lines(purchase, secret)
        try:
            return await self._order(purchase, lines, key=key, secret=secret)
        except PriceChanged:
            if self._offers.pop(purchase.event_id, None) is None or purchase.cart_id is not None:
                raise
        return await self._order(
            purchase, lines, key=key, secret=secret
        )  # what we remembered was old, not what the buyer saw

    async def drain(self) -> None:
        """Wait until every purchase taken so far is answered."""
        await self._batches.drain()

    async def _order(self, purchase: Purchase, lines: tuple[Line, ...], *, key: str, secret: str | None) -> Checkout:
        offer = await self._offer(purchase.event_id)
        try:
            rules.check_lines(lines, offer, now=datetime.now(UTC))
        except (NotOnSale, NoSuchTier, QuantityRefused):
            self._offers.pop(purchase.event_id, None)
            offer = await self._offer(purchase.event_id)
            rules.check_lines(lines, offer, now=datetime.now(UTC))
        quote = rules.price(lines, offer)
        return await self._batches.submit(_order_of(purchase, offer, quote, key=key, secret=secret))

    async def _lines(self, purchase: Purchase, secret: str | None) -> tuple[Line, ...]:
        if purchase.cart_id is None:
            return purchase.lines
        async with self._db.acting_as(Worker()) as tx:
            await carts.prove(tx, purchase.cart_id, buyer=purchase.buyer, secret=secret)
            held = await carts.lines(tx, purchase.cart_id)
        return tuple(Line(line.tier_id, line.quantity) for line in held)

    async def _offer(self, event_id: UUID) -> Offer:
        """Return prices, remembered for a moment. Whether the buyer sees the event is proved with the sale."""
        now = datetime.now(UTC)
        kept = self._offers.get(event_id)
        if kept and now - kept[0] < OFFER_LIFE:
            return kept[1]
        async with self._db.acting_as(Worker(), read_only=True) as tx:
            offer = await service.offer(tx, event_id)
        self._offers[event_id] = (now, offer)
        if len(self._offers) > 10_000:
            for old in list(self._offers)[:5_000]:
                del self._offers[old]
        return offer

    async def _run(self, batch: Sequence[Order]) -> list[Checkout | Exception]:
        try:
            answers = await self._call(batch, lock_first=False)
        except SoldOut:  # a pool filled up between our look and our touch
            answers = await self._call(batch, lock_first=True)
        for position, answer in enumerate(answers):
            if (
                answer is None
            ):  # the batch as a whole wanted more places than are left: this one alone, with the pools locked
                (answers[position],) = await self._alone(batch[position])
        return [answer for answer in answers if answer is not None]

    async def _alone(self, order: Order) -> list[Checkout | Exception | None]:
        try:
            return await self._call([order], lock_first=True)
        except SoldOut as fault:
            return [fault]

    async def _call(self, batch: Sequence[Order], *, lock_first: bool) -> list[Checkout | Exception | None]:
        fault.point("payments.before_check_out")
        rows = await store.check_out(
            self._db,
            orders=[(n, *order.row) for n, order in enumerate(batch, 1)],
            units=[(n, *unit) for n, order in enumerate(batch, 1) for unit in order.units],
            pay_within=self._pay_within,
            lock_first=lock_first,
            languages=[order.language for order in batch],
        )
        fault.point("payments.checked_out")
        return [_answer(row) for row in rows]


def _answer(row: store.CheckOutRow) -> Checkout | Exception | None:
    if row.verdict in {"ok", "replay"}:
        return Checkout(msgspec.convert(row.response, Receipt), replayed=row.verdict == "replay")
    if row.verdict == "retry":
        return None
    return FAULTS[row.verdict]()


def _order_of(purchase: Purchase, offer: Offer, quote: Quote, *, key: str, secret: str | None) -> Order:
    """Return a purchase as rows, with every id and the answer made here."""
    bought = [BoughtTicket(uuid7(), unit.tier_id, short_code()) for unit in quote.units]
    payment_id = uuid7() if quote.total_amount else None
    receipt = Receipt(
        order=uuid7(),
        event=purchase.event_id,
        status="pending" if payment_id else "paid",
        total_amount=quote.total_amount,
        currency=quote.currency_code,
        payment=payment_id,
        expires_at=None,
        tickets=[] if payment_id else bought,
    )
    proof = secret or key  # a guest's principal is the cart's secret, or the key itself when he buys on the spot
    principal = f"user:{purchase.buyer}" if purchase.buyer else f"guest:{hashlib.sha256(proof.encode()).hexdigest()}"
    row = (
        receipt.order,
        purchase.event_id,
        purchase.buyer,
        purchase.link,
        purchase.cart_id or uuid7(),
        carts.digest(proof),
        purchase.cart_id is not None,
        purchase.organization_id,
        purchase.email,
        purchase.contact_name,
        quote.fee_payer,
        offer.revision,
        payment_id,
        purchase.provider,
        principal,
        key,
        hashlib.sha256(msgspec.json.encode(purchase)).digest(),
        uuid7(),
        msgspec.json.encode(receipt).decode(),
    )
    return Order(row, _units(quote, offer, bought), LANG.get())


def _units(quote: Quote, offer: Offer, bought: list[BoughtTicket]) -> list[tuple[object, ...]]:
    """Return the units of a quote as rows, each with the ticket it becomes when nothing is due."""
    revisions = {tier.id: tier.revision for tier in offer.tiers}
    return [
        (
            uuid7(),
            unit.tier_id,
            revisions[unit.tier_id],
            unit.price_amount,
            unit.tax_amount,
            unit.fee_amount,
            unit.total_amount,
            ticket.id,
            ticket.code,
            uuid7(),
        )
        for unit, ticket in zip(quote.units, bought, strict=True)
    ]
