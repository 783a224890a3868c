"""Money splits without loss and rounds half up, in currencies with no, two and three decimals."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from showground.kit.money import Money, allocate, from_decimal, share_bps, to_decimal

AMOUNTS = st.integers(0, 10**15)
WEIGHTS = st.lists(st.integers(0, 10**12), min_size=1, max_size=30)


@given(AMOUNTS, WEIGHTS)
def test_allocate_loses_and_invents_nothing(total, weights):
    assert sum(allocate(total, weights)) == total


@given(AMOUNTS, WEIGHTS)
def test_each_part_is_within_one_unit_of_its_exact_share(total, weights):
    shares = weights if any(weights) else [1] * len(weights)

    parts = allocate(total, weights)

    for part, share in zip(parts, shares, strict=True):
        assert abs(part - Fraction(total * share, sum(shares))) < 1


@given(AMOUNTS, WEIGHTS)
def test_a_larger_weight_never_gets_less(total, weights):
    parts = allocate(total, weights)

    for i, one in enumerate(weights):
        for j, other in enumerate(weights):
            if one > other:
                assert parts[i] >= parts[j]


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (5, [0, 0], [3, 2]),
        (0, [3, 4], [0, 0]),
        (10, [], []),
        (7, [0, 5], [0, 7]),
        (1, [1, 1, 1], [1, 0, 0]),
    ],
)
def test_allocate_by_hand(total, weights, parts):
    assert allocate(total, weights) == parts


@given(AMOUNTS, st.integers(0, 10_000))
def test_a_share_in_basis_points_rounds_half_up_as_decimal_does(amount, bps):
    exact = Decimal(amount) * bps / 10_000

    assert share_bps(amount, bps) == int(exact.to_integral_value(rounding=ROUND_HALF_UP))


@given(st.integers(-(10**15), 10**15), st.sampled_from([0, 2, 3]))
def test_minor_units_survive_the_way_to_decimals_and_back(amount, exponent):
    assert from_decimal(to_decimal(amount, exponent), exponent) == amount


@pytest.mark.parametrize(("amount", "exponent", "decimal"), [(1234, 2, "12.34"), (1234, 0, "1234"), (1234, 3, "1.234")])
def test_decimals_of_currencies(amount, exponent, decimal):
    assert to_decimal(amount, exponent) == Decimal(decimal)


def test_currencies_do_not_mix():
    assert Money(1, "EUR") + Money(2, "EUR") == Money(3, "EUR")
    with pytest.raises(ValueError, match="EUR and JPY do not mix"):
        Money(1, "EUR") + Money(2, "JPY")
