"""Makers of somebody who owns one of everything, so that each route can be called as its owner."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
from tests.make.shop import Shop
from tests.make.users import Made

from showground.db.principal import Person, Worker
from showground.db.sql import compile_query
from showground.domains.events.managing import service as managing
from showground.domains.events.managing.types import EventDraft
from showground.domains.organizations.types import Organization
from showground.domains.payments.till import Till
from showground.domains.payments.types import Purchase
from showground.domains.payments.wallets import service as wallets
from showground.domains.ticketing import carts
from showground.domains.ticketing import service as ticketing
from showground.domains.ticketing.service import TierDraft
from showground.domains.ticketing.types import Line
from showground.kit.ids import uuid7

BOUGHT = compile_query(
    "test.bought",
    "select t.code, t.id, i.order_id from ticketing.tickets t join ticketing.order_items i on i.ticket_id = t.id "
    "where t.code = :code",
)
TOPIC = compile_query(
    "test.topic", "insert into events.topics (slug, name) values ('ruby', 'Ruby') on conflict do nothing"
)
SLUG = compile_query("test.slug", "select slug from events.events where id = :event_id")


class Bought(msgspec.Struct, frozen=True):
    """A ticket of the owner's, and its order."""

    code: str
    ticket_id: UUID
    order_id: UUID


class Estate(msgspec.Struct, frozen=True):
    """An owner with his organization, its event on sale, what he and others bought there, and the money it made."""

    owner: Made
    organization: Organization
    shop: Shop
    slug: str
    bought: Bought
    payment_id: UUID
    wallet_id: UUID


async def estate(make) -> Estate:
    """Return an owner and all that is his; he is private, so that people ask to follow him."""
    async with make.db.acting_as(Worker()) as tx:
        await tx.run(TOPIC)
    owner = await make.user(is_private=True)
    organization = await make.organization(founder=owner)
    shop = await estate_shop(make, owner, organization, price=4800, capacity=5000)
    for _ in range(3):
        await make.sale(shop, contact_name="Amir Haddad")
    code, *_ = await make.sale(shop, buyer=owner, contact_name=owner.name)
    await make.follow(person=owner)
    async with make.db.acting_as(Person(owner.user_id)) as tx:
        found = await tx.one(BOUGHT, Bought, code=code)
        slug = await tx.value(SLUG, event_id=shop.event_id)
        [wallet] = await wallets.wallets(tx)
    payment_id = await estate_payment(make, shop, owner)
    return Estate(owner, organization, shop, slug, found, payment_id, wallet.id)


async def estate_shop(make, owner: Made, organization: Organization, **wanted) -> Shop:
    """Return another event of the owner's organization."""
    made: Shop = await make.shop(owner=owner, org_id=organization.id, **wanted)
    return made


async def estate_payment(make, shop: Shop, owner: Made) -> UUID:
    """Return a payment of the owner's that is still to be made."""
    purchase = Purchase(event_id=shop.event_id, lines=(Line(shop.tier_id, 1),), buyer=owner.user_id)
    till = Till(make.db, pay_within=timedelta(minutes=30))
    receipt = (await till.check_out(purchase, key=f"estate-{uuid7()}")).receipt
    assert receipt.payment is not None
    return receipt.payment


async def estate_cart(make, shop: Shop, owner: Made) -> UUID:
    """Return a cart of the owner's."""
    async with make.db.acting_as(Person(owner.user_id)) as tx:
        return (await carts.open_cart(tx, shop.event_id, [Line(shop.tier_id, 2)], hold_for=timedelta(minutes=15))).id


async def estate_draft(make, owner: Made, organization: Organization) -> UUID:
    """Return an event that only awaits being published."""
    starts_at = datetime.now(UTC) + timedelta(days=60)
    draft = EventDraft(
        owner_type="organization",
        owner_id=organization.id,
        title=f"Draft {make.number()}",
        description="What will happen.",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=4),
        timezone="Europe/Brussels",
        currency_code="EUR",
        city="Gent",
        venue_name="Vooruit",
    )
    async with make.db.acting_as(Person(owner.user_id)) as tx:
        event_id = (await managing.create_event(tx, draft)).id
        await ticketing.add_tier(tx, event_id, TierDraft(name="Regular", price_amount=900, capacity=40))
    return event_id


async def estate_cancelled(make, owner: Made, organization: Organization) -> UUID:
    """Return an event that will not be."""
    shop = await estate_shop(make, owner, organization)
    async with make.db.acting_as(Person(owner.user_id)) as tx:
        await managing.cancel(tx, shop.event_id)
    return shop.event_id
