"""What stands before the first request: schema and reference data."""

from __future__ import annotations

from showground.db.tx import Database


async def load_reference_data(db: Database) -> None:
    """Bring currencies, countries, languages, zones and the rest to what their sources say."""
    from showground.domains.ref.load import load

    await load(db)
