"""Asks every invariant after a test."""

from __future__ import annotations

from showground.schema.invariants import check


async def assert_clean(site) -> None:
    """Fail with the violations by invariant when a row is there that must not be."""
    violated = {verdict.name: verdict.violations for verdict in await check(site.owner_url) if not verdict.holds}
    assert violated == {}, violated
