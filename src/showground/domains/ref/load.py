"""Fills the reference tables from their sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from showground.domains.ref import source, store

if TYPE_CHECKING:
    from showground.db.tx import Tx


class LoadReport(msgspec.Struct, frozen=True):
    """How many rows a load wrote, per table; all zero when the tables were equal to their sources."""

    currencies: int
    countries: int
    industries: int
    timezones: int


async def load(tx: Tx) -> LoadReport:
    """Make the reference tables equal to their sources; what a source dropped stays, marked as no longer current.

    Args:
        tx: A transaction of the worker: only service_role writes reference data.
    """
    return LoadReport(
        currencies=await store.load_currencies(tx, source.currencies()),
        countries=await store.load_countries(tx, source.countries()),
        industries=await store.load_industries(tx, source.industries()),
        timezones=await store.load_timezones(tx, source.timezones()),
    )
