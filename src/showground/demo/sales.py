"""Who bought what: carts, holds, orders, their units and tickets, down to the counters of every stock."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec
import numpy as np

from showground.db.sql import compile_query
from showground.demo import ledger, shelves
from showground.demo.clubs import ATTENDEE
from showground.demo.loading import Batch, moment
from showground.demo.shelves import Shelf, Shelves, Tier, usable
from showground.demo.words import WORDS, price_in
from showground.demo.world import DAY, Held
from showground.domains.ticketing.rules import tax_within

if TYPE_CHECKING:
    from showground.demo.chance import Chance
    from showground.demo.ledger import Ledger
    from showground.demo.world import Happening, World

GUESTS, COMPANIES, DONATIONS = 0.14, 0.06, 0.05
UNPAID = (("expired", 0.03), ("cancelled", 0.03), ("pending", 0.015))
COVERED = 8  # events of each currency that certainly sell something
AT_SHOWCASE, AT_HOME = 24, 0.04
GROUP = 5  # who come in fives take the first tier together
TABLES = {
    **shelves.TABLES,
    "ticketing.carts": "id event_id user_id secret_hash created_at expires_at",
    "ticketing.cart_lines": "event_id cart_id tier_id quantity",
    "ticketing.holds": "cart_id pool_id event_id places state expires_at",
    "ticketing.orders": (
        "id event_id user_id organization_id seller_org_id seller_user_id cart_id status email contact_name "
        "subtotal_amount tax_amount fee_amount fee_payer total_amount currency_code created_at expires_at "
        "paid_at cancelled_at"
    ),
    "ticketing.tickets": (
        "id event_id tier_id owner_user_id seller_org_id seller_user_id status code secret holder_name "
        "issued_at cancelled_at"
    ),
    "ticketing.order_items": (
        "id order_id event_id tier_id ticket_id description seller_org_id seller_user_id price_amount "
        "tax_amount fee_amount total_amount"
    ),
    "events.event_access": "event_id user_id reason created_at",
    **ledger.TABLES,
    "showground.outbox": "id kind body actor created_at relayed_at",
    "showground.idempotency_keys": "principal key request status response created_at",
}


# The letters about what was bought in the last day: they stayed where no mail server is.
LETTERS = compile_query(
    "demo.letters",
    """
    insert into messaging.mails
           (id, kind, about_id, recipient_user_id, address, dedupe_key, status, next_try_at, reason, created_at)
    select b.id, 'ticketing.order_paid', o.id, o.user_id, coalesce(o.email, c.email), 'ticketing.order_paid:' || o.id,
           'kept', null, 'The demo wrote to nobody.', b.created_at
      from showground.outbox b
      join ticketing.orders o on o.id = (b.body ->> 'order')::uuid
      left join users.contacts c on c.user_id = o.user_id
     where b.kind = 'payments.order_paid' and coalesce(o.email, c.email) is not null
        on conflict on constraint mails_once do nothing
    """,
)


class Unit(msgspec.Struct, gc=False):
    """A unit of an order; without a tier it is a donation."""

    id: UUID
    tier: Tier | None
    price: int
    tax: int
    fee: int
    total: int
    ticket: UUID | None = None


class Order(msgspec.Struct, gc=False):
    """An order while it is made. Times are Unix seconds, amounts minor units."""

    id: UUID
    cart: UUID
    shelf: Shelf
    status: str
    at: float
    user: UUID | None
    company: UUID | None
    name: str
    email: str | None
    units: list[Unit]

    @property
    def total(self) -> int:
        """What the buyer pays."""
        return sum(unit.total for unit in self.units)

    @property
    def fee(self) -> int:
        """What the platform keeps of it."""
        return sum(unit.fee for unit in self.units)


def choose_events(world: World) -> dict[UUID, int]:
    """Decide which events sell, and how many tickets each: few sell many."""
    chance = world.chance(10)
    ahead = [event for event in world.events if event.status == "published"]
    past = [event for event in world.events if event.status == "ended" and event.starts > world.since]
    others = [event for event in (*ahead, *past) if event not in world.special.values()]
    ranked = [*world.special.values(), *(others[i] for i in chance.rng.permutation(len(others)).tolist())]
    weights = 1.0 / (np.arange(len(ranked)) + 8.0) ** 0.75
    counts = chance.rng.multinomial(world.sizes.tickets, weights / weights.sum()).tolist()
    wanted = {event.id: count for event, count in zip(ranked, counts, strict=True)}
    wanted[world.special["home"].id] = max(90, round(world.sizes.tickets * AT_HOME))
    wanted[world.special["showcase"].id] = AT_SHOWCASE
    if world.scale >= 0.1:
        seen: Counter[str] = Counter()
        for event in ranked:
            seen[event.currency] += 1
            if seen[event.currency] <= COVERED:
                wanted[event.id] = max(3, wanted[event.id])
    world.sold_at = [event for event in ranked if event.status == "published" or wanted[event.id]]
    return wanted


async def sell(world: World) -> None:
    """Sell tickets for every event that sells; posts the money in the same go."""
    wanted, shop = choose_events(world), await Shelves.open(world)
    book = await ledger.open_ledger(world)
    batch = Batch(world.loader, TABLES)
    till = Till(world, world.chance(11), batch, book)
    over = [event for event in world.sold_at if event.status == "ended"]
    regular = {event.id for event in (*world.sold_at[:16], *over[:4])}
    for event in world.sold_at:
        shelf = shop.stock(event, wanted[event.id])
        till.serve(shelf, wanted[event.id], regular=event.id in regular)
        shop.put(shelf, batch)
        if batch.full:
            await batch.flush()
    await batch.flush()
    await world.loader.tx.run(LETTERS)
    for ticket in world.tickets:
        if ticket.owner and ticket.valid:
            world.holders.setdefault(ticket.event.id, []).append(ticket.owner)


class Till:
    """Makes the orders of one event after the other."""

    def __init__(self, world: World, chance: Chance, batch: Batch, book: Ledger) -> None:
        self._world, self._chance, self._batch, self._book = world, chance, batch, book
        self._held_by: set[UUID] = set()

    def serve(self, shelf: Shelf, wanted: int, *, regular: bool) -> None:
        """Sell about `wanted` tickets.

        Args:
            regular: The first buyer is the demo's attendee.
        """
        left, self._held_by = wanted, set()
        while left > 0:
            mine = regular and left == wanted
            group = mine and shelf.event is self._world.special["showcase"]
            size = min(left, GROUP if group else 1 + self._chance.low(GROUP, power=1.7))
            order = self._order(shelf, size, mine=mine)
            self._write(order)
            if order.status == "paid":
                left -= size
        if self._on_sale(shelf.event) and self._chance.hits(0.05):
            self._abandon(shelf)

    def _on_sale(self, event: Happening) -> bool:
        return event.status == "published" and event.ends > self._world.now

    def _order(self, shelf: Shelf, size: int, *, mine: bool) -> Order:
        chance, world, event = self._chance, self._world, shelf.event
        status = "paid" if mine else self._status(shelf)
        latest = min(event.starts - 3600, world.now - 3600)
        at = latest - 55 * DAY * chance.roll() ** 1.4
        if status == "pending":
            at = world.now - DAY * chance.between(0.1, 0.9)
        order_id, cart = chance.few(2, at)
        name = f"{chance.one(WORDS.first)} {chance.one(WORDS.last)}"
        user, company, email = self._buyer(name, mine=mine)
        units = self._units(shelf, size, at)
        if not any(unit.total for unit in units):  # where nothing is due, nothing waits
            status = "paid"
        return Order(order_id, cart, shelf, status, at, user, company, name, email, units)

    def _status(self, shelf: Shelf) -> str:
        dice = self._chance.roll()
        for status, share in UNPAID:
            if dice < share:
                fits = status != "pending" or (self._on_sale(shelf.event) and any(t.price for t in shelf.tiers))
                return status if fits else "expired"
            dice -= share
        return "paid"

    def _buyer(self, name: str, *, mine: bool) -> tuple[UUID | None, UUID | None, str | None]:
        chance, world = self._chance, self._world
        if mine:
            return world.people[ATTENDEE], None, None
        if chance.hits(GUESTS):
            return None, None, f"{name.replace(' ', '.').lower()}{chance.below(10_000)}@guests.example"
        if chance.hits(COMPANIES):
            company = world.organizations[chance.low(len(world.organizations))]
            return world.staff[company][0], company, None
        return chance.one(world.people), None, None

    def _units(self, shelf: Shelf, size: int, at: float) -> list[Unit]:
        chance, buyer_pays = self._chance, shelf.fee_payer == "buyer"
        tiers = shelf.tiers[:1] if size == GROUP else usable(shelf, chance)
        ids = chance.few(size + 1, at)
        chosen = [tiers[number % len(tiers)] for number in range(size)]
        units = [
            Unit(ids[n], tier, tier.price, tier.tax, tier.fee, tier.price + (tier.fee if buyer_pays else 0))
            for n, tier in enumerate(chosen)
        ]
        if chance.hits(DONATIONS) and any(tier.price for tier in tiers):
            gift = price_in(shelf.event.currency, 5)
            units.append(Unit(ids[size], None, gift, tax_within(gift, 0), 0, gift))
        return units

    def _write(self, order: Order) -> None:
        needs = Counter(pool.id for unit in order.units if unit.tier for pool in unit.tier.pools)
        pools = {pool.id: pool for pool in order.shelf.pools}
        event, paid = order.shelf.event, order.status == "paid"
        ends = order.at + (6.5 * DAY if order.status == "pending" else 1800)
        self._cart(order, ends)
        state = {"paid": "consumed", "pending": "active", "expired": "expired"}.get(order.status, "released")
        for pool_id, places in needs.items() if order.total or not paid else ():
            self._batch.add("ticketing.holds", order.cart, pool_id, event.id, places, state, moment(ends))
        for pool_id, places in needs.items():
            pools[pool_id].held += places if order.status == "pending" else 0
            pools[pool_id].sold += places if paid else 0
        self._put_order(order, ends)
        returned = self._book.settle(order, self._batch)
        if order.user and order.at > self._world.now - DAY:
            self._remember(order)
        if paid:
            self._issue(order, returned)
            for unit in order.units:
                for pool in unit.tier.pools if unit.tier and unit.id in returned else ():
                    pool.sold -= 1
        for unit in order.units:
            self._batch.add(
                "ticketing.order_items", unit.id, order.id, event.id, unit.tier.id if unit.tier else None, unit.ticket,
                "" if unit.tier else "A gift for the organizers", *event.seller, unit.price, unit.tax, unit.fee,
                unit.total,
            )  # fmt: skip

    def _remember(self, order: Order) -> None:
        """Add what a purchase of the last day leaves behind: its answer under its key, and its fact, relayed."""
        event, at = order.shelf.event, moment(order.at)
        body = msgspec.json.encode({"order": order.id, "event": event.id, "status": order.status}).decode()
        request = hashlib.sha256(b"POST /orders" + order.cart.bytes).digest()
        self._batch.add("showground.idempotency_keys", f"user:{order.user}", str(order.cart), request, 201, body, at)
        if order.status == "paid":
            fact = self._chance.id(order.at)
            body = msgspec.json.encode({"order": order.id, "event": event.id, "payment": None}).decode()
            self._batch.add("showground.outbox", fact, "payments.order_paid", body, order.user, at, at)

    def _cart(self, order: Order, ends: float) -> None:
        event = order.shelf.event
        secret = hashlib.sha256(order.cart.bytes + b"cart").digest()
        self._batch.add(
            "ticketing.carts", order.cart, event.id, order.user, secret, moment(order.at - 60), moment(ends)
        )
        for tier_id, quantity in Counter(unit.tier.id for unit in order.units if unit.tier).items():
            self._batch.add("ticketing.cart_lines", event.id, order.cart, tier_id, quantity)

    def _put_order(self, order: Order, ends: float) -> None:
        event, units = order.shelf.event, order.units
        paid_at = moment(order.at + (90 if order.total else 0)) if order.status == "paid" else None
        self._batch.add(
            "ticketing.orders", order.id, event.id, order.user, order.company, *event.seller, order.cart, order.status,
            order.email, order.name, sum(u.price for u in units), sum(u.tax for u in units), order.fee,
            order.shelf.fee_payer, order.total, event.currency, moment(order.at),
            moment(ends) if order.total or not paid_at else None, paid_at,
            moment(order.at + 600) if order.status == "cancelled" else None,
        )  # fmt: skip

    def _issue(self, order: Order, returned: dict[UUID, float]) -> None:
        chance, world, event = self._chance, self._world, order.shelf.event
        units = [unit for unit in order.units if unit.tier]
        at = order.at + (90 if order.total else 0)
        ids, secrets, codes = chance.few(len(units), at), chance.few(len(units), at), chance.codes(len(units))
        for unit, identity, secret, code in zip(units, ids, secrets, codes, strict=True):
            unit.ticket = identity
            gone = returned.get(unit.id)
            self._batch.add(
                "ticketing.tickets", identity, event.id, unit.tier.id if unit.tier else None, order.user, *event.seller,
                "valid" if gone is None else "cancelled", code, secret, order.name, moment(at),
                None if gone is None else moment(gone),
            )  # fmt: skip
            world.tickets.append(Held(identity, event, order.user, code, at, gone is None))
        if order.user and order.user not in self._held_by:
            self._held_by.add(order.user)
            self._batch.add("events.event_access", event.id, order.user, "holder", moment(at))

    def _abandon(self, shelf: Shelf) -> None:
        """Leave a cart that still holds its places, and one whose hold has ended."""
        chance, world, event = self._chance, self._world, shelf.event
        for state, age in (("active", 0.2), ("expired", 3.0)):
            at = world.now - age * DAY
            ends = at + (6 * DAY if state == "active" else 900)
            cart, tier = chance.id(at), shelf.tiers[0]
            secret = hashlib.sha256(cart.bytes + b"cart").digest()
            who = chance.one(world.people)
            self._batch.add("ticketing.carts", cart, event.id, who, secret, moment(at), moment(ends))
            self._batch.add("ticketing.cart_lines", event.id, cart, tier.id, 2)
            for pool in tier.pools:
                pool.held += 2 if state == "active" else 0
                self._batch.add("ticketing.holds", cart, pool.id, event.id, 2, state, moment(ends))
