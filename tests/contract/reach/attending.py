"""Events on sale, and what their owner bought of them: carts, orders, payments, tickets."""

from __future__ import annotations


async def shop(world):
    return await world.get("shop", world.make.shop, owner=await world.owner(), price=2400)


async def event_id(world):
    return (await shop(world)).event_id


async def slug(world):
    return f"event-{await event_id(world)}"


async def cart_id(world):
    return (await world.get("cart", world.make.cart, shop=await shop(world), buyer=await world.owner())).id


async def due(world):
    return await world.get("due", world.make.purchase, shop=await shop(world), buyer=await world.owner())


async def order_id(world):
    return (await due(world)).order


async def payment_id(world):
    return (await due(world)).payment


async def ticket_id(world):
    free = await world.get("gift", world.make.shop, owner=await world.owner())
    return (await world.get("bought", world.make.purchase, shop=free, buyer=await world.owner())).tickets[0].id


async def provider(world):
    return "test"


async def lines(world):
    on_sale = await shop(world)
    return {"event": str(on_sale.event_id), "lines": [{"tier": str(on_sale.tier_id), "quantity": 1}]}


VALUES = {
    "/events/{slug}": slug,
    "/carts/{cart_id}": cart_id,
    "/checkout/{cart_id}": cart_id,
    "/orders/{order_id}": order_id,
    "/payments/{payment_id}": payment_id,
    "/pay/{payment_id}": payment_id,
    "/pay/test/{payment_id}": payment_id,
    "/tickets/{ticket_id}": ticket_id,
    "/notices/{provider}": provider,
}
BODIES = {
    "POST /api/v1/carts": lines,
    "POST /api/v1/orders": lines,
    "POST /api/v1/payments/{payment_id}/test-outcome": {"outcome": "succeed"},
    "POST /events/{slug}/cart": {},
    "POST /checkout/{cart_id}": {"name": "Mara Lind", "email": "mara@example.org"},
    "POST /checkout/{cart_id}/release": {},
    "POST /pay/test/{payment_id}": {"outcome": "succeed"},
}
