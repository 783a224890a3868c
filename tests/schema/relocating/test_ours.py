"""The platform's own database, hundreds of functions with all that they do, can be moved and comes back as it was."""

from __future__ import annotations

from tests.schema.relocating.journeys import applied, everything, refused, undone

PUT_TOGETHER = ["analytics.drop_oldest", "analytics.make_ahead", "analytics.make_partitions"]
PLAN = """
[schemas.sales]
tables = ["ticketing.orders", "ticketing.tickets", "ticketing.order_items"]
[schemas.shows]
tables = ["events.events", "events.event_posts"]
"""


async def test_the_platform_moves_and_comes_back(fresh):
    why = await refused(fresh.superuser_url, PLAN)
    assert sorted({line.partition("(")[0] for line in why}) == PUT_TOGETHER
    before = await everything(fresh.superuser_url)

    outcome, undo = await applied(fresh.superuser_url, f"accept = {PUT_TOGETHER}\n{PLAN}")

    assert [one.kind for one in outcome.inventory if not one.same] == []
    assert len(outcome.rewrites) > 0
    await undone(fresh.superuser_url, undo)
    assert await everything(fresh.superuser_url) == before
