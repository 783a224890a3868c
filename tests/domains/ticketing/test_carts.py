"""Carts hold places, let them go, run out without a worker, and are taken up again by their secret."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.races.crowd import purchase, till
from tests.races.test_sales import counters

from showground.db.principal import Anonymous, Worker
from showground.domains.ticketing import carts
from showground.domains.ticketing.errors import HoldExpired, NotOnSale, QuantityRefused, SoldOut
from showground.domains.ticketing.types import Line
from showground.kit.faults import Unknown
from showground.kit.ids import uuid7

QUARTER = timedelta(minutes=15)


async def hold(db, shop, quantity=1, *, who=Anonymous(), hold_for=QUARTER):  # noqa: B008 - frozen
    """Open a cart."""
    async with db.acting_as(who) as tx:
        return await carts.open_cart(tx, shop.event_id, [Line(shop.tier_id, quantity)], hold_for=hold_for)


async def look(db, cart_id, secret, *, who=Anonymous()):  # noqa: B008 - frozen
    """Take a cart up again."""
    async with db.acting_as(who) as tx:
        return await carts.cart(tx, cart_id, secret=secret)


async def let_go(db, cart, *, who=Anonymous()):  # noqa: B008 - frozen
    """Let a cart go."""
    async with db.acting_as(who) as tx:
        return await carts.release_cart(tx, cart.id, secret=cart.secret)


async def run_out(sql, cart):
    """Let a cart's time be over."""
    await sql.execute("update ticketing.holds set expires_at = now() where cart_id = $1", cart.id)
    await sql.execute("update ticketing.carts set expires_at = now() where id = $1", cart.id)


async def test_a_cart_holds_its_places_and_lets_them_go_once(make):
    shop = await make.shop(capacity=5)

    cart = await hold(make.db, shop, 3)
    held = await counters(make.db, shop)
    freed = [await let_go(make.db, cart), await let_go(make.db, cart)]

    assert held == (3, 0, 0, 3)
    assert freed == [3, 0]
    assert await counters(make.db, shop) == (0, 0, 0, 0)
    assert abs(cart.expires_at - datetime.now(UTC) - QUARTER) < timedelta(minutes=1)


async def test_more_than_there_is_is_not_held_in_part(make):
    shop = await make.shop(capacity=2)

    with pytest.raises(SoldOut):
        await hold(make.db, shop, 3)

    assert await counters(make.db, shop) == (0, 0, 0, 0)


async def test_places_of_a_cart_that_ran_out_are_free_for_the_next_without_a_worker(make, sql):
    shop = await make.shop(capacity=2)
    old = await hold(make.db, shop, 2)
    with pytest.raises(SoldOut):
        await hold(make.db, shop, 1)
    await run_out(sql, old)

    new = await hold(make.db, shop, 2)

    (late, _), (live, _) = await look(make.db, old.id, old.secret), await look(make.db, new.id, new.secret)
    assert (late.live, live.live) == (False, True)
    assert await counters(make.db, shop) == (2, 0, 0, 2)
    with pytest.raises(HoldExpired):
        await till(make.db).check_out(purchase(shop, cart_id=old.id), key=f"key-{uuid7()}", secret=old.secret)


async def test_a_purchase_on_the_spot_takes_places_that_ran_out_too(make, sql):
    shop = await make.shop(capacity=2)
    await run_out(sql, await hold(make.db, shop, 2))

    bought = await till(make.db).check_out(purchase(shop, quantity=2), key=f"key-{uuid7()}")

    assert len(bought.receipt.tickets) == 2
    assert await counters(make.db, shop) == (0, 2, 2, 0)


async def test_a_cart_reads_as_over_when_its_time_is_over_though_nobody_took_its_places(make, sql):
    shop = await make.shop()
    cart = await hold(make.db, shop)
    await run_out(sql, cart)

    assert (await look(make.db, cart.id, cart.secret))[0].live is False


async def test_a_guest_takes_his_cart_up_again_by_its_secret_alone(make):
    shop = await make.shop(price=4800)
    cart = await hold(make.db, shop, 2)

    found, lines = await look(make.db, cart.id, cart.secret)

    assert (found.id, found.event_id, found.live, found.order_id) == (cart.id, shop.event_id, True, None)
    assert [(line.tier_id, line.quantity, line.price_amount) for line in lines] == [(shop.tier_id, 2, 4800)]
    for secret in (None, "", "wrong", cart.secret + "x"):
        with pytest.raises(Unknown):
            await look(make.db, cart.id, secret)


async def test_a_person_needs_no_secret_and_a_stranger_gets_nothing(make):
    shop, person, stranger = await make.shop(), await make.user(), await make.user()
    cart = await hold(make.db, shop, who=person.principal)

    assert (await look(make.db, cart.id, None, who=person.principal))[0].user_id == person.user_id
    with pytest.raises(Unknown):
        await look(make.db, cart.id, None, who=stranger.principal)


async def test_the_secret_is_stored_as_a_digest_only(make, sql):
    cart = await hold(make.db, await make.shop())

    assert await sql.fetchval("select secret_hash from ticketing.carts where id = $1", cart.id) == carts.digest(
        cart.secret
    )


async def test_a_cart_that_was_ordered_keeps_its_places(make):
    shop = await make.shop(price=4800)
    cart = await hold(make.db, shop, 2)
    await till(make.db).check_out(purchase(shop, cart_id=cart.id), key=f"key-{uuid7()}", secret=cart.secret)

    assert await let_go(make.db, cart) == 0
    assert await counters(make.db, shop) == (2, 0, 0, 2)


async def test_the_sweep_says_first_what_it_would_do(make, sql):
    shop = await make.shop(price=4800)
    await run_out(sql, await hold(make.db, shop, 2))
    await till(make.db).check_out(purchase(shop, quantity=3), key=f"key-{uuid7()}")
    for table in ("orders", "holds"):
        await sql.execute(f"update ticketing.{table} set expires_at = now() where event_id = $1", shop.event_id)

    async def sweep(**more):
        async with make.db.acting_as(Worker()) as tx:
            ended = await carts.release_abandoned(tx, event_id=shop.event_id, **more)
        return ended.orders, ended.places

    assert await sweep(dry_run=True) == (1, 5)
    assert await counters(make.db, shop) == (5, 0, 0, 5)
    assert await sweep(older_than=timedelta(hours=1)) == (0, 0)
    assert await sweep() == (1, 5)
    assert await sweep() == (0, 0)
    assert await counters(make.db, shop) == (0, 0, 0, 0)


async def test_what_cannot_be_bought_cannot_be_held(make):
    shop, other = await make.shop(max_per_order=2), await make.shop()
    hidden = await make.shop(visibility="private")

    with pytest.raises(QuantityRefused):
        await hold(make.db, shop, 3)
    with pytest.raises(NotOnSale):
        await hold(make.db, hidden)
    with pytest.raises(Unknown):
        async with make.db.acting_as(Anonymous()) as tx:
            await carts.open_cart(tx, shop.event_id, [Line(other.tier_id, 1)], hold_for=QUARTER)
