"""Timers of what is measured: partitions made ahead and dropped when old, visitors forgotten."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from showground.db.principal import Worker
from showground.domains.analytics import store as analytics
from showground.domains.analytics.partitions import drop_old, keep_ahead
from showground.logs import log
from showground.worker.loops import every

if TYPE_CHECKING:
    import asyncio

    from showground.db.tx import Database
    from showground.settings import Settings


async def keep_partitions(settings: Settings, db: Database, stopping: asyncio.Event) -> None:
    """Make the partitions of the months to come, drop those that are older than they are to be kept."""
    await every(settings.tidy_seconds, stopping, lambda: keep_partitions_once(settings, db))


async def keep_partitions_once(settings: Settings, db: Database) -> tuple[int, list[str]]:
    """Do one round; return how many partitions were made, and the names of those that were dropped."""
    made = await keep_ahead(db, months=settings.partition_months)
    dropped = await drop_old(db, kept_months(settings), today=datetime.now(UTC).date())
    if made or dropped:
        log().info("partitions", made=made, dropped=dropped)
    return made, dropped


def kept_months(settings: Settings) -> dict[str, int]:
    """Return how many whole months of each fact table are kept."""
    return {
        "event_impressions": settings.keep_impressions_months,
        "post_impressions": settings.keep_impressions_months,
        "analytics_events": settings.keep_events_months,
        "ad_impressions": settings.keep_ads_months,
        "ad_clicks": settings.keep_ads_months,
    }


async def forget_visitors(settings: Settings, db: Database, stopping: asyncio.Event) -> None:
    """Delete the salts of the day before yesterday, and who was counted then."""

    async def work() -> None:
        async with db.acting_as(Worker()) as tx:
            await analytics.forget_visitors(tx)

    await every(settings.tidy_seconds, stopping, work)
