"""A lean HTTP/1.1 client in a process of its own: keep-alive connections, one request at a time each. Run by `bench`.

Reads a `Task` as JSON from standard input, writes a `Result` as JSON to standard output.
"""

from __future__ import annotations

import asyncio
import random
import sys
import time
from pathlib import Path
from uuid import UUID, uuid4

import msgspec
import uvloop

from showground.gateways.payments.messages import Due
from showground.gateways.payments.test_provider import TestProvider


class Task(msgspec.Struct, frozen=True):
    """What to send, how hard and how long. `codes` are (event id, ticket code) for a scanner."""

    scenario: str
    port: int
    connections: int
    seconds: float
    warm_seconds: float
    tiers: list[tuple[UUID, UUID]] = []
    codes: list[tuple[UUID, str]] = []
    provider_secret: bytes = b""


class Result(msgspec.Struct, frozen=True):
    """What came back after the warm-up: counts by status, latencies in milliseconds, processor time of this client."""

    operations: int
    seconds: float
    p50: float
    p95: float
    p99: float
    statuses: dict[int, int]
    odd: str
    client_ms: float


class Wire(asyncio.Protocol):
    """One connection. Reads answers with a Content-Length, which is all that the platform sends to these requests."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._waiting: asyncio.Future[tuple[int, bytes]] | None = None
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport):
        self._transport = transport

    def connection_lost(self, exc):
        if self._waiting and not self._waiting.done():
            self._waiting.set_exception(exc or ConnectionResetError("closed by the server"))

    def data_received(self, data):
        self._buffer += data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        head = bytes(self._buffer[:end]).lower()
        whole = end + 4 + length_of(head)
        if len(self._buffer) >= whole:
            body = bytes(self._buffer[end + 4 : whole])
            del self._buffer[:whole]
            self._waiting.set_result((int(head[9:12]), body))

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """Send a request and return status and body."""
        self._waiting = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._waiting


class Client:
    """Sends a scenario's operations until the time is over."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.random = random.Random()
        self.operation = getattr(self, task.scenario)
        self.took: list[float] = []
        self.statuses: dict[int, int] = {}
        self.odd = ""
        self.scanner = uuid4()
        self.next_code = self.random.randrange(max(1, len(task.codes)))
        self.provider = TestProvider(task.provider_secret, Path("unwritten"))  # it signs and keeps no books here
        self.measuring = False

    async def run(self) -> Result:
        """Warm up, measure, and say what was measured."""
        stop = asyncio.Event()
        asks = [asyncio.create_task(self._one(stop)) for _ in range(self.task.connections)]
        await asyncio.sleep(self.task.warm_seconds)
        self.measuring = True
        began, used = time.perf_counter(), time.process_time()
        await asyncio.sleep(self.task.seconds)
        seconds, used = time.perf_counter() - began, time.process_time() - used
        self.measuring = False
        stop.set()
        await asyncio.gather(*asks)
        took = sorted(self.took) or [0.0]
        p50, p95, p99 = (took[min(len(took) - 1, int(len(took) * share))] * 1000 for share in (0.5, 0.95, 0.99))
        each = used * 1000 / max(1, len(self.took))
        return Result(len(self.took), seconds, p50, p95, p99, self.statuses, self.odd, each)

    async def _one(self, stop: asyncio.Event) -> None:
        _, wire = await asyncio.get_running_loop().create_connection(Wire, "127.0.0.1", self.task.port)
        while not stop.is_set():
            began = time.perf_counter()
            status, body = await self.operation(wire)
            if self.measuring:
                self.took.append(time.perf_counter() - began)
                self.statuses[status] = self.statuses.get(status, 0) + 1
                if status >= 300 and not self.odd:
                    self.odd = body[:300].decode(errors="replace")
        wire._transport.close()

    async def event_page(self, wire: Wire) -> tuple[int, bytes]:
        return await wire.ask(get(f"/events/event-{self.random.randint(1, 2000)}"))

    async def hot_event_page(self, wire: Wire) -> tuple[int, bytes]:
        return await wire.ask(get("/events/event-7"))

    async def event_json(self, wire: Wire) -> tuple[int, bytes]:
        event_id, _ = self.random.choice(self.task.tiers)
        return await wire.ask(get(f"/api/v1/events/{event_id}"))

    async def ticket_list(self, wire: Wire) -> tuple[int, bytes]:
        return await wire.ask(get("/api/v1/tickets", self._somebody()))

    async def order(self, wire: Wire) -> tuple[int, bytes]:
        event_id, tier_id = self.random.choice(self.task.tiers)
        body = {"event": event_id, "lines": [{"tier": tier_id, "quantity": 1}], "name": "A buyer"}
        return await wire.ask(post("/api/v1/orders", body, self._somebody(), idempotency_key=uuid4().hex))

    async def paid_order(self, wire: Wire) -> tuple[int, bytes]:
        status, body = await self.order(wire)
        if status != 201:
            return status, body
        made = msgspec.json.decode(body)
        due = Due(UUID(made["payment"]), made["total"]["amount"], made["total"]["currency"])
        headers, notice = self.provider.signed(self.provider.notice(due, "captured"))
        return await wire.ask(post("/api/v1/notices/test", notice, **headers))

    async def scan(self, wire: Wire) -> tuple[int, bytes]:
        self.next_code += 1
        again = self.next_code % 5 == 0  # one in five was here before
        event_id, code = self.task.codes[(self.next_code - (3 if again else 0)) % len(self.task.codes)]
        body = {"code": code, "scanner_id": self.scanner, "client_scan_id": uuid4(), "gate_name": "North"}
        return await wire.ask(post(f"/api/v1/events/{event_id}/scans", body, "sg_bench_201"))

    def _somebody(self) -> str:
        return f"sg_bench_{self.random.randint(1, 2000)}"


def length_of(head: bytes) -> int:
    """Return how many bytes follow a head in lower case; 204 has none.

    Raises:
        ValueError: the answer has no length, which this client does not read.
    """
    at = head.find(b"content-length:")
    if at < 0 and head[9:12] != b"204":
        raise ValueError(f"an answer without a length: {head!r}")
    return int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0


def get(path: str, key: str = "") -> bytes:
    """Return a GET request."""
    return _request("GET", path, {"Authorization": f"Bearer {key}"} if key else {})


def post(path: str, body: object, key: str = "", **headers: str) -> bytes:
    """Return a POST request; header names are written with underscores."""
    raw = body if isinstance(body, bytes) else msgspec.json.encode(body)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    named |= {"Content-Type": "application/json", "Content-Length": str(len(raw))}
    return _request("POST", path, named | ({"Authorization": f"Bearer {key}"} if key else {})) + raw


def _request(method: str, path: str, headers: dict[str, str]) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode()


def main() -> None:
    """Do the task."""
    task = msgspec.json.decode(sys.stdin.buffer.read(), type=Task)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        result = runner.run(Client(task).run())
    sys.stdout.buffer.write(msgspec.json.encode(result))


if __name__ == "__main__":
    main()
