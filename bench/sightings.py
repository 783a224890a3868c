"""Recording what visitors see: the recorder in a process, beside COPY of the same rows on the same server."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec
import uvloop

from bench.machine import cpu_seconds
from showground.database import open_database
from showground.db.cluster import connected
from showground.domains.analytics.recording.recorder import BATCH, Recorder
from showground.domains.analytics.recording.types import Sighting, Witness
from showground.kit.ids import uuid7

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.stage import Stage

COLUMNS = "id, created_at, event_id, seller_org_id, seller_user_id, surface, visitor"
ROWS = f"""
copy (select gen_random_uuid(), now(), e.id, e.owner_org_id, e.owner_user_id, 'discover'::analytics.surface, n::bigint
        from generate_series(1, {BATCH}) n
        join events.events e on e.id = bench.id('event', 1 + (n * 7919 + %s) %% 2000))
to stdout (format binary)
"""
BARE = "create unlogged table bench.bare as select * from analytics.event_impressions with no data"


class Ingest(msgspec.Struct, frozen=True):
    """Showings a second, and milliseconds of processor time for each: of the process that writes, of the server."""

    what: str
    rate: float
    client_ms: float
    server_ms: float


def measure_sightings(stage: Stage, *, seconds: float) -> list[Ingest]:
    """Return what COPY reaches, with and without keys, indexes and counts, and what the recorder does."""
    return [
        _copied(stage, "COPY into a table without keys and indexes", "bench.bare", seconds=seconds),
        _copied(stage, "COPY into event_impressions, counts raised", "analytics.event_impressions", seconds=seconds),
        _recorded(stage, seconds=seconds),
    ]


def _copied(stage: Stage, what: str, table: str, *, seconds: float) -> Ingest:
    """COPY batches of the recorder's size as somebody whom no policy binds; making the rows does not count."""
    rows, took, own, server = 0, 0.0, 0.0, 0.0
    with connected(stage.url("postgres")) as connection:
        connection.execute(BARE.replace("create unlogged table", "create unlogged table if not exists"))
        while took < seconds:
            with connection.cursor() as cursor:
                with cursor.copy(ROWS % rows) as out:
                    batch = b"".join(bytes(part) for part in out)
                began, used, spent = time.perf_counter(), time.process_time(), cpu_seconds(stage.server.pid)
                with cursor.copy(f"copy {table} ({COLUMNS}) from stdin (format binary)") as into:
                    into.write(batch)
                took += time.perf_counter() - began
                own += time.process_time() - used
                server += cpu_seconds(stage.server.pid) - spent
            rows += BATCH
    return Ingest(what, rows / took, own * 1000 / rows, server * 1000 / rows)


def _recorded(stage: Stage, *, seconds: float) -> Ingest:
    with connected(stage.url("postgres")) as connection:
        found = connection.execute("select bench.id('event', n) from generate_series(1, 2000) n").fetchall()
    events = [UUID(str(row[0])) for row in found]
    server = cpu_seconds(stage.server.pid)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        written, took, own = runner.run(_note(stage.url("showground_app"), events, seconds=seconds))
    server = cpu_seconds(stage.server.pid) - server
    return Ingest(
        "the recorder, rights and consent proved", written / took, own * 1000 / written, server * 1000 / written
    )


async def _note(url: str, events: Sequence[UUID], *, seconds: float) -> tuple[int, float, float]:
    """Note pages of 24 cards as fast as they are written."""
    db = open_database(url)
    recorder = Recorder(db, lambda: bytes(32), pause=timedelta(milliseconds=1), most=4 * BATCH)
    by, turn = Witness(None, None, "192.0.2.7\nFirefox", nobody=False), 0
    began, used = time.perf_counter(), time.process_time()
    while time.perf_counter() - began < seconds:
        while len(recorder._queue) < 2 * BATCH:
            cards = (events[(turn * 24 + n) * 7919 % len(events)] for n in range(24))
            recorder.note([Sighting(id=uuid7(), by=by, event_id=one, surface="discover") for one in cards])
            turn += 1
        await asyncio.sleep(0.002)
    await recorder.drain()
    took, used = time.perf_counter() - began, time.process_time() - used
    await db.close()
    if recorder.dropped:
        raise RuntimeError(f"{recorder.dropped} sightings were dropped")
    return recorder.written, took, used
