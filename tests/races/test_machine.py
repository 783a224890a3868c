"""Random stories on the real database: after every step the books balance, the counters count and nobody is cheated."""

from __future__ import annotations

import asyncio
import os
from datetime import timedelta
from pathlib import Path
from tempfile import mkdtemp

import asyncpg
import hypothesis
import msgspec
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.budget import pick
from tests.make import Make
from tests.races.crowd import purchase, till
from tests.races.test_sales import captured
from tests.site import open_site

from showground.database import open_database
from showground.db.principal import Anonymous, Person, Worker
from showground.domains.payments import refunds
from showground.domains.payments.errors import NotRefundable
from showground.domains.payments.notices import Cashier
from showground.domains.ticketing import carts, service
from showground.domains.ticketing.door import Door
from showground.domains.ticketing.errors import CapacityTaken, CartUsed, HoldExpired, SoldOut
from showground.domains.ticketing.qr import Signer
from showground.domains.ticketing.types import Line, Scan
from showground.gateways.payments.test_provider import TestProvider
from showground.kit.ids import uuid7
from showground.schema.invariants import verdicts_in

STORIES, STEPS = pick(short=6, soak=200), pick(short=18, soak=50)
WHICH = st.integers(0, 10**6)
LEFT = """
select p.capacity - (select count(*) from ticketing.tickets t where t.event_id = p.event_id and t.status = 'valid')
       - (select coalesce(sum(h.places), 0) from ticketing.holds h
           where h.pool_id = p.id and h.state = 'active' and h.expires_at > now())
  from ticketing.pools p where p.id = $1
"""
EXPIRE = """
update ticketing.orders set expires_at = now() - interval '1 s' where event_id = '{event}' and status = 'pending';
update ticketing.holds set expires_at = now() - interval '1 s' where event_id = '{event}' and state = 'active'
"""
TICKET = """
select t.code, t.status::text, exists (select from ticketing.admissions a where a.ticket_id = t.id) as inside
  from ticketing.order_items i join ticketing.tickets t on t.id = i.ticket_id where i.order_id = $1 limit 1
"""


@pytest.fixture(scope="module")
async def lonely(server, template):
    """A database that holds these stories and nothing else, so that looking at all of it is quick."""
    async with open_site(
        server, f"machine_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}", template=template
    ) as opened:
        yield opened


class Box:
    """The loop and the connections that all stories of a run share."""

    def __init__(self, site):
        self.loop = asyncio.new_event_loop()
        self.db = open_database(site.app_url, size=2)
        self.make = Make(self.db)
        self.owner = self.run(asyncpg.connect(site.owner_url))
        self.providers = {"test": TestProvider(b"k", Path(mkdtemp()) / "books.sqlite3")}
        self.till, self.cashier, self.door = till(self.db), Cashier(self.db), Door(self.db, Signer(bytes(32)))

    def run(self, awaitable):
        return self.loop.run_until_complete(awaitable)

    def close(self):
        self.run(self.owner.close())
        self.run(self.db.close())
        self.loop.close()


