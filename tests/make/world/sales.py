"""What is sold in the world."""

from __future__ import annotations

from tests.make.world.plan import ALL, NOBODY, OWNER, in_hours, token
from tests.make.world.society import sides

from showground.kit.ids import uuid7

CODES = iter(f"ABCDEFGH{a}{b}" for a in "23456789" for b in "23456789")
# Who buys at which event, and which personas the sale belongs to besides the seller's.
SALES = {
    "buyer": ("open", "owner", OWNER),
    "guest": ("open", None, frozenset({"guest"})),
    "customer": ("own", "outsider", NOBODY),
    "hidden": ("closed", "outsider", NOBODY),
    "helped": ("helped", "outsider", NOBODY),
}


async def plant_sales(world):
    """Plant the domain ticketing."""
    await _offers(world)
    for name in SALES:
        await _sale(world, name)
    _new_offers(world)
    _new_sales(world)


async def _offers(world):
    await world.plant("ticketing.fee_plans", select=ALL, id=world["plan of fees"], name="Usual", fee_bps=250)
    await world.plant(
        "ticketing.fee_plan_amounts", select=ALL, plan_id=world["plan of fees"], currency_code="EUR", fixed_amount=50
    )
    for name, event in world.events.items():
        await world.plant(
            "ticketing.pools",
            select=event.shown,
            id=world[f"pool {name}"],
            event_id=event.id,
            occurrence_id=world[f"night {name}"],
            name="Floor",
            capacity=100,
            sold=[SALES[sale][0] for sale in SALES].count(name),
        )
        if name == "draft":
            continue  # has not said yet what it sells
        await world.plant(
            "ticketing.ticket_tiers",
            select=event.shown,
            update=event.editors,
            **tier(world, name),
            id=world[f"tier {name}"],
        )
        await world.plant(
            "ticketing.tier_pools",
            select=event.shown,
            event_id=event.id,
            tier_id=world[f"tier {name}"],
            pool_id=world[f"pool {name}"],
        )
        await world.plant(
            "ticketing.sales_settings",
            select=event.shown,
            event_id=event.id,
            **world.seller(name),
            fee_plan_id=world["plan of fees"],
        )
    event = world.events["open"]
    await world.plant(
        "ticketing.ticket_tiers",
        select=event.staff,
        update=event.editors,
        id=uuid7(),
        **tier(world, "open"),
        status="hidden",
    )


def tier(world, event):
    """Return the columns of a tier without its identifier."""
    return {
        "event_id": world[event],
        **world.seller(event),
        "name": "Entry",
        "price_amount": 2000,
        "currency_code": "EUR",
    }


async def _sale(world, name):
    event, buyer, mine = SALES[name]
    where, at = world[event], world.events[event]
    person = {"user_id": world[buyer]} if buyer else {}
    carter = mine & OWNER
    await world.plant(
        "ticketing.carts",
        select=carter,
        id=world[f"cart {name}"],
        event_id=where,
        secret_hash=token(),
        expires_at=in_hours(1),
        **person,
    )
    await world.plant(
        "ticketing.cart_lines",
        select=carter,
        event_id=where,
        cart_id=world[f"cart {name}"],
        tier_id=world[f"tier {event}"],
        quantity=1,
    )
    await world.plant(
        "ticketing.holds",
        select=carter,
        cart_id=world[f"cart {name}"],
        pool_id=world[f"pool {event}"],
        event_id=where,
        places=1,
        state="consumed",
        expires_at=in_hours(1),
    )
    await world.plant(
        "ticketing.orders",
        select=mine | at.clerks,
        **order(world, name),
        id=world[f"order {name}"],
        cart_id=world[f"cart {name}"],
    )
    holder = {"owner_user_id": world[buyer]} if buyer else {}
    await world.plant(
        "ticketing.tickets", select=mine | at.doors, **ticket(world, event), id=world[f"ticket {name}"], **holder
    )
    await world.plant(
        "ticketing.order_items",
        select=mine | at.clerks,
        **item(world, name),
        id=world[f"item {name}"],
        ticket_id=world[f"ticket {name}"],
    )
    await world.plant(
        "ticketing.scan_logs",
        select=at.doors,
        id=world[f"scan {name}"],
        event_id=where,
        **world.seller(event),
        ticket_id=world[f"ticket {name}"],
        scanner_id=uuid7(),
        client_scan_id=uuid7(),
        code_digest=token(),
        verdict="admitted",
    )
    await world.plant(
        "ticketing.admissions",
        select=carter | at.doors,
        id=uuid7(),
        event_id=where,
        **world.seller(event),
        occurrence_id=world[f"night {event}"],
        ticket_id=world[f"ticket {name}"],
        scan_id=world[f"scan {name}"],
    )


