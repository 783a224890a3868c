"""What the recorder writes and reads. One function, one query."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from showground.db.sql import named
from showground.domains.analytics.recording.types import Recorded

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from showground.db.tx import Database, Tx
    from showground.domains.analytics.recording.types import Sighting

SQL = named(__name__)
SALT_BYTES = 32


async def record(db: Database, sightings: Sequence[Sighting], visitors: Sequence[int | None]) -> list[Recorded]:
    """Write what was seen, in one round trip; return what was new.

    Args:
        visitors: The visitor's key of each, where he has one.
    """
    return await db.call(
        SQL["record"],
        Recorded,
        ids=[one.id for one in sightings],
        viewers=[one.by.viewer for one in sightings],
        events=[one.event_id for one in sightings],
        posts=[one.post_id for one in sightings],
        orgs=[one.org_id for one in sightings],
        surfaces=[one.surface for one in sightings],
        kinds=[one.kind for one in sightings],
        dwells=[None] * len(sightings),
        links=[one.by.link for one in sightings],
        nobody=[one.by.nobody for one in sightings],
        visitors=list(visitors),
        properties=[one.properties for one in sightings],
    )


async def salt_of(tx: Tx, day: date) -> bytes:
    """Return the salt of a day, the same for every process; made when it is the first that asks."""
    await tx.run(SQL["keep_salt"], day=day, salt=secrets.token_bytes(SALT_BYTES))
    salt: bytes = await tx.value(SQL["salt"], day=day)
    return salt
