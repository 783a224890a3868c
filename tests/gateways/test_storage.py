"""A folder and a bucket behave alike: the same questions to both, the bucket's asked of moto's server."""

from __future__ import annotations

import asyncio
import os
import socket
import stat
import subprocess
import sys
import time
import urllib.request
from datetime import UTC, datetime, timedelta

import boto3  # type: ignore[import-untyped]
import pytest

from showground.gateways.storage.opening import folder_of, open_storage
from showground.kit.faults import Invalid, Unavailable, Unknown
from showground.settings import read_settings

KEY, SECRET = "the-name-of-a-key", "the-key-that-nobody-sees"
BUCKET = "pictures"
WELL = (b"", b"x", bytes(range(256)) * 4096)
NO_NAMES = (
    "",
    "/etc/passwd",
    "../secret.key",
    "pictures/../../secret.key",
    "a//b",
    "a/",
    "A.webp",
    "a b",
    "a\0b",
    "a/.hidden",
    "%2e%2e/x",
)


@pytest.fixture(scope="module")
def s3():
    """The address of moto's server with an empty bucket."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            break
        except OSError:
            time.sleep(0.1)
    client = boto3.client(
        "s3", endpoint_url=address, region_name="us-east-1", aws_access_key_id=KEY, aws_secret_access_key=SECRET
    )
    client.create_bucket(Bucket=BUCKET)
    yield address, client
    process.terminate()
    process.wait(timeout=30)


def of_bucket(address, state_dir, *, prefix="/here"):
    return read_settings(
        {
            "SHOWGROUND_STATE_DIR": str(state_dir),
            "SHOWGROUND_STORAGE_URL": f"s3://{BUCKET}{prefix}",
            "SHOWGROUND_STORAGE_ENDPOINT": address,
            "SHOWGROUND_STORAGE_ACCESS_KEY": KEY,
            "SHOWGROUND_STORAGE_SECRET_KEY": SECRET,
        }
    )


@pytest.fixture(params=["folder", "bucket"])
async def storage(request, tmp_path):
    if request.param == "folder":
        yield open_storage(read_settings({"SHOWGROUND_STATE_DIR": str(tmp_path)}))
        return
    address, _ = request.getfixturevalue("s3")
    opened = open_storage(of_bucket(address, tmp_path))
    yield opened
    await opened.delete([one.name async for one in opened.listed()])


async def read(storage, name):
    blob = await storage.open(name)
    content = b"".join([chunk async for chunk in blob.chunks])
    assert len(content) == blob.size
    return content


@pytest.mark.parametrize("content", WELL, ids=["nothing", "a byte", "a megabyte"])
async def test_what_was_put_is_there(storage, content):
    before = datetime.now(UTC) - timedelta(seconds=2)
    await storage.put("pictures/ab/one.webp", content)
    [lying] = [one async for one in storage.listed("pictures")]

    assert await read(storage, "pictures/ab/one.webp") == content
    assert await storage.exists("pictures/ab/one.webp")
    assert (lying.name, lying.size) == ("pictures/ab/one.webp", len(content))
    assert before <= lying.written_at <= datetime.now(UTC) + timedelta(seconds=2)


async def test_a_large_one_comes_in_pieces(storage):
    await storage.put("big", bytes(3 << 20))
    pieces = [len(chunk) async for chunk in (await storage.open("big")).chunks]

    assert sum(pieces) == 3 << 20
    assert max(pieces) < 3 << 20


async def test_what_is_not_there_is_unknown(storage):
    assert not await storage.exists("pictures/none")
    with pytest.raises(Unknown):
        await storage.open("pictures/none")


async def test_a_later_one_of_that_name_takes_its_place(storage):
    await storage.put("one", b"first")
    await storage.put("one", b"second")

    assert await read(storage, "one") == b"second"


async def test_removing_passes_over_what_is_not_there(storage):
    for name in ("a/one", "a/two", "b/three"):
        await storage.put(name, b"x")

    await storage.delete(["a/none", "a/one", "b/three"])
    await storage.delete([])

    assert [one.name async for one in storage.listed()] == ["a/two"]


async def test_many_are_removed_at_once(storage):
    names = [f"many/{n:04}" for n in range(1005)]
    for first in range(0, len(names), 100):
        await asyncio.gather(*(storage.put(name, b"x") for name in names[first : first + 100]))

    assert len([one async for one in storage.listed("many")]) == 1005
    await storage.delete(names)

    assert [one async for one in storage.listed("many")] == []


async def test_a_folder_lists_its_own(storage):
    for name in ("a/one", "ab/two", "three"):
        await storage.put(name, b"x")

    assert [one.name async for one in storage.listed("a")] == ["a/one"]
    assert sorted([one.name async for one in storage.listed()]) == ["a/one", "ab/two", "three"]
    assert [one async for one in storage.listed("nowhere")] == []


@pytest.mark.parametrize("name", NO_NAMES)
async def test_a_name_leads_nowhere_else(storage, name):
    for call in (storage.put(name, b"x"), storage.open(name), storage.exists(name), storage.delete([name])):
        with pytest.raises(ValueError, match="is no name for a blob"):
            await call


async def test_twenty_writers_of_one_name_leave_one_whole(storage):
    contents = [bytes([n]) * 200_000 for n in range(20)]

    await asyncio.gather(*(storage.put("raced", content) for content in contents))

    assert await read(storage, "raced") in contents


async def test_the_folder_is_for_nobody_else_to_read(tmp_path):
    settings = read_settings({"SHOWGROUND_STATE_DIR": str(tmp_path)})
    await open_storage(settings).put("pictures/x", b"x")

    assert stat.S_IMODE((tmp_path / "uploads").stat().st_mode) == 0o700
    assert (tmp_path / "uploads/pictures/x").read_bytes() == b"x"


def test_no_folder_is_made_before_it_is_needed(tmp_path):
    open_storage(read_settings({"SHOWGROUND_STATE_DIR": str(tmp_path / "state")}))

    assert not (tmp_path / "state").exists()


async def test_a_bucket_is_used_below_its_prefix(s3, tmp_path):
    address, client = s3
    await open_storage(of_bucket(address, tmp_path, prefix="/deep/er")).put("a/one", b"x")

    listed = client.list_objects_v2(Bucket=BUCKET, Prefix="deep/")["Contents"]
    assert [one["Key"] for one in listed] == ["deep/er/a/one"]


@pytest.mark.timeout(120)
async def test_a_storage_that_cannot_be_reached_says_so_and_no_secret(tmp_path, caplog, capsys):
    storage = open_storage(of_bucket("http://127.0.0.1:9", tmp_path))

    for call in (storage.put("one", b"x"), storage.open("one"), storage.exists("one"), storage.delete(["one"])):
        with pytest.raises(Unavailable) as refused:
            await call
        assert SECRET not in repr(refused.value) + str(refused.value) + str(refused.value.__cause__)
    said = capsys.readouterr()
    assert SECRET not in caplog.text + said.out + said.err


def test_the_key_to_the_bucket_is_shown_to_nobody(tmp_path):
    settings = of_bucket("http://127.0.0.1:9", tmp_path)
    told = subprocess.run(
        [sys.executable, "-m", "showground", "settings"],
        env={**os.environ, "SHOWGROUND_STORAGE_SECRET_KEY": SECRET, "COLUMNS": "300"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert SECRET not in repr(settings) + str(settings) + repr(open_storage(settings))
    assert SECRET not in told.stdout + told.stderr
    assert "SHOWGROUND_STORAGE_SECRET_KEY" in told.stdout


@pytest.mark.parametrize("url", ["s3://", "https://bucket.example/x", "gs://bucket", "file://host/x"])
def test_what_is_neither_folder_nor_bucket_is_refused(url, tmp_path):
    settings = read_settings({"SHOWGROUND_STATE_DIR": str(tmp_path), "SHOWGROUND_STORAGE_URL": url})

    with pytest.raises(Invalid, match="SHOWGROUND_STORAGE_URL"):
        folder_of(settings)


def test_another_folder_may_be_named(tmp_path):
    for url in (f"{tmp_path}/other", f"file://{tmp_path}/other"):
        assert folder_of(read_settings({"SHOWGROUND_STORAGE_URL": url})) == tmp_path / "other"
