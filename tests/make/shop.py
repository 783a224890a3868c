"""Makers of what is sold: an event that is on sale, with one tier and its pool."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
from tests.make.users import Made

from showground.db.principal import Person, Worker
from showground.db.sql import compile_query
from showground.domains.ticketing import service
from showground.domains.ticketing.defaults import ensure_default_fee_plan
from showground.domains.ticketing.service import TierDraft
from showground.kit.ids import uuid7

EVENT = compile_query(
    "test.event",
    """
    with made as (
        insert into events.events (id, owner_context_type, owner_context_id, created_by, slug, title,
                                   status, visibility, starts_at, ends_at, timezone, city, currency_code, published_at)
        values (:event_id, :owner_type::text::events.owner_context, :owner, :founder,
                'event-' || :event_id::uuid::text, :title, 'published', :visibility::text::events.event_visibility,
                :starts_at, :ends_at, 'Europe/Brussels', 'Gent', :currency, now())
        returning id, starts_at, ends_at)
    insert into events.event_occurrences (id, event_id, starts_at, ends_at)
    select :occurrence_id, id, starts_at, ends_at from made
    """,
)
POOL = compile_query("test.pool", "select pool_id from ticketing.tier_pools where tier_id = :tier_id")


class Shop(msgspec.Struct, frozen=True):
    """An event on sale: who owns it, its tier and the tier's pool."""

    event_id: UUID
    occurrence_id: UUID
    tier_id: UUID
    pool_id: UUID
    owner: Made
    org_id: UUID | None


async def shop(
    make,
    *,
    capacity: int | None = 40,
    price=0,
    currency="EUR",
    tax_bps=0,
    owner: Made | None = None,
    org_id: UUID | None = None,
    visibility="public",
    starts_in=timedelta(days=30),
    **tier,
) -> Shop:
    """Return an event on sale; a person owns it unless `org_id` is given, of which `owner` must be an editor."""
    owner = owner or await make.user()
    event_id, occurrence_id, starts_at = uuid7(), uuid7(), datetime.now(UTC) + starts_in
    async with make.db.acting_as(Worker()) as tx:
        await ensure_default_fee_plan(tx)
        await tx.run(
            EVENT,
            event_id=event_id,
            occurrence_id=occurrence_id,
            owner_type="organization" if org_id else "user",
            owner=org_id or owner.user_id,
            founder=owner.user_id,
            title="Lantern Night",
            visibility=visibility,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=4),
            currency=currency,
        )
    draft = TierDraft(name="Regular", price_amount=price, capacity=capacity, tax_bps=tax_bps, **tier)
    async with make.db.acting_as(Person(owner.user_id)) as tx:
        tier_id = await service.add_tier(tx, event_id, draft)
        pool_id = await tx.value(POOL, tier_id=tier_id)
    return Shop(event_id, occurrence_id, tier_id, pool_id, owner, org_id)