class BoxOffice(RuleBasedStateMachine):
    """One event with few places, two of which everybody wants."""

    box: Box

    @initialize(
        capacity=st.integers(1, 4), price=st.sampled_from([0, 4800]), payer=st.sampled_from(["buyer", "organizer"])
    )
    def open_shop(self, capacity, price, payer):
        self.shop = self.run(self.box.make.shop(capacity=capacity, price=price))
        self.run(self._as_owner(service.set_fee_payer, self.shop.event_id, payer))
        self.capacity, self.carts, self.receipts, self.keys = capacity, [], [], []

    def run(self, awaitable):
        return self.box.run(awaitable)

    async def _as_owner(self, act, *arguments):
        async with self.box.db.acting_as(Person(self.shop.owner.user_id)) as tx:
            return await act(tx, *arguments)

    async def _hold(self, quantity):
        async with self.box.db.acting_as(Anonymous()) as tx:
            line = Line(self.shop.tier_id, quantity)
            return await carts.open_cart(tx, self.shop.event_id, [line], hold_for=timedelta(minutes=15))

    @rule(quantity=st.integers(1, 3))
    def hold(self, quantity):
        try:
            self.carts.append(self.run(self._hold(quantity)))
        except SoldOut:
            assert self.run(self._left()) < quantity

    async def _left(self):
        """Count the places that nobody has, from rows and not from counters."""
        return await self.box.owner.fetchval(
            LEFT,
            self.shop.pool_id,
        )

    @rule(quantity=st.integers(1, 3))
    def buy(self, quantity):
        self._buy(purchase(self.shop, quantity=quantity), f"key-{uuid7()}")

    @precondition(lambda self: self.carts)
    @rule(which=WHICH)
    def order_cart(self, which):
        cart = self.carts[which % len(self.carts)]
        self._buy(purchase(self.shop, cart_id=cart.id), f"key-{uuid7()}", cart.secret)

    @precondition(lambda self: self.keys)
    @rule(which=WHICH)
    def click_again(self, which):
        wish, key, secret, receipt = self.keys[which % len(self.keys)]
        again = self.run(self.box.till.check_out(wish, key=key, secret=secret))
        assert (again.replayed, again.receipt) == (True, receipt)

    def _buy(self, wish, key, secret=None):
        try:
            receipt = self.run(self.box.till.check_out(wish, key=key, secret=secret)).receipt
        except (SoldOut, HoldExpired, CartUsed):
            return
        self.receipts.append(receipt)
        self.keys.append((wish, key, secret, receipt))

    @precondition(lambda self: self.carts)
    @rule(which=WHICH)
    def let_go(self, which):
        cart = self.carts[which % len(self.carts)]

        async def release():
            async with self.box.db.acting_as(Anonymous()) as tx:
                return await carts.release_cart(tx, cart.id, secret=cart.secret)

        self.run(release())

    @rule()
    def let_time_pass(self):
        self.run(self.box.owner.execute(EXPIRE.format(event=self.shop.event_id)))

    @rule()
    def sweep(self):
        async def release():
            async with self.box.db.acting_as(Worker()) as tx:
                await carts.release_abandoned(tx)

        self.run(release())

    @precondition(lambda self: any(receipt.payment for receipt in self.receipts))
    @rule(which=WHICH, kind=st.sampled_from(["captured", "captured", "captured", "failed", "pending"]))
    def provider_speaks(self, which, kind):
        due = [receipt for receipt in self.receipts if receipt.payment]
        notice = captured(due[which % len(due)], notice_id=f"n-{uuid7()}")
        self.run(self.box.cashier.accept(msgspec.structs.replace(notice, kind=kind)))

    @precondition(lambda self: self.receipts)
    @rule(which=WHICH, units=st.integers(1, 3))
    def give_back(self, which, units):
        receipt = self.receipts[which % len(self.receipts)]

        async def ask():
            rows = await self.box.owner.fetch("select id from ticketing.order_items where order_id = $1", receipt.order)
            async with self.box.db.acting_as(Worker()) as tx:
                items = [row["id"] for row in rows[:units]]
                await refunds.ask_refund(tx, receipt.order, items=items, reason="cannot come")

        try:
            self.run(ask())
        except NotRefundable:
            return

    @rule()
    def send_money(self):
        self.run(refunds.carry_out(self.box.db, self.box.providers))

    @precondition(lambda self: self.receipts)
    @rule(which=WHICH)
    def scan(self, which):
        receipt = self.receipts[which % len(self.receipts)]

        async def at_the_door():
            ticket = await self.box.owner.fetchrow(
                TICKET,
                receipt.order,
            )
            if ticket is not None:
                wish = Scan(self.shop.event_id, uuid7(), uuid7(), ticket["code"])
                verdict = (await self.box.door.scan(wish, actor=self.shop.owner.user_id)).verdict
                valid = "duplicate" if ticket["inside"] else "admitted"
                assert verdict == ("cancelled" if ticket["status"] == "cancelled" else valid)

        self.run(at_the_door())

    @rule(capacity=st.integers(0, 6))
    def set_capacity(self, capacity):
        try:
            self.run(self._as_owner(service.set_capacity, self.shop.tier_id, capacity))
        except CapacityTaken:
            return

    @invariant()
    def everything_holds(self):
        async def ask():
            async with self.box.owner.transaction(isolation="repeatable_read", readonly=True):
                return await verdicts_in(self.box.owner, patience=timedelta(days=1))

        assert [verdict for verdict in self.run(ask()) if not verdict.holds] == []


def test_whatever_happens_in_whatever_order_the_books_are_right(lonely):
    BoxOffice.box = Box(lonely)
    try:
        run_state_machine_as_test(
            BoxOffice, settings=hypothesis.settings(max_examples=STORIES, stateful_step_count=STEPS, deadline=None)
        )
    finally:
        BoxOffice.box.close()
