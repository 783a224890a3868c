"""What organizers do with tiers, and what anybody may know of an offer. Buying is payments' business."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from showground.domains.events.auditing.service import note
from showground.domains.ticketing import store
from showground.domains.ticketing.errors import NotOnSale
from showground.domains.ticketing.types import FeePayer, FeePlan, Offer, SaleTerms, TierId, TierStatus, Whole
from showground.kit.faults import Invalid, Refused, Unknown
from showground.kit.ids import uuid7

if TYPE_CHECKING:
    from uuid import UUID

    from showground.db.tx import Tx


class TierDraft(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A tier to be. Amounts in minor units of the event's currency; `capacity` None means unlimited."""

    name: str
    price_amount: Whole
    capacity: Whole | None
    description: str = ""
    tax_bps: Whole = 0
    sales_start_at: datetime | None = None
    sales_end_at: datetime | None = None
    min_per_order: Whole = 1
    max_per_order: Whole = 10


class TierChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole new state of a tier, stock aside."""

    name: str
    price_amount: Whole
    description: str = ""
    tax_bps: Whole = 0
    sales_start_at: datetime | None = None
    sales_end_at: datetime | None = None
    min_per_order: Whole = 1
    max_per_order: Whole = 10


async def offer(tx: Tx, event_id: UUID) -> Offer:
    """Return what is on offer at an event, as the acting principal sees it.

    Raises:
        NotOnSale: the event is hidden or sells nothing here.
    """
    terms = await store.offer(tx, event_id=event_id)
    if terms is None:
        raise NotOnSale
    return Offer(
        event_id=terms.event_id,
        currency_code=terms.currency_code,
        seller_org_id=terms.seller_org_id,
        seller_user_id=terms.seller_user_id,
        fee_payer=terms.fee_payer,
        fee_plan=FeePlan(terms.fee_bps, terms.fixed_amount),
        tiers=await store.tiers_of_event(tx, event_id=event_id),
        revision=terms.revision,
    )


async def add_tier(tx: Tx, event_id: UUID, draft: TierDraft) -> TierId:
    """Add a tier with a pool of its own to an event that the caller may edit; its policy refuses everybody else.

    Raises:
        Unknown: the event is hidden from the caller.
        Refused: it is not his to change.
        Invalid: an amount, limit or window that makes no sense; `field` names it.
    """
    _check(draft)
    if draft.capacity is not None and draft.capacity < 0:
        raise Invalid("A capacity is a number of places, or empty for unlimited.", field="capacity")
    tier_id = TierId(uuid7())
    added = await store.add_tier(tx, tier_id=tier_id, event_id=event_id, **_columns(draft))
    if not added:
        raise Unknown
    await tx.as_service()
    await store.open_sales(tx, event_id=event_id)
    await store.add_pool(
        tx, pool_id=uuid7(), event_id=event_id, tier_id=tier_id, name=draft.name, capacity=draft.capacity
    )
    made = await store.terms_of_tier(tx, tier_id=tier_id)
    await note(tx, "ticketing.tier_added", "tier", tier_id, event=event_id, tier=made.name, price=made.price)
    return tier_id


async def edit_tier(tx: Tx, tier_id: UUID, change: TierChange) -> None:
    """Change a tier. Carts that were priced before are told so when they are ordered.

    Raises:
        Unknown: there is no such tier that the caller may edit.
        Invalid: an amount, limit or window that makes no sense.
    """
    _check(change)
    was = await store.terms_of_tier(tx, tier_id=tier_id)
    if not await store.edit_tier(tx, tier_id=tier_id, **_columns(change)):
        raise Unknown
    now = await store.terms_of_tier(tx, tier_id=tier_id)
    action = "ticketing.tier_edited" if now.price_amount == was.price_amount else "ticketing.tier_priced"
    await note(tx, action, "tier", tier_id, event=was.event_id, tier=now.name, was=was.price, price=now.price)


async def set_tier_status(tx: Tx, tier_id: UUID, status: TierStatus) -> None:
    """Put a tier on sale, pause or hide it.

    Raises:
        Unknown: there is no such tier that the caller may edit.
    """
    was = await store.terms_of_tier(tx, tier_id=tier_id)
    if not await store.set_tier_status(tx, tier_id=tier_id, status=status):
        raise Unknown
    await note(
        tx,
        "ticketing.tier_status_set",
        "tier",
        tier_id,
        event=was.event_id,
        tier=was.name,
        was=was.status,
        status=status,
    )


async def set_capacity(tx: Tx, tier_id: UUID, capacity: int | None) -> None:
    """Change how many places a tier has, while it sells.

    Raises:
        CapacityTaken: more are held and sold.
        Refused: the event is not the caller's to change.
    """
    tier = await store.terms_of_tier(tx, tier_id=tier_id)
    await _must_edit(tx, tier.event_id)
    await store.set_capacity(tx, tier_id=tier_id, capacity=capacity)
    shown = "no limit" if capacity is None else capacity
    await note(tx, "ticketing.capacity_set", "tier", tier_id, event=tier.event_id, tier=tier.name, capacity=shown)


async def sale_terms(tx: Tx, event_id: UUID) -> SaleTerms:
    """Return who pays the platform's fee of an event, and what it is; before its first tier, what it would be.

    Raises:
        Unknown: the event is hidden from the caller.
    """
    return await store.sale_terms(tx, event_id=event_id)


async def set_fee_payer(tx: Tx, event_id: UUID, payer: FeePayer) -> None:
    """Choose whether buyers pay the platform's fee on top, or the organizer out of the price.

    It holds for what is sold from now on: carts that were priced before are told so when they are ordered.

    Raises:
        Refused: the event is not the caller's to change.
    """
    await _must_edit(tx, event_id)
    before = await store.sale_terms(tx, event_id=event_id)
    if not await store.set_fee_payer(tx, event_id=event_id, payer=payer):
        raise NotOnSale  # a platform without a default fee plan sells nothing
    await note(tx, "ticketing.fee_payer_set", "event", event_id, event=event_id, payer=payer, was=before.fee_payer)


async def _must_edit(tx: Tx, event_id: UUID) -> None:
    """Prove the caller's right as himself, then act as the service."""
    if not await store.edited_by_caller(tx, event_id=event_id):
        raise Refused
    await tx.as_service()


def _columns(draft: TierDraft | TierChange) -> dict[str, Any]:
    columns = msgspec.structs.asdict(draft)
    columns.pop("capacity", None)
    return columns


def _check(draft: TierDraft | TierChange) -> None:
    if not draft.name.strip():
        raise Invalid("Name the ticket, for example “Regular”.", field="name")
    if draft.price_amount < 0:
        raise Invalid("A price cannot be below zero.", field="price_amount")
    if not 1 <= draft.min_per_order <= draft.max_per_order <= 100:
        raise Invalid("From 1 to 100 tickets per order, the least not above the most.", field="max_per_order")
    if draft.sales_start_at and draft.sales_end_at and draft.sales_end_at <= draft.sales_start_at:
        raise Invalid("Sales must end after they start.", field="sales_end_at")
