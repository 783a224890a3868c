"""The platform at a glance: what needs attention first, and what happened lately."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

import msgspec

from showground.db.layout import migration_files
from showground.db.sql import named
from showground.domains.analytics import store as analytics
from showground.http.metrics import vital_signs
from showground.http.operating import rules
from showground.http.operating.types import Health, Hour, Run, Standing
from showground.kit.ids import uuid7

if TYPE_CHECKING:
    from uuid import UUID

    from showground.db.tx import Tx
    from showground.settings import Settings

SQL = named(__name__)


class Applied(msgspec.Struct, frozen=True):
    """A migration that the database has had."""

    name: str


async def health(tx: Tx, settings: Settings) -> Health:
    """Return every sign of the platform, worst first; the caller's right was proved before."""
    now = datetime.now(UTC)
    vital = await vital_signs(tx)
    standing = await tx.one(SQL["standing"], Standing, stalled=timedelta(seconds=settings.stalled_seconds))
    strays = await analytics.grown_defaults(tx)
    check = await tx.maybe(SQL["last_ended_run"], Run, kind="check")
    backup = await tx.maybe(SQL["last_ended_run"], Run, kind="backup")
    found = rules.signs(
        vital,
        standing,
        strays=len(strays),
        pending=len(await pending_migrations(tx)),
        stalled_seconds=settings.stalled_seconds,
    )
    return Health(
        signs=rules.ordered([*found, *rules.run_signs(check, backup, now=now)]),
        standing=standing,
        check=check,
        backup=backup,
        facts_by_hour=await tx.all(SQL["facts_by_hour"], Hour, since=_since(now - timedelta(hours=24))),
        letters_by_day=await tx.all(SQL["letters_by_day"], Hour, since=_since(now - timedelta(days=14))),
    )


async def pending_migrations(tx: Tx) -> list[str]:
    """Return the migrations of this version that the database has not had."""
    applied = {one.name for one in await tx.all(SQL["applied_migrations"], Applied)}
    return [name for name in _ours() if name not in applied]


@cache
def _ours() -> tuple[str, ...]:
    return tuple(file.name for file in migration_files())


def _since(moment: datetime) -> UUID:
    """Return about the least identifier that was made since a moment."""
    return uuid7(at_ms=int(moment.timestamp() * 1000))
