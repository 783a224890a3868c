"""The purchase command: who may buy what, carts and batches."""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from tests.races.crowd import purchase, till

from showground.db.principal import Anonymous, Person
from showground.domains.payments.errors import BuyerUnknown, KeyReused, NoSuchEvent
from showground.domains.payments.types import Checkout
from showground.domains.ticketing import carts, service
from showground.domains.ticketing.errors import HoldExpired, NotOnSale, PriceChanged, QuantityRefused, SoldOut
from showground.domains.ticketing.types import Line
from showground.kit.faults import Refused, Unknown
from showground.kit.ids import uuid7

HOLD = timedelta(minutes=15)


def key():
    return f"key-{uuid7()}"


async def places(sql, shop):
    row = await sql.fetchrow("select held, sold from ticketing.pools where id = $1", shop.pool_id)
    return row["held"], row["sold"]


async def held_cart(make, shop, buyer=None, *, quantity=2):
    async with make.db.acting_as(Person(buyer.user_id) if buyer else Anonymous()) as tx:
        return await carts.open_cart(tx, shop.event_id, [Line(shop.tier_id, quantity)], hold_for=HOLD)


async def test_a_free_order_of_a_guest_is_paid_at_once_and_has_its_tickets(make, sql):
    shop = await make.shop()

    receipt = (await till(make.db).check_out(purchase(shop, quantity=3), key=key())).receipt

    assert (receipt.status, receipt.total_amount, receipt.payment, len(receipt.tickets)) == ("paid", 0, None, 3)
    stored = await sql.fetch("select id from ticketing.tickets where event_id = $1", shop.event_id)
    assert {row["id"] for row in stored} == {ticket.id for ticket in receipt.tickets}
    assert await places(sql, shop) == (0, 3)


async def test_a_paid_order_waits_for_its_payment_and_holds_its_places(make, sql):
    shop = await make.shop(price=4800)

    receipt = (await till(make.db).check_out(purchase(shop, quantity=2), key=key())).receipt

    assert (receipt.status, receipt.tickets) == ("pending", [])
    assert receipt.total_amount == 2 * (4800 + 120 + 49)  # 250 bps and 49 cents on each, paid by the buyer
    assert receipt.expires_at > datetime.now(UTC) + timedelta(minutes=29)
    assert await places(sql, shop) == (2, 0)


async def test_a_guest_without_an_address_cannot_be_reached(make):
    shop = await make.shop()
    wish = msgspec.structs.replace(purchase(shop), email=None)

    with pytest.raises(BuyerUnknown):
        await till(make.db).check_out(wish, key=key())


async def test_a_private_event_sells_to_those_it_is_open_to(make, sql):
    shop, stranger, invited = await make.shop(visibility="private"), await make.user(), await make.user()
    await sql.execute(
        "insert into events.event_access (event_id, user_id, reason) values ($1, $2, 'invited')",
        shop.event_id,
        invited.user_id,
    )

    with pytest.raises(NoSuchEvent):
        await till(make.db).check_out(purchase(shop, stranger), key=key())
    assert (await till(make.db).check_out(purchase(shop, invited), key=key())).receipt.status == "paid"


async def test_an_unlisted_event_sells_to_who_holds_its_link(make, sql):
    shop, link = await make.shop(visibility="unlisted"), hashlib.sha256(b"token").hexdigest()
    await sql.execute("insert into events.event_links (event_id, link_token_hash) values ($1, $2)", shop.event_id, link)

    with pytest.raises(NoSuchEvent):
        await till(make.db).check_out(purchase(shop), key=key())
    assert (await till(make.db).check_out(purchase(shop, link=link), key=key())).receipt.status == "paid"


async def test_an_organization_buys_through_its_members_only(make):
    shop, buyer = await make.shop(), await make.user()
    organization = await make.organization(founder=buyer)
    stranger = await make.user()

    bought = await till(make.db).check_out(purchase(shop, buyer, organization_id=organization.id), key=key())
    assert bought.receipt.status == "paid"
    with pytest.raises(Refused):
        await till(make.db).check_out(purchase(shop, stranger, organization_id=organization.id), key=key())


@pytest.mark.parametrize(
    ("column", "value", "fault"),
    [
        ("status", "paused", NotOnSale),
        ("sales_end_at", datetime(2020, 1, 1, tzinfo=UTC), NotOnSale),
        ("sales_start_at", datetime(2999, 1, 1, tzinfo=UTC), NotOnSale),
        ("max_per_order", 1, QuantityRefused),
    ],
)
async def test_a_tier_that_closed_meanwhile_is_not_sold(make, sql, column, value, fault):
    shop, one = await make.shop(), till(make.db)
    await one.check_out(purchase(shop), key=key())  # the offer is remembered now
    await sql.execute(f"update ticketing.ticket_tiers set {column} = $2 where id = $1", shop.tier_id, value)

    with pytest.raises(fault):
        await one.check_out(purchase(shop, quantity=2), key=key())


async def test_a_new_price_is_what_a_remembered_offer_sells_at(make, sql):
    shop, one = await make.shop(price=1000), till(make.db)
    await one.check_out(purchase(shop), key=key())
    await sql.execute("update ticketing.ticket_tiers set price_amount = 2000 where id = $1", shop.tier_id)

    receipt = (await one.check_out(purchase(shop), key=key())).receipt

    assert receipt.total_amount == 2000 + 50 + 49


