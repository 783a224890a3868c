"""A process dies over a picture: what a row names is there in every size, what is left over goes when it is swept."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

import asyncpg
import msgspec
import pytest
from tests.make import Make
from tests.races.picture_actor import Change, show_two
from tests.races.test_kill import OF_PICTURES, every_point

from showground.domains.users.pictures.rules import blobs_of


async def killed(change, point, nth):
    """Run the actor that is to die at the nth pass of a point."""
    environment = {**os.environ, "SHOWGROUND_FAULT_POINT": f"{point}:{nth}", "PYTHONPATH": os.pathsep.join(sys.path)}
    actor = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.races.picture_actor"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env=environment,
        cwd=Path(__file__).parents[2],
    )
    said, _ = await asyncio.wait_for(actor.communicate(msgspec.json.encode(change)), 120)
    assert actor.returncode == -signal.SIGKILL, said.decode()


async def known(site):
    """Return the key that the person shows and all that there are."""
    connection = await asyncpg.connect(site.owner_url)
    try:
        shown = await connection.fetchval("select avatar_key from users.user_profiles")
        return shown, {row["key"] for row in await connection.fetch("select key from users.pictures")}
    finally:
        await connection.close()


def lying(state_dir):
    """Return the blobs in the folder."""
    folder = state_dir / "uploads"
    return {str(path.relative_to(folder)) for path in folder.rglob("*.webp")}


@pytest.mark.parametrize(
    ("point", "nth"),
    [
        *(("pictures.put", nth) for nth in (1, 2, 3, 4)),
        *(("pictures.added", nth) for nth in (1, 2)),
        *((point, nth) for point in ("db.before_commit", "db.committed") for nth in (1, 2, 3, 4)),
        ("pictures.forgotten", 1),
    ],
)
async def test_a_picture_survives_a_kill_at(point, nth, fresh, tmp_path):
    person = await Make(fresh.db).user()
    change = Change(fresh.app_url, str(tmp_path), person.user_id)

    await killed(change, point, nth)
    shown, keys = await known(fresh)

    assert {blob for key in keys for blob in blobs_of(key)} <= lying(tmp_path)
    assert shown is None or shown in keys

    await show_two(change)
    shown, keys = await known(fresh)

    assert keys == {shown}
    assert lying(tmp_path) == set(blobs_of(shown))


def test_every_point_of_pictures_is_killed():
    assert {point for point in every_point() if point.startswith("pictures.")} == OF_PICTURES
