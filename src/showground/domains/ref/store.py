"""Every question put to the reference tables, and how they are filled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.db.sql import named
from showground.domains.ref.types import Country, Currency, Industry, Timezone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from showground.db.tx import Tx

SQL = named(__name__)


async def currencies(tx: Tx) -> list[Currency]:
    """Return every currency by code."""
    return await tx.all(SQL["currencies"], Currency)


async def countries(tx: Tx) -> list[Country]:
    """Return every country by code."""
    return await tx.all(SQL["countries"], Country)


async def industries(tx: Tx) -> list[Industry]:
    """Return every industry by code: divisions first, sections after them."""
    return await tx.all(SQL["industries"], Industry)


async def timezones(tx: Tx) -> list[Timezone]:
    """Return every time zone by name."""
    return await tx.all(SQL["timezones"], Timezone)


async def load_currencies(tx: Tx, rows: Sequence[Currency]) -> int:
    """Write the rows that differ; return how many did."""
    touched: int = await tx.value(
        SQL["load_currencies"],
        codes=[row.code for row in rows],
        names=[row.name for row in rows],
        numeric_codes=[row.numeric_code for row in rows],
        exponents=[row.exponent for row in rows],
        tenders=[row.tender for row in rows],
    )
    return touched


async def load_countries(tx: Tx, rows: Sequence[Country]) -> int:
    """Write the rows that differ; return how many did."""
    touched: int = await tx.value(
        SQL["load_countries"],
        codes=[row.code for row in rows],
        alpha3s=[row.alpha3 for row in rows],
        numeric_codes=[row.numeric_code for row in rows],
        names=[row.name for row in rows],
        currency_codes=[row.currency_code for row in rows],
    )
    return touched


async def load_industries(tx: Tx, rows: Sequence[Industry]) -> int:
    """Write the rows that differ; return how many did."""
    touched: int = await tx.value(
        SQL["load_industries"],
        codes=[row.code for row in rows],
        names=[row.name for row in rows],
        parent_codes=[row.parent_code for row in rows],
    )
    return touched


async def load_timezones(tx: Tx, rows: Sequence[Timezone]) -> int:
    """Write the rows that differ; return how many did."""
    touched: int = await tx.value(
        SQL["load_timezones"],
        names=[row.name for row in rows],
        canonicals=[row.canonical for row in rows],
        canonical_names=[row.canonical_name for row in rows],
        country_codes=[row.country_code for row in rows],
    )
    return touched
