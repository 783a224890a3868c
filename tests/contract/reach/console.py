"""What an organizer reaches: an event with a tier and a sale, its door, his wallet."""

from __future__ import annotations

from showground.db.principal import Person
from showground.domains.payments.wallets import service as wallets
from showground.kit.ids import uuid7


async def shop(world):
    return await world.get("shop", world.make.shop, owner=await world.owner(), price=1200)


async def event_id(world):
    return (await shop(world)).event_id


async def tier_id(world):
    return (await shop(world)).tier_id


async def wallet_id(world):
    return await world.get("wallet", _wallet, world=world)


async def _wallet(world):
    """Return the owner's wallet, which the first sale makes."""
    await world.make.sale(await shop(world))
    async with world.make.db.acting_as(Person((await world.owner()).user_id)) as tx:
        [wallet] = await wallets.wallets(tx)
    return wallet.id


async def sold_id(world):
    return await world.get("sold", world.make.sold_order, shop=await shop(world))


async def draft(world):
    return {
        "owner_type": "user",
        "owner_id": str((await world.owner()).user_id),
        "title": "Lantern Night",
        "starts_at": "2027-06-12T19:30:00+02:00",
        "ends_at": "2027-06-12T23:00:00+02:00",
        "timezone": "Europe/Brussels",
        "currency_code": "EUR",
    }


async def scan(world):
    return {"code": "K7MQ4XW2ZP", "scanner_id": str(uuid7()), "client_scan_id": str(uuid7())}


async def scans(world):
    return {"scans": [await scan(world)]}


async def form(world):
    return {**FORM, "owner": (await world.organization()).handle}


FORM = {
    "title": "Lantern Night",
    "starts_on": "2027-06-12",
    "starts_at": "19:30",
    "ends_on": "2027-06-12",
    "ends_at": "23:00",
    "timezone": "Europe/Brussels",
    "currency_code": "EUR",
}
VALUES = {
    "/events/{event_id}": event_id,
    "/events/{event_id}/orders/{order_id}": sold_id,
    "/console/events/{event_id}/orders/{order_id}": sold_id,
    "/tiers/{tier_id}": tier_id,
    "/wallets/{wallet_id}": wallet_id,
    "/console/events/{event_id}": event_id,
    "/console/events/{event_id}/tiers/{tier_id}": tier_id,
    "/console/wallets/{wallet_id}": wallet_id,
}
BODIES = {
    "POST /api/v1/events": draft,
    "PATCH /api/v1/events/{event_id}": {"title": "Lantern Night"},
    "POST /api/v1/events/{event_id}/tiers": {"name": "Late", "price_amount": 900, "capacity": 10},
    "PATCH /api/v1/tiers/{tier_id}": {"name": "Regular"},
    "PATCH /api/v1/events/{event_id}/fees": {"fee_payer": "organizer"},
    "POST /console/events/{event_id}/fees": {"payer": "organizer"},
    "POST /api/v1/events/{event_id}/orders/{order_id}/refunds": {"reason": "The rain"},
    "POST /console/events/{event_id}/orders/{order_id}/refund": {"reason": "The rain"},
    "POST /api/v1/events/{event_id}/scans": scan,
    "POST /api/v1/events/{event_id}/scans/batch": scans,
    "POST /console/events": form,
    "POST /console/events/{event_id}/edit": FORM,
    "POST /console/events/{event_id}/tiers": {"name": "Late", "price": "9.00"},
    "POST /console/events/{event_id}/tiers/{tier_id}/state": {"state": "on_sale"},
    "POST /console/events/{event_id}/scan": {"code": "K7MQ4XW2ZP"},
}
