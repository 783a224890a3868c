"""What can be bought: fee settings, stocks of places, and tiers with their prices."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from showground.db.sql import compile_query
from showground.demo.loading import Batch, moment
from showground.demo.words import price_in
from showground.demo.world import DAY, Happening
from showground.domains.ticketing.defaults import ensure_default_fee_plan
from showground.domains.ticketing.rules import fee_of, tax_within
from showground.domains.ticketing.types import FeePlan

if TYPE_CHECKING:
    from showground.demo.chance import Chance
    from showground.demo.world import World

FREE_ONLY = 0.22
TAXES = (0, 700, 1900, 2000, 2100)
TABLES = {
    "ticketing.sales_settings": "event_id seller_org_id seller_user_id fee_plan_id fee_payer",
    "ticketing.pools": "id event_id occurrence_id name unlimited capacity held sold",
    "ticketing.ticket_tiers": (
        "id event_id seller_org_id seller_user_id name description price_amount currency_code tax_bps "
        "status sales_start_at sales_end_at min_per_order max_per_order sort_index created_at"
    ),
    "ticketing.tier_pools": "event_id tier_id pool_id",
}
FIXED = compile_query(
    "demo.fixed_fees", "select currency_code, fixed_amount from ticketing.fee_plan_amounts where plan_id = :plan_id"
)
BPS = compile_query("demo.fee_bps", "select fee_bps from ticketing.fee_plans where id = :plan_id")


class Fixed(msgspec.Struct, frozen=True):
    """The fixed part of the fee in a currency."""

    currency: str
    amount: int


class Tier(msgspec.Struct, gc=False):
    """A tier while it is sold. Prices, taxes and fees are those of one ticket, in minor units."""

    id: UUID
    name: str
    price: int
    tax_bps: int
    tax: int
    fee: int
    pools: list[Pool]
    status: str = "on_sale"
    closes: float | None = None


class Pool(msgspec.Struct, gc=False):
    """A stock while it is sold; written when all is known."""

    id: UUID
    occurrence: UUID
    name: str
    unlimited: bool
    capacity: int
    held: int = 0
    sold: int = 0


class Shelf(msgspec.Struct, gc=False):
    """All that an event sells."""

    event: Happening
    fee_payer: str
    tiers: list[Tier]
    pools: list[Pool]
    sells_out: bool


class Shelves:
    """Makes what events sell, and writes it once the counters of the stocks are known."""

    def __init__(self, world: World, plan_id: UUID, fee_bps: int, fixed: dict[str, int]) -> None:
        self._world, self._chance = world, world.chance(9)
        self._plan_id, self._fee_bps, self._fixed = plan_id, fee_bps, fixed

    @classmethod
    async def open(cls, world: World) -> Shelves:
        """Read the default fee plan, made when there is none."""
        tx = world.loader.tx
        plan_id = await ensure_default_fee_plan(tx)
        fixed = {row.currency: row.amount for row in await tx.all(FIXED, Fixed, plan_id=plan_id)}
        return cls(world, plan_id, await tx.value(BPS, plan_id=plan_id), fixed)

    def stock(self, event: Happening, wanted: int) -> Shelf:
        """Make tiers and pools that have room for what will be sold; one event in twelve sells out exactly."""
        chance, world = self._chance, self._world
        special = event in world.special.values()
        made = min(event.starts, world.now) - 60 * DAY
        sells_out = wanted >= 6 and not special and chance.hits(0.3)
        room = wanted + 4 * wanted // 10 + 20 + 10 * chance.below(20)
        seats = [
            Pool(chance.id(made), occurrence, "Places", chance.hits(0.04) and not sells_out, room)
            for occurrence in world.occurrences[event.id]
        ]
        lounge = Pool(chance.id(made), world.occurrences[event.id][0], "Lounge", False, 30 + wanted // 2)
        tiers = self._tiers(event, seats, lounge, made, rich=special)
        used = [pool for pool in (*seats, lounge) if any(pool in tier.pools for tier in tiers)]
        return Shelf(event, "organizer" if chance.hits(0.25) else "buyer", tiers, used, sells_out)

    def _tiers(self, event: Happening, seats: list[Pool], lounge: Pool, made: float, *, rich: bool) -> list[Tier]:
        chance = self._chance
        if not rich and chance.hits(FREE_ONLY):
            return [self._tier(event, "Free entry", 0, 0, seats, made)]
        tax = chance.one(TAXES)
        euros = chance.one((15.0, 25.0, 40.0, 90.0, 180.0, 350.0, 600.0))
        tiers = [self._tier(event, "Regular", euros, tax, seats, made)]
        if rich or chance.hits(0.6):
            early = self._tier(event, "Early bird", euros * 0.7, tax, seats, made)
            early.closes = min(event.starts, self._world.now) - 20 * DAY
            tiers.append(early)
        if rich or chance.hits(0.4):
            tiers.append(self._tier(event, "Student", euros * 0.3, tax, seats, made))
        if rich or chance.hits(0.25):
            tiers.append(self._tier(event, "Supporter", euros * 2.5, tax, [*seats, lounge], made))
        if rich or chance.hits(0.15):
            tiers.append(self._tier(event, "Volunteer", 0, 0, seats, made))
        if chance.hits(0.05):
            tiers[-1].status = chance.one(("paused", "hidden"))
        return tiers

    def _tier(  # noqa: PLR0917 - a row, told in its own order
        self, event: Happening, name: str, euros: float, tax_bps: int, pools: list[Pool], made: float
    ) -> Tier:
        price = price_in(event.currency, euros)
        fee = fee_of(price, FeePlan(self._fee_bps, self._fixed.get(event.currency, 0)))
        return Tier(self._chance.id(made), name, price, tax_bps, tax_within(price, tax_bps), fee, pools)

    def put(self, shelf: Shelf, batch: Batch) -> None:
        """Hand a shelf to a batch; those that sell out have no place more than was taken."""
        event, made = shelf.event, min(shelf.event.starts, self._world.now) - 60 * DAY
        batch.add("ticketing.sales_settings", event.id, *event.seller, self._plan_id, shelf.fee_payer)
        for pool in shelf.pools:
            taken = pool.sold + pool.held
            capacity = taken if shelf.sells_out and taken and pool.name == "Places" else max(pool.capacity, taken)
            row = (pool.id, event.id, pool.occurrence, pool.name, pool.unlimited, capacity, pool.held, pool.sold)
            batch.add("ticketing.pools", *row)
        for index, tier in enumerate(shelf.tiers):
            batch.add(
                "ticketing.ticket_tiers", tier.id, event.id, *event.seller, tier.name, "", tier.price, event.currency,
                tier.tax_bps, tier.status, None, moment(tier.closes or event.ends), 1, 6 if index % 2 else 10, index,
                moment(made),
            )  # fmt: skip
            for pool in tier.pools:
                batch.add("ticketing.tier_pools", event.id, tier.id, pool.id)


def usable(shelf: Shelf, chance: Chance) -> list[Tier]:
    """Return the tiers that an order takes from: one, now and then two."""
    open_tiers = [tier for tier in shelf.tiers if tier.status == "on_sale"] or shelf.tiers
    first = open_tiers[chance.low(len(open_tiers), power=1.6)]
    second = chance.one(open_tiers)
    return [first, second] if second is not first and chance.hits(0.25) else [first]