async def test_a_cart_keeps_its_places_through_the_order(make, sql):
    shop, buyer = await make.shop(price=1000, capacity=2), await make.user()
    cart = await held_cart(make, shop, buyer)
    assert await places(sql, shop) == (2, 0)

    receipt = (await till(make.db).check_out(purchase(shop, buyer, cart_id=cart.id), key=key())).receipt

    assert receipt.status == "pending"
    assert await places(sql, shop) == (2, 0)


async def test_a_free_cart_becomes_tickets(make, sql):
    shop = await make.shop(capacity=2)
    cart = await held_cart(make, shop)

    wish = purchase(shop, cart_id=cart.id)
    receipt = (await till(make.db).check_out(wish, key=key(), secret=cart.secret)).receipt

    assert (receipt.status, len(receipt.tickets)) == ("paid", 2)
    assert await places(sql, shop) == (0, 2)


async def test_a_cart_is_ordered_by_its_owner_only(make):
    shop = await make.shop()
    cart = await held_cart(make, shop, await make.user())

    with pytest.raises(Unknown):
        await till(make.db).check_out(purchase(shop, await make.user(), cart_id=cart.id), key=key())
    with pytest.raises(Unknown):
        await till(make.db).check_out(purchase(shop, cart_id=cart.id), key=key(), secret="guessed")


async def test_a_cart_makes_one_order_even_under_two_keys(make):
    shop, buyer = await make.shop(), await make.user()
    cart = await held_cart(make, shop, buyer)
    one, two = till(make.db), till(make.db)

    answers = await asyncio.gather(
        *(each.check_out(purchase(shop, buyer, cart_id=cart.id), key=key()) for each in (one, two)),
        return_exceptions=True,
    )

    assert Counter(isinstance(answer, Checkout) for answer in answers) == {True: 1, False: 1}


async def test_a_cart_whose_places_were_reclaimed_is_not_ordered(make, sql):
    shop, buyer = await make.shop(capacity=2), await make.user()
    cart = await held_cart(make, shop, buyer)
    await sql.execute("update ticketing.holds set expires_at = now() - interval '1 s' where cart_id = $1", cart.id)
    await till(make.db).check_out(purchase(shop), key=key())  # takes one of the places that ran out

    with pytest.raises(HoldExpired):
        await till(make.db).check_out(purchase(shop, buyer, cart_id=cart.id), key=key())
    assert await places(sql, shop) == (0, 1)


async def test_carts_and_purchases_of_one_pool_share_a_batch(make, sql):
    shop, one = await make.shop(capacity=20), till(make.db)
    buyers = [await make.user() for _ in range(4)]
    held = [await held_cart(make, shop, buyer) for buyer in buyers]

    answers = await asyncio.gather(
        *(
            one.check_out(purchase(shop, buyer, cart_id=cart.id), key=key())
            for buyer, cart in zip(buyers, held, strict=True)
        ),
        *(one.check_out(purchase(shop, quantity=3), key=key()) for _ in range(4)),
    )

    assert Counter(answer.receipt.status for answer in answers) == {"paid": 8}
    assert await places(sql, shop) == (0, 20)


async def test_the_last_places_go_to_who_wants_few_enough(make, sql):
    shop, one = await make.shop(capacity=3), till(make.db)

    answers = await asyncio.gather(
        one.check_out(purchase(shop, quantity=5), key=key()),
        one.check_out(purchase(shop, quantity=2), key=key()),
        one.check_out(purchase(shop, quantity=2), key=key()),
        one.check_out(purchase(shop, quantity=1), key=key()),
        return_exceptions=True,
    )

    assert Counter(map(type, answers)) == {SoldOut: 2, Checkout: 2}
    assert await places(sql, shop) == (0, 3)


async def test_an_answer_is_bound_to_its_key_and_its_buyer(make):
    shop, one, shared = await make.shop(), till(make.db), key()
    mara, theo = await make.user(), await make.user()

    first = await one.check_out(purchase(shop, mara), key=shared)
    other = await one.check_out(purchase(shop, theo), key=shared)

    assert first.receipt.order != other.receipt.order
    assert (await one.check_out(purchase(shop, mara), key=shared)).replayed
    with pytest.raises(KeyReused):
        await one.check_out(purchase(shop, mara, quantity=2), key=shared)


async def test_an_unlimited_tier_sells(make, sql):
    shop = await make.shop(capacity=None)

    await till(make.db).check_out(purchase(shop, quantity=10), key=key())

    assert await places(sql, shop) == (0, 10)


async def test_capacity_never_falls_below_what_is_sold(make):
    from showground.domains.ticketing.errors import CapacityTaken

    shop = await make.shop(capacity=10)
    await till(make.db).check_out(purchase(shop, quantity=4), key=key())

    async with make.db.acting_as(Person(shop.owner.user_id)) as tx:
        await service.set_capacity(tx, shop.tier_id, 4)
    with pytest.raises(CapacityTaken):
        async with make.db.acting_as(Person(shop.owner.user_id)) as tx:
            await service.set_capacity(tx, shop.tier_id, 3)


async def test_a_price_that_changed_since_the_cart_was_filled_is_told(make, sql):
    shop, buyer = await make.shop(price=1000), await make.user()
    one = till(make.db)
    await one.check_out(purchase(shop), key=key())
    cart = await held_cart(make, shop, buyer)
    await sql.execute("update ticketing.ticket_tiers set price_amount = 2000 where id = $1", shop.tier_id)

    with pytest.raises(PriceChanged):
        await one.check_out(purchase(shop, buyer, cart_id=cart.id), key=key())
