"""A process dies over somebody's data: the next one ends what it began, and the books are whole at every moment."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import timedelta
from pathlib import Path

import asyncpg
import msgspec
import pytest
from tests.make.checked import assert_clean
from tests.quux import TRACES, dumped, lines_with, plant_quux
from tests.races.leaving_actor import Round, go_round
from tests.races.test_kill import OF_PRIVACY, every_point

from showground.db.pool import prepare_connection
from showground.domains.users.leaving import service
from showground.gateways.storage.opening import open_storage
from showground.schema.personal import steps
from showground.settings import read_settings

KILLED = [
    ("privacy.packed", 1),
    ("privacy.put", 1),
    ("privacy.begun", 1),
    *(("privacy.step", nth) for nth in range(1, len(steps()) + 1)),
    ("privacy.kept", 1),
    ("db.before_commit", 4),
    ("db.before_commit", 8),
    ("db.committed", 3),
]


async def killed(errand, point, nth):
    """Run the actor that is to die at the nth pass of a point."""
    environment = {**os.environ, "SHOWGROUND_FAULT_POINT": f"{point}:{nth}", "PYTHONPATH": os.pathsep.join(sys.path)}
    actor = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.races.leaving_actor"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env=environment,
        cwd=Path(__file__).parents[2],
    )
    said, _ = await asyncio.wait_for(actor.communicate(msgspec.json.encode(errand)), 120)
    assert actor.returncode == -signal.SIGKILL, said.decode()


@pytest.mark.parametrize(("point", "nth"), KILLED)
async def test_copy_and_erasure_survive_a_kill_at(point, nth, fresh, tmp_path):
    errand = Round(fresh.app_url, str(tmp_path))
    storage = open_storage(read_settings({"SHOWGROUND_STATE_DIR": str(tmp_path)}))
    connection = await asyncpg.connect(fresh.owner_url)
    try:
        await prepare_connection(connection)
        quux = await plant_quux(fresh, connection, storage)
        async with fresh.db.acting_as(quux.principal) as tx:
            await service.want_export(tx, quux.user_id)
            await service.ask_erasure(tx, quux.user_id, grace=timedelta(0))

        await killed(errand, point, nth)
        await assert_clean(fresh)
        await connection.execute("update users.exports set tried_at = null")  # the pause is over
        await go_round(errand)

        assert lines_with(dumped(fresh.superuser_url), TRACES) == []
        assert await connection.fetchval("select count(*) from users.erasures where done_at is not null") == 1
        assert await connection.fetchval("select count(*) from showground.audit_log where action = 'users.erased'") == 1
        assert [one async for one in storage.listed("exports")] == []
        await assert_clean(fresh)
    finally:
        await connection.close()


def test_every_point_of_privacy_is_killed():
    assert {point for point in every_point() if point.startswith("privacy.")} == OF_PRIVACY
    assert {point for point, _ in KILLED if point.startswith("privacy.")} == OF_PRIVACY
