"""Prices against an oracle that knows nothing of minor units, and fees by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from showground.domains.ticketing.errors import NoSuchTier, NotOnSale, QuantityRefused
from showground.domains.ticketing.rules import check_lines, fee_example, fee_of, on_sale, price, price_unit, tax_within
from showground.domains.ticketing.types import FeePlan, Line, Offer, TierOffer
from showground.kit.ids import uuid7
from showground.kit.money import to_decimal

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
EXPONENTS = {"JPY": 0, "EUR": 2, "KWD": 3}


def tier(**other):
    """Return a tier that is on sale."""
    given_ = {
        "id": uuid7(),
        "name": "Regular",
        "description": "",
        "price_amount": 4800,
        "tax_bps": 0,
        "status": "on_sale",
        "sales_start_at": None,
        "sales_end_at": None,
        "min_per_order": 1,
        "max_per_order": 10,
        "revision": 1,
        "left": None,
    }
    return TierOffer(**{**given_, **other})


def offer(*tiers, plan=FeePlan(0, 0), payer="buyer", currency="EUR"):  # noqa: B008 - frozen
    """Return an offer of some tiers."""
    return Offer(UUID(int=1), currency, None, UUID(int=2), payer, plan, list(tiers))


def half_up(exact: Decimal, exponent: int) -> Decimal:
    """Round a decimal of the major unit to the currency's last place."""
    return exact.quantize(Decimal(1).scaleb(-exponent), rounding=ROUND_HALF_UP)


TIERS = st.builds(tier, price_amount=st.integers(0, 10**9), tax_bps=st.integers(0, 5000), id=st.uuids())
PLANS = st.builds(FeePlan, fee_bps=st.integers(0, 3000), fixed_amount=st.integers(0, 5000))
ORDERS = st.lists(st.tuples(TIERS, st.integers(1, 10)), min_size=1, max_size=5, unique_by=lambda pair: pair[0].id)


@given(ORDERS, PLANS, st.sampled_from(["buyer", "organizer"]), st.sampled_from(sorted(EXPONENTS)))
def test_a_quote_is_what_decimal_arithmetic_says(wanted, plan, payer, currency):
    exponent = EXPONENTS[currency]
    quote = price(
        [Line(one.id, quantity) for one, quantity in wanted],
        offer(*(one for one, _ in wanted), plan=plan, payer=payer, currency=currency),
    )

    subtotal = tax = fee = Decimal(0)
    for one, quantity in wanted:
        gross = to_decimal(one.price_amount, exponent)
        rate, fixed = Decimal(plan.fee_bps) / 10_000, to_decimal(plan.fixed_amount, exponent)
        net = gross / (1 + Decimal(one.tax_bps) / 10_000)
        subtotal += quantity * gross
        tax += quantity * half_up(gross - net, exponent)
        fee += quantity * (min(gross, half_up(gross * rate, exponent) + fixed) if gross else 0)
    assert to_decimal(quote.subtotal_amount, exponent) == subtotal
    assert to_decimal(quote.tax_amount, exponent) == tax
    assert to_decimal(quote.fee_amount, exponent) == fee
    assert to_decimal(quote.total_amount, exponent) == subtotal + (fee if payer == "buyer" else 0)
    assert len(quote.units) == sum(quantity for _, quantity in wanted)


@given(TIERS, PLANS)
def test_the_organizer_never_owes_for_a_sale(one, plan):
    for payer in ("buyer", "organizer"):
        unit = price_unit(one, plan, payer)
        assert 0 <= unit.fee_amount <= unit.price_amount
        assert 0 <= unit.tax_amount <= unit.price_amount
        assert unit.total_amount - unit.fee_amount >= 0


@pytest.mark.parametrize(
    ("amount", "bps", "fixed", "fee"),
    [
        (0, 250, 59, 0),  # a free ticket has no fee
        (4800, 250, 59, 179),  # 1.20 + 0.59
        (1, 250, 59, 1),  # never more than the price
        (20, 250, 0, 1),  # 0.5 rounds up
        (19, 250, 0, 0),  # 0.475 rounds down
        (999, 250, 0, 25),  # 24.975
        (1000, 250, 30, 55),
        (10**12, 250, 59, 25_000_000_059),
        (500, 0, 0, 0),
        (500, 10_000, 1, 500),
    ],
)
def test_fees_by_hand(amount, bps, fixed, fee):
    assert fee_of(amount, FeePlan(bps, fixed)) == fee


@pytest.mark.parametrize(
    ("gross", "bps", "tax"),
    [(12100, 2100, 2100), (100, 2100, 17), (10700, 700, 700), (1, 2100, 0), (3, 2100, 1), (0, 2100, 0), (500, 0, 0)],
)
def test_the_tax_inside_a_price_by_hand(gross, bps, tax):
    assert tax_within(gross, bps) == tax


def test_a_tier_of_nobodys_cannot_be_priced():
    with pytest.raises(NoSuchTier):
        price([Line(uuid7(), 1)], offer(tier()))


@pytest.mark.parametrize(
    ("change", "open_"),
    [
        ({}, True),
        ({"status": "paused"}, False),
        ({"status": "hidden"}, False),
        ({"sales_start_at": NOW}, True),
        ({"sales_start_at": NOW + timedelta(microseconds=1)}, False),
        ({"sales_end_at": NOW}, False),
        ({"sales_end_at": NOW + timedelta(microseconds=1)}, True),
    ],
)
def test_a_sale_begins_with_its_first_moment_and_ends_before_its_last(change, open_):
    one = msgspec.structs.replace(tier(), **change)

    assert on_sale(one, now=NOW) is open_
    if open_:
        check_lines([Line(one.id, 1)], offer(one), now=NOW)
    else:
        with pytest.raises(NotOnSale):
            check_lines([Line(one.id, 1)], offer(one), now=NOW)


@pytest.mark.parametrize("quantities", [[], [1], [5], [0], [-1], [2, 2]])
def test_quantities_that_an_order_may_not_have(quantities):
    one = tier(min_per_order=2, max_per_order=4)

    with pytest.raises(QuantityRefused):
        check_lines([Line(one.id, quantity) for quantity in quantities], offer(one), now=NOW)


@pytest.mark.parametrize("quantity", [2, 3, 4])
def test_quantities_that_an_order_may_have(quantity):
    one = tier(min_per_order=2, max_per_order=4)

    check_lines([Line(one.id, quantity)], offer(one), now=NOW)


@pytest.mark.parametrize(
    ("price", "payer", "pays", "gets"),
    [
        (4800, "buyer", 5047, 4800),  # 3.5 % of 48.00 is 1.68, and 0.79
        (4800, "organizer", 4800, 4553),
        (50, "organizer", 50, 0),  # no fee is larger than the price
        (50, "buyer", 100, 50),
        (0, "buyer", 0, 0),
    ],
)
def test_an_example_says_who_pays_and_gets_what(price, payer, pays, gets):
    example = fee_example(price, FeePlan(350, 79), payer)

    assert (example.buyer_pays_amount, example.organizer_gets_amount) == (pays, gets)
    assert example.buyer_pays_amount - example.fee_amount == example.organizer_gets_amount
