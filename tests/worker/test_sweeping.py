"""Pictures that nothing shows go after a grace, with their blobs; what is shown, or too young, stays."""

from __future__ import annotations

import asyncio
import os
import time
from datetime import timedelta

import pytest
from tests.make import Make
from tests.make.pictures import picture_bytes

from showground.db.principal import Worker
from showground.domains.events.managing import cover
from showground.domains.organizations import logo
from showground.domains.users.pictures import service, store
from showground.domains.users.pictures.rules import blobs_of
from showground.gateways.storage.opening import open_storage
from showground.kit.decoding import pictured
from showground.settings import read_settings
from showground.worker.sweeping.pictures import Swept, sweep_once

NOW, DAY = timedelta(0), timedelta(days=1)
VARIANTS = {kind: pictured(picture_bytes((40, 20)), kind) for kind in ("avatar", "logo", "cover")}


@pytest.fixture
def storage(tmp_path):
    return open_storage(read_settings({"SHOWGROUND_STATE_DIR": str(tmp_path)}))


@pytest.fixture
def world(fresh):
    return Make(fresh.db)


async def shown(world, storage, person, kind="avatar", **where):
    """Have a person show a picture and return its key."""
    picture = await service.keep(storage, kind, VARIANTS[kind])
    async with world.db.acting_as(person.principal) as tx:
        if kind == "avatar":
            await service.set_avatar(tx, picture)
        elif kind == "logo":
            await logo.set_logo(tx, where["handle"], picture, actor=person.user_id)
        else:
            await cover.set_cover(tx, where["event_id"], picture)
    return picture.key


async def names(storage):
    return {one.name async for one in storage.listed()}


def aged(tmp_path):
    """Make every blob a year old."""
    for path in (tmp_path / "uploads").rglob("*.webp"):
        os.utime(path, (time.time() - 31_536_000,) * 2)


async def test_what_is_shown_stays_however_old(world, storage, tmp_path):
    shop = await world.shop()
    organization = await world.organization(founder=shop.owner)
    keys = [
        await shown(world, storage, shop.owner),
        await shown(world, storage, shop.owner, "cover", event_id=shop.event_id),
        await shown(world, storage, shop.owner, "logo", handle=organization.handle),
    ]
    aged(tmp_path)

    assert [await sweep_once(world.db, storage, grace=NOW) for _ in range(2)] == [Swept(0, 0)] * 2
    assert await names(storage) == {blob for key in keys for blob in blobs_of(key)}


async def test_what_was_replaced_goes_once_the_grace_is_over(world, storage, tmp_path):
    person = await world.user()
    first, second = await shown(world, storage, person), await shown(world, storage, person)
    aged(tmp_path)

    assert await sweep_once(world.db, storage, grace=DAY) == Swept(0, 0)
    assert await names(storage) == {*blobs_of(first), *blobs_of(second)}
    assert await sweep_once(world.db, storage, grace=NOW) == Swept(1, 2)
    assert await names(storage) == set(blobs_of(second))


async def test_what_is_shown_again_is_safe_again(world, storage, sql, fresh):
    person = await world.user()
    first = await shown(world, storage, person)
    async with world.db.acting_as(person.principal) as tx:
        await service.remove_avatar(tx)
    await sweep_once(world.db, storage, grace=DAY)
    async with world.db.acting_as(Worker(person.user_id)) as tx:
        await store.set_avatar(tx, first)

    assert await sweep_once(world.db, storage, grace=NOW) == Swept(0, 0)
    async with world.db.acting_as(person.principal) as tx:
        await service.remove_avatar(tx)
    assert await sweep_once(world.db, storage, grace=DAY) == Swept(0, 0)


async def test_what_a_broken_upload_left_goes_but_not_one_under_way(world, storage, tmp_path):
    left = await service.keep(storage, "cover", VARIANTS["cover"])
    aged(tmp_path)
    under_way = await service.keep(storage, "cover", VARIANTS["cover"])

    assert await sweep_once(world.db, storage, grace=DAY) == Swept(0, 3)
    assert await names(storage) == set(blobs_of(under_way.key))
    assert left.key != under_way.key


async def test_what_is_not_ours_stays(world, storage, tmp_path):
    await storage.put("pictures/ab/readme.txt", b"by hand")
    await storage.put("tickets/ab/one.pdf", b"somebody else's")
    for path in (tmp_path / "uploads").rglob("*.*"):
        os.utime(path, (0, 0))

    assert await sweep_once(world.db, storage, grace=NOW) == Swept(0, 0)
    assert await names(storage) == {"pictures/ab/readme.txt", "tickets/ab/one.pdf"}


async def test_sweeping_while_people_change_their_pictures_loses_none(world, storage):
    """Eight people change theirs while two sweepers run: whatever is shown in the end is there in every size."""
    people = [await world.user() for _ in range(8)]
    done = asyncio.Event()

    async def sweeping():
        while not done.is_set():
            await sweep_once(world.db, storage, grace=timedelta(seconds=300))

    async def changing(person):
        return [await shown(world, storage, person) for _ in range(5)]

    sweepers = [asyncio.create_task(sweeping()) for _ in range(2)]
    changed = await asyncio.gather(*(changing(person) for person in people))
    done.set()
    await asyncio.gather(*sweepers)

    assert {blob for keys in changed for blob in blobs_of(keys[-1])} <= await names(storage)


async def test_a_backup_is_told_every_blob_that_a_row_names(world, storage):
    person = await world.user()
    kept = {await shown(world, storage, person) for _ in range(3)}

    async with world.db.acting_as(Worker(), read_only=True) as tx:
        listed = [name async for name in service.blobs_in_use(tx)]

    assert sorted(listed) == sorted(blob for key in kept for blob in blobs_of(key))
    assert set(listed) == await names(storage)
