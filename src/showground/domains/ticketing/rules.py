"""Pricing and the conditions of a sale: pure functions of what is on offer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.domains.ticketing.errors import NoSuchTier, NotOnSale, QuantityRefused
from showground.domains.ticketing.types import FeeExample, PricedUnit, Quote
from showground.kit.money import BPS, share_bps

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from showground.domains.ticketing.types import FeePayer, FeePlan, Line, Offer, TierOffer


def fee_of(price_amount: int, plan: FeePlan) -> int:
    """Return the platform's fee for one ticket in minor units: basis points of the price, half up, plus the fixed part.

    A free ticket has no fee, and no fee is larger than the price it is taken from.
    """
    if price_amount == 0:
        return 0
    return min(price_amount, share_bps(price_amount, plan.fee_bps) + plan.fixed_amount)


def tax_within(price_amount: int, tax_bps: int) -> int:
    """Return the tax contained in a gross price in minor units, half up: gross * rate / (1 + rate)."""
    whole = BPS + tax_bps
    return (2 * price_amount * tax_bps + whole) // (2 * whole)


def price_unit(tier: TierOffer, plan: FeePlan, payer: FeePayer) -> PricedUnit:
    """Return what one ticket of a tier costs and how that splits."""
    fee = fee_of(tier.price_amount, plan)
    return PricedUnit(
        tier_id=tier.id,
        price_amount=tier.price_amount,
        tax_amount=tax_within(tier.price_amount, tier.tax_bps),
        fee_amount=fee,
        total_amount=tier.price_amount + (fee if payer == "buyer" else 0),
    )


def fee_example(price_amount: int, plan: FeePlan, payer: FeePayer) -> FeeExample:
    """Return who pays and gets what of one ticket at a price in minor units."""
    fee = fee_of(price_amount, plan)
    buyer_pays = price_amount + (fee if payer == "buyer" else 0)
    return FeeExample(price_amount, fee, buyer_pays, buyer_pays - fee)


def price(lines: Sequence[Line], offer: Offer) -> Quote:
    """Return the price of some lines: every unit, its tax and its fee; totals are sums of units.

    Raises:
        NoSuchTier: a line names a tier that the offer lacks.
    """
    tiers = {tier.id: tier for tier in offer.tiers}
    units: list[PricedUnit] = []
    for line in lines:
        if line.tier not in tiers:
            raise NoSuchTier(tier=str(line.tier))
        units += [price_unit(tiers[line.tier], offer.fee_plan, offer.fee_payer)] * line.quantity
    return Quote(
        currency_code=offer.currency_code,
        fee_payer=offer.fee_payer,
        units=units,
        subtotal_amount=sum(unit.price_amount for unit in units),
        tax_amount=sum(unit.tax_amount for unit in units),
        fee_amount=sum(unit.fee_amount for unit in units),
        total_amount=sum(unit.total_amount for unit in units),
    )


def check_lines(lines: Sequence[Line], offer: Offer, *, now: datetime) -> None:
    """Refuse lines that cannot be sold now; stock is not this function's business.

    Raises:
        NoSuchTier: a tier of another event, or none.
        NotOnSale: paused, hidden, or outside its sales window.
        QuantityRefused: no line, a tier twice, or fewer or more than one order may have.
    """
    if not lines:
        raise QuantityRefused("Choose at least one ticket.", field="lines")
    if len({line.tier for line in lines}) != len(lines):
        raise QuantityRefused("A ticket stands twice in this order; say it once with the whole number.", field="lines")
    tiers = {tier.id: tier for tier in offer.tiers}
    for line in lines:
        tier = tiers.get(line.tier)
        if tier is None:
            raise NoSuchTier(tier=str(line.tier))
        if not on_sale(tier, now=now):
            raise NotOnSale(tier=str(tier.id))
        if not tier.min_per_order <= line.quantity <= tier.max_per_order:
            raise QuantityRefused(
                "One order may have %(least)d to %(most)d tickets “%(name)s”.",
                field="lines",
                tier=str(tier.id),
                name=tier.name,
                least=tier.min_per_order,
                most=tier.max_per_order,
            )


def on_sale(tier: TierOffer, *, now: datetime) -> bool:
    """Return whether a tier is sold at this moment, stock aside."""
    return (
        tier.status == "on_sale"
        and (tier.sales_start_at is None or tier.sales_start_at <= now)
        and (tier.sales_end_at is None or now < tier.sales_end_at)
    )
