"""Listeners of live numbers held by one process, with their memory; and sign-ins beside the hashes that bound them."""

from __future__ import annotations

import asyncio
import resource
import time
from typing import TYPE_CHECKING
from uuid import uuid4

import msgspec

from bench.load import Wire
from bench.machine import cpu_seconds, memory_mb
from showground.db.cluster import connected
from showground.domains.users.passwords import AT_ONCE, HASHING, check_password, hash_password

if TYPE_CHECKING:
    from uuid import UUID

    from bench.stage import Platform, Stage

STREAMS, AT_A_TIME, REST_SECONDS = 5_000, 50, 15
PASSWORD, PEOPLE = "eine-lange-gasse-9", 400
COMMITS = "select xact_commit from pg_stat_database where datname = current_database()"
EVENTS = """
select e.id, t.id, 1 + (n - 1) % 200
  from generate_series(1, 2000) n
  join events.events e on e.id = bench.id('event', n) and e.owner_org_id is not null
  join ticketing.ticket_tiers t on t.id = bench.id('tier', 4 * n - 3)
 order by n
"""
ACCOUNTS = """
with hashed as (
    update users.accounts set password_hash = %s
     where user_id in (select bench.id('person', n) from generate_series(1, %s) n))
insert into users.contacts (user_id, email, email_verified_at)
select bench.id('person', n), 'person-' || n || '@example.org', now() from generate_series(1, %s) n
"""


class Found(msgspec.Struct, frozen=True):
    """One figure and its unit."""

    what: str
    value: float
    unit: str


async def _listener(port: int, event: UUID, key: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Open a stream and read the first number."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=4096)
    words = f"GET /api/v1/events/{event}/live HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {key}\r\n\r\n"
    writer.write(words.encode())
    head = await reader.readuntil(b"\r\n\r\n")
    if b" 200 " not in head[:20]:
        raise RuntimeError(head.decode())
    await reader.readuntil(b"data: ")
    return reader, writer


async def measure_streams(stage: Stage, platform: Platform, *, most: int = STREAMS) -> list[Found]:
    """Open that many streams, of as many askers and events as there are; rest; sell once and see who hears of it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, most + 1000), hard))
    with connected(stage.url("postgres")) as connection:
        events = connection.execute(EVENTS).fetchall()
        wanted = [events[n % len(events)] for n in range(most)]
        keys = [f"sg_bench_{201 if n // len(events) % 2 else owner}" for n, (_, _, owner) in enumerate(wanted)]
        turns, began, before = asyncio.Semaphore(AT_A_TIME), time.monotonic(), memory_mb(platform.pid)

        async def opened(event: UUID, key: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
            async with turns:
                return await _listener(platform.port, event, key)

        streams = await asyncio.gather(*(opened(event[0], key) for event, key in zip(wanted, keys, strict=True)))
        took, held = time.monotonic() - began, memory_mb(platform.pid)
        commits, cpu = _number(connection), cpu_seconds(platform.pid)
        await asyncio.sleep(REST_SECONDS)
        commits, cpu = _number(connection) - commits, cpu_seconds(platform.pid) - cpu
        heard = await _sold(platform, wanted[0], [one[0] for one in streams[:: len(events)]])
    for _, writer in streams:
        writer.close()
    return [
        Found("streams held by one process", len(streams), ""),
        Found("opened, each with its first number", len(streams) / took, "/s"),
        Found("memory of a stream", (held - before) * 1024 / len(streams), "KiB"),
        Found("memory of web with them", held, "MiB"),
        Found("transactions while nothing happens", commits / REST_SECONDS, "/s"),
        Found("processor of web while nothing happens", cpu / REST_SECONDS * 100, "%"),
        Found("from a sale to its last listener", heard * 1000, "ms"),
    ]


def _number(connection) -> int:
    connection.execute("select pg_stat_clear_snapshot()")
    return connection.execute(COMMITS).fetchone()[0]


async def _sold(platform: Platform, event, readers: list[asyncio.StreamReader]) -> float:
    """Sell a ticket; return the seconds until every listener of that event has heard of it."""
    _, wire = await asyncio.get_running_loop().create_connection(Wire, "127.0.0.1", platform.port)
    for reader in readers:
        await reader.readuntil(b"\n")  # the rest of the first number
    body = {"event": event[0], "lines": [{"tier": event[1], "quantity": 1}], "name": "A", "email": "a@example.org"}
    began = time.monotonic()
    status, answer = await wire.ask(_post("/api/v1/orders", body, **{"idempotency-key": uuid4().hex}))
    if status != 201:
        raise RuntimeError(answer.decode())
    await asyncio.wait_for(asyncio.gather(*(reader.readuntil(b"data: ") for reader in readers)), 30)
    return time.monotonic() - began


def _post(path: str, body: object, **headers: str) -> bytes:
    raw = msgspec.json.encode(body)
    named = {"host": "bench", "content-type": "application/json", "sec-fetch-site": "same-origin", **headers}
    named["content-length"] = str(len(raw))
    lines = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return f"POST {path} HTTP/1.1\r\n{lines}\r\n".encode() + raw


async def measure_sign_in(stage: Stage, platform: Platform, *, seconds: float) -> list[Found]:
    """Measure hashes alone, then sign-ins of different people from different addresses, as many at once."""
    known = await hash_password(PASSWORD)
    with connected(stage.url("postgres")) as connection:
        connection.execute(ACCOUNTS, [known, PEOPLE, PEOPLE])

    async def hash_once(_: int) -> None:
        await check_password(PASSWORD, known)

    loop = asyncio.get_running_loop()
    wires = [(await loop.create_connection(Wire, "127.0.0.1", platform.port))[1] for _ in range(AT_ONCE)]

    async def enter(n: int) -> None:
        body = {"email": f"person-{1 + n % PEOPLE}@example.org", "password": PASSWORD}
        address = f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}"
        status, answer = await wires[n % AT_ONCE].ask(_post("/api/v1/sessions", body, **{"x-forwarded-for": address}))
        if status != 201:
            raise RuntimeError(f"{status} {answer.decode()}")

    limit, rate = await _rate(hash_once, seconds), await _rate(enter, seconds)
    parameters = HASHING.hash("x").split("$")[3]
    return [
        Found(f"argon2 alone ({parameters}), {AT_ONCE} at once", limit, "/s"),
        Found(f"sign-in, {AT_ONCE} at once", rate, "/s"),
        Found("of the limit", rate / limit * 100, "%"),
    ]


async def _rate(once, seconds: float) -> float:
    done, until, began = 0, time.monotonic() + seconds, time.monotonic()

    async def keep_on(lane: int) -> None:
        nonlocal done
        n = lane
        while time.monotonic() < until:
            await once(n)
            done, n = done + 1, n + AT_ONCE

    await asyncio.gather(*(keep_on(lane) for lane in range(AT_ONCE)))
    return done / (time.monotonic() - began)
