"""Tickets on offer over the API, as those make them who run the event."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, Response, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import UNSET, Meta, UnsetType

from showground.api.shapes import Amount
from showground.db.tx import Tx
from showground.domains.events.managing import service as managing
from showground.domains.ticketing import rules, service
from showground.domains.ticketing import store as ticketing_store
from showground.domains.ticketing.selling import service as selling
from showground.domains.ticketing.selling.types import TierSales
from showground.domains.ticketing.service import TierChange, TierDraft
from showground.domains.ticketing.types import FeePayer, SaleTerms, TierStatus, Whole
from showground.http.desk import Desk
from showground.http.idempotency import once
from showground.kit.faults import Unknown
from showground.kit.money import Money

Minor = Annotated[Whole, Meta(description="Minor units of the event's currency.", examples=[4800])]


class TierEdit(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """What may change about a ticket; what is left out stays. `capacity` null means unlimited."""

    name: Annotated[str, Meta(examples=["Standard"])] | UnsetType = UNSET
    description: str | UnsetType = UNSET
    price_amount: Minor | UnsetType = UNSET
    tax_bps: Whole | UnsetType = UNSET
    sales_start_at: datetime | UnsetType | None = UNSET
    sales_end_at: datetime | UnsetType | None = UNSET
    min_per_order: Whole | UnsetType = UNSET
    max_per_order: Whole | UnsetType = UNSET
    status: TierStatus | UnsetType = UNSET
    capacity: Whole | UnsetType | None = UNSET


class FeeExampleOut(msgspec.Struct, frozen=True):
    """Who pays and gets what of one ticket."""

    price: Amount
    fee: Amount
    buyer_pays: Amount
    organizer_gets: Amount


class FeesOut(msgspec.Struct, frozen=True):
    """Who pays the platform's fee of an event: `fee_bps` of a ticket's price and `fee_fixed`, of free tickets none."""

    event: UUID
    fee_payer: FeePayer
    fee_bps: Annotated[int, Meta(description="In basis points of the price.", examples=[350])]
    fee_fixed: Amount
    example: FeeExampleOut


class FeesIn(msgspec.Struct, forbid_unknown_fields=True):
    """Who shall pay: `buyer` on top of the price, or `organizer` out of it."""

    fee_payer: FeePayer


@get("/events/{event_id:uuid}/fees", operation_id="FeesOfEvent")
async def fees(event_id: FromPath[UUID], desk: NamedDependency[Desk]) -> FeesOut:
    """Show who pays the platform's fee of an event, with an example: its dearest ticket, or a made-up one."""
    async with desk.open(read_only=True) as tx:
        await managing.managed(tx, event_id)
        return _fees(await service.sale_terms(tx, event_id))


@patch("/events/{event_id:uuid}/fees", operation_id="EditFeesOfEvent")
async def edit_fees(event_id: FromPath[UUID], data: JSONBody[FeesIn], desk: NamedDependency[Desk]) -> FeesOut:
    """Choose who pays the platform's fee of what is sold from now on. Orders that exist stay as they are."""
    async with desk.open() as tx:
        await managing.edited(tx, event_id)
        await service.set_fee_payer(tx, event_id, data.fee_payer)
        return _fees(await service.sale_terms(tx, event_id))


def _fees(terms: SaleTerms) -> FeesOut:
    example, currency = rules.fee_example(terms.example_amount, terms.plan, terms.fee_payer), terms.currency_code
    return FeesOut(
        event=terms.event_id,
        fee_payer=terms.fee_payer,
        fee_bps=terms.fee_bps,
        fee_fixed=Money(terms.fixed_amount, currency),
        example=FeeExampleOut(
            price=Money(example.price_amount, currency),
            fee=Money(example.fee_amount, currency),
            buyer_pays=Money(example.buyer_pays_amount, currency),
            organizer_gets=Money(example.organizer_gets_amount, currency),
        ),
    )


@get("/events/{event_id:uuid}/tiers", operation_id="TiersOfEvent")
async def tiers(event_id: FromPath[UUID], desk: NamedDependency[Desk]) -> list[TierSales]:
    """List the tickets of an event with their stock, for those who run it."""
    async with desk.open(read_only=True) as tx:
        return await selling.tiers(tx, event_id)


@post("/events/{event_id:uuid}/tiers", operation_id="AddTier", status_code=201)
async def add(
    event_id: FromPath[UUID], data: JSONBody[TierDraft], desk: NamedDependency[Desk], request: Request[Any, Any, Any]
) -> Response[TierSales]:
    """Add a ticket with places of its own. Takes an Idempotency-Key."""

    async def work(tx: Tx) -> TierSales:
        tier_id = await service.add_tier(tx, event_id, data)
        return await _tier(tx, event_id, tier_id)

    return await once(request, desk, work)


@patch("/tiers/{tier_id:uuid}", operation_id="EditTier")
async def edit(tier_id: FromPath[UUID], data: JSONBody[TierEdit], desk: NamedDependency[Desk]) -> TierSales:
    """Change a ticket, its places or whether it is sold; what you leave out stays."""
    async with desk.open() as tx:
        event_id = await ticketing_store.event_of_tier(tx, tier_id=tier_id)
        if event_id is None:
            raise Unknown
        now = await _tier(tx, event_id, tier_id)
        given = {name: value for name, value in msgspec.structs.asdict(data).items() if value is not UNSET}
        kept = {name: getattr(now, name) for name in TierChange.__struct_fields__}
        if given.keys() & kept.keys():
            await service.edit_tier(tx, tier_id, TierChange(**{name: given.get(name, kept[name]) for name in kept}))
        if data.status is not UNSET:
            await service.set_tier_status(tx, tier_id, data.status)
        if data.capacity is not UNSET:
            await service.set_capacity(tx, tier_id, data.capacity)
        return await _tier(tx, event_id, tier_id)


async def _tier(tx: Tx, event_id: UUID, tier_id: UUID) -> TierSales:
    for tier in await selling.tiers(tx, event_id):
        if tier.id == tier_id:
            return tier
    raise Unknown


HANDLERS: list[Any] = [fees, edit_fees, tiers, add, edit]