def order(world, name):
    """Return the columns of an order without its identifier and cart."""
    event, buyer, _ = SALES[name]
    return {
        "event_id": world[event],
        **({"user_id": world[buyer]} if buyer else {}),
        **world.seller(event),
        "status": "paid",
        "paid_at": in_hours(-1),
        "email": f"{buyer or name}@example.org",
        "subtotal_amount": 2000,
        "tax_amount": 0,
        "fee_amount": 100,
        "fee_payer": "buyer",
        "total_amount": 2100,
        "currency_code": "EUR",
    }


def ticket(world, event):
    """Return the columns of a ticket without its identifier and holder."""
    return {
        "event_id": world[event],
        "tier_id": world[f"tier {event}"],
        **world.seller(event),
        "code": next(CODES),
        "secret": uuid7(),
    }


def item(world, name):
    """Return the columns of an order item without its identifier and ticket."""
    event = SALES[name][0]
    return {
        "order_id": world[f"order {name}"],
        "event_id": world[event],
        "tier_id": world[f"tier {event}"],
        **world.seller(event),
        "price_amount": 2000,
        "tax_amount": 0,
        "fee_amount": 100,
        "total_amount": 2100,
    }


def _new_offers(world):
    new, event = uuid7(), world["draft"]
    world.sprout("ticketing.fee_plans", "any", id=new, name="New", fee_bps=0)
    world.sprout(
        "ticketing.fee_plan_amounts", "any", plan_id=world["plan of fees"], currency_code="JPY", fixed_amount=0
    )
    world.sprout("ticketing.pools", "any", id=new, event_id=event, occurrence_id=world["night draft"], name="Rows")
    world.sprout(
        "ticketing.tier_pools",
        "any",
        event_id=event,
        tier_id=new,
        pool_id=world["pool draft"],
        parents=[("ticketing.ticket_tiers", {"id": new, **tier(world, "draft")})],
    )
    world.sprout(
        "ticketing.sales_settings", "any", event_id=event, **world.seller("draft"), fee_plan_id=world["plan of fees"]
    )
    for name, at in sides(world):
        world.sprout("ticketing.ticket_tiers", name, id=uuid7(), **tier(world, at))


def _new_sales(world):
    cart, made, here = uuid7(), uuid7(), world["open"]
    new_cart = {
        "id": cart,
        "event_id": here,
        "user_id": world["owner"],
        "secret_hash": token(),
        "expires_at": in_hours(1),
    }
    new_order = {**order(world, "buyer"), "id": made, "cart_id": cart}
    world.sprout("ticketing.carts", "any", **new_cart)
    world.sprout(
        "ticketing.cart_lines",
        "any",
        event_id=here,
        cart_id=cart,
        tier_id=world["tier open"],
        quantity=1,
        parents=[("ticketing.carts", new_cart)],
    )
    world.sprout(
        "ticketing.holds",
        "any",
        event_id=here,
        cart_id=cart,
        pool_id=world["pool open"],
        places=1,
        expires_at=in_hours(1),
        parents=[("ticketing.carts", new_cart)],
    )
    world.sprout("ticketing.orders", "any", **new_order, parents=[("ticketing.carts", new_cart)])
    world.sprout("ticketing.order_items", "any", **{**item(world, "buyer"), "id": uuid7()})
    world.sprout("ticketing.tickets", "any", **ticket(world, "open"), id=uuid7(), owner_user_id=world["owner"])
    scan = {
        "id": uuid7(),
        "event_id": here,
        **world.seller("open"),
        "scanner_id": uuid7(),
        "client_scan_id": uuid7(),
        "code_digest": token(),
        "verdict": "unknown",
    }
    world.sprout("ticketing.scan_logs", "any", **scan)
    fresh = {**ticket(world, "open"), "id": uuid7()}
    world.sprout(
        "ticketing.admissions",
        "any",
        id=uuid7(),
        event_id=here,
        **world.seller("open"),
        occurrence_id=world["night open"],
        ticket_id=fresh["id"],
        scan_id=scan["id"],
        parents=[("ticketing.tickets", fresh), ("ticketing.scan_logs", scan)],
    )
