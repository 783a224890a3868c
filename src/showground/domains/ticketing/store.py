"""Every question that selling asks its tables. One function, one query, one row type."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal
from uuid import UUID

import msgspec

from showground.db.sql import named
from showground.domains.ticketing.types import (
    Cart,
    CartLine,
    FeePayer,
    SaleTerms,
    ScanVerdict,
    TierOffer,
    TierStatus,
    TierTerms,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from showground.db.tx import Database, Tx

SQL = named(__name__)


class Terms(msgspec.Struct, frozen=True):
    """How an event sells: its seller, its fee plan and who pays the fee."""

    event_id: UUID
    currency_code: str
    seller_org_id: UUID | None
    seller_user_id: UUID | None
    fee_payer: FeePayer
    fee_bps: int
    fixed_amount: int
    revision: int


class Released(msgspec.Struct, frozen=True):
    """What a sweep ended, or would end."""

    orders: int
    places: int


class ScanRow(msgspec.Struct, frozen=True):
    """The verdict on one scan of a batch; `refused` has nothing else."""

    n: int
    scan_id: UUID | None
    verdict: ScanVerdict | Literal["refused"]
    ticket_id: UUID | None
    holder_name: str | None
    tier_name: str | None
    scanned_at: datetime | None
    first_admitted_at: datetime | None
    first_gate_name: str | None


async def offer(tx: Tx, *, event_id: UUID) -> Terms | None:
    """Return how an event sells; None when it does not, or is hidden."""
    return await tx.maybe(SQL["offer"], Terms, event_id=event_id)


async def tiers_of_event(tx: Tx, *, event_id: UUID) -> list[TierOffer]:
    """Return the tiers in the organizer's order."""
    return await tx.all(SQL["tiers_of_event"], TierOffer, event_id=event_id)


async def add_tier(  # noqa: PLR0913 - one parameter a column
    tx: Tx,
    *,
    tier_id: UUID,
    event_id: UUID,
    name: str,
    description: str,
    price_amount: int,
    tax_bps: int,
    sales_start_at: datetime | None,
    sales_end_at: datetime | None,
    min_per_order: int,
    max_per_order: int,
) -> int:
    """Add a tier at the end of the list."""
    return await tx.run(
        SQL["add_tier"],
        tier_id=tier_id,
        event_id=event_id,
        name=name,
        description=description,
        price_amount=price_amount,
        tax_bps=tax_bps,
        sales_start_at=sales_start_at,
        sales_end_at=sales_end_at,
        min_per_order=min_per_order,
        max_per_order=max_per_order,
    )


async def add_pool(tx: Tx, *, pool_id: UUID, event_id: UUID, tier_id: UUID, name: str, capacity: int | None) -> int:
    """Give a tier a pool of its own."""
    return await tx.run(
        SQL["add_pool"], pool_id=pool_id, event_id=event_id, tier_id=tier_id, name=name, capacity=capacity
    )


async def edit_tier(
    tx: Tx,
    *,
    tier_id: UUID,
    name: str,
    description: str,
    price_amount: int,
    tax_bps: int,
    sales_start_at: datetime | None,
    sales_end_at: datetime | None,
    min_per_order: int,
    max_per_order: int,
) -> int:
    """Change a tier; the number of rows tells whether it was the caller's to change."""
    return await tx.run(
        SQL["edit_tier"],
        tier_id=tier_id,
        name=name,
        description=description,
        price_amount=price_amount,
        tax_bps=tax_bps,
        sales_start_at=sales_start_at,
        sales_end_at=sales_end_at,
        min_per_order=min_per_order,
        max_per_order=max_per_order,
    )


async def set_tier_status(tx: Tx, *, tier_id: UUID, status: TierStatus) -> int:
    """Change whether a tier is sold."""
    return await tx.run(SQL["set_tier_status"], tier_id=tier_id, status=status)


async def set_capacity(tx: Tx, *, tier_id: UUID, capacity: int | None) -> int:
    """Change the places of a tier's pools."""
    return await tx.run(SQL["set_capacity"], tier_id=tier_id, capacity=capacity)


async def event_of_tier(tx: Tx, *, tier_id: UUID) -> UUID | None:
    """Return the event of a tier."""
    found: UUID | None = await tx.value(SQL["event_of_tier"], tier_id=tier_id)
    return found


async def terms_of_tier(tx: Tx, *, tier_id: UUID) -> TierTerms:
    """Return what the audit log says of a tier."""
    return await tx.one(SQL["terms_of_tier"], TierTerms, tier_id=tier_id)


async def edited_by_caller(tx: Tx, *, event_id: UUID) -> bool:
    """Return whether the caller may change an event."""
    return bool(await tx.value(SQL["edited_by_caller"], event_id=event_id))


async def sale_terms(tx: Tx, *, event_id: UUID) -> SaleTerms:
    """Return who pays the platform's fee of an event, and what it is."""
    return await tx.one(SQL["sale_terms"], SaleTerms, event_id=event_id)


async def set_fee_payer(tx: Tx, *, event_id: UUID, payer: FeePayer) -> int:
    """Change who pays the platform's fee."""
    return await tx.run(SQL["set_fee_payer"], event_id=event_id, payer=payer)


async def open_sales(tx: Tx, *, event_id: UUID) -> int:
    """Give an event its first sales settings."""
    return await tx.run(SQL["open_sales"], event_id=event_id)


async def hold_cart(
    tx: Tx,
    *,
    cart_id: UUID,
    event_id: UUID,
    buyer: UUID | None,
    secret_hash: bytes,
    tiers: Sequence[UUID],
    quantities: Sequence[int],
    hold_for: timedelta,
) -> datetime:
    """Open a cart and hold its places; return when that ends."""
    ends: datetime = await tx.value(
        SQL["hold_cart"],
        cart_id=cart_id,
        event_id=event_id,
        buyer=buyer,
        secret_hash=secret_hash,
        tiers=tiers,
        quantities=quantities,
        hold_for=hold_for,
    )
    return ends


async def cart(tx: Tx, *, cart_id: UUID, user_id: UUID | None, secret_hash: bytes | None) -> Cart:
    """Return a cart that is its caller's."""
    return await tx.one(SQL["cart"], Cart, cart_id=cart_id, user_id=user_id, secret_hash=secret_hash)


async def cart_lines(tx: Tx, *, cart_id: UUID) -> list[CartLine]:
    """Return what a cart wants."""
    return await tx.all(SQL["cart_lines"], CartLine, cart_id=cart_id)


async def release_cart(tx: Tx, *, cart_id: UUID) -> int:
    """Let a cart's places go; return how many."""
    return int(await tx.value(SQL["release_cart"], cart_id=cart_id))


async def release_abandoned(
    tx: Tx, *, event_id: UUID | None, older_than: timedelta, most: int, dry_run: bool
) -> Released:
    """End what ran out."""
    return await tx.one(
        SQL["release_abandoned"], Released, event_id=event_id, older_than=older_than, most=most, dry_run=dry_run
    )


async def scan(db: Database, *, requests: Sequence[tuple[object, ...]]) -> list[ScanRow]:
    """Judge a batch of scans in one round trip."""
    return await db.call(SQL["scan"], ScanRow, requests=requests)
