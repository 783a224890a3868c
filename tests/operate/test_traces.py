"""Spans of real processes at a real collector; and without one, nothing of tracing in the process."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from uuid import uuid4

import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from tests.make import Make
from tests.postoffice import open_office

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
TRACEPARENT = f"00-{TRACE}-00f067aa0ba902b7-01"
BUYER = "mara.traced@example.org"
SECONDS = 60
REMEMBER = """
import atexit, os, sys
if "answer" in sys.orig_argv:
    atexit.register(lambda: open({file!r}, "w").write("\\n".join(sys.modules)))
"""
NOT_AT_START = {
    *("opentelemetry", "webauthn", "icalendar", "PIL", "segno"),
    *("httpx", "authlib", "aiosmtplib", "psycopg", "rich"),
    *("graphviz_pure", "networkx", "inflection"),
}


class Collector:
    """Takes what is exported, and gives the spans by the name of their service."""

    def __init__(self):
        self.bodies: list[tuple[str, bytes]] = []

    def spans(self):
        for path, body in self.bodies:
            assert path == "/v1/traces"
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
                [service] = [a.value.string_value for a in resource.resource.attributes if a.key == "service.name"]
                for scope in resource.scope_spans:
                    for span in scope.spans:
                        yield service, span

    def of_trace(self, trace):
        return [(service, span) for service, span in self.spans() if span.trace_id.hex() == trace]


@contextmanager
def collecting():
    """Run a collector; give it and its address."""
    collector = Collector()

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self):
            collector.bodies.append((self.path, self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Taking)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield collector, f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def marks(span):
    """Return what a span is marked with."""
    values = {}
    for one in span.attributes:
        kind = one.value.WhichOneof("value")
        values[one.key] = getattr(one.value, kind)
    return values


async def buy(client, shop):
    line = {"tier": str(shop.tier_id), "quantity": 1}
    body = {"event": str(shop.event_id), "lines": [line], "name": "Mara", "email": BUYER}
    headers = {"idempotency-key": uuid4().hex, "sec-fetch-site": "same-origin", "traceparent": TRACEPARENT}
    return await client.post("/api/v1/orders", json=body, headers=headers)


@pytest.mark.alone
@pytest.mark.timeout(300)
async def test_a_purchase_is_one_trace_from_the_caller_to_the_job_about_it(fresh, platform_on):
    shop = await Make(fresh.db).shop()
    with collecting() as (collector, address):
        async with open_office() as office:
            platform = platform_on(
                fresh.app_url,
                OTEL_EXPORTER_OTLP_ENDPOINT=address,
                SHOWGROUND_LOG_LEVEL="debug",
                SHOWGROUND_SMTP_URL=f"smtp://127.0.0.1:{office.port}?tls=never",
                SHOWGROUND_MAIL_FROM="Showground <tickets@example.org>",
            )
            with platform.serving():
                async with httpx.AsyncClient(base_url=platform.address, timeout=30) as client:
                    bought = await buy(client, shop)
                    missing = await client.get(f"/events/{uuid4()}?token=planted-secret")
                worker = platform.start("worker")
                try:
                    await asyncio.wait_for(office.awaited.wait(), SECONDS)
                    await asyncio.sleep(1)  # until the letter's answer is noted
                finally:
                    worker.terminate()
                    await asyncio.to_thread(worker.communicate, timeout=SECONDS)
        spans, everything = collector.of_trace(TRACE), list(collector.spans())

    assert (bought.status_code, missing.status_code) == (201, 404)
    by_name = {span.name: (service, span) for service, span in spans}
    service, request = by_name["POST /api/v1/orders"]
    assert (service, request.parent_span_id.hex()) == ("showground-web", "00f067aa0ba902b7")
    assert marks(request) == {
        "http.request.method": "POST",
        "http.route": "/api/v1/orders",
        "http.response.status_code": 201,
    }
    assert marks(by_name["gate"][1]) == {"batch": 1}
    assert by_name["transaction"][1].kind == by_name["transaction"][1].SPAN_KIND_CLIENT
    jobs = {span.name for service, span in spans if service == "showground-worker" and span.name.startswith("job ")}
    assert "job messaging.confirm_order" in jobs
    letters = [marks(span) for _, span in everything if span.name == "mail"]
    assert [(one["showground.mail.kind"], one["showground.fate"]) for one in letters] == [
        ("ticketing.order_paid", "accepted")
    ]
    unknown = [span.name for _, span in everything if marks(span).get("http.response.status_code") == 404]
    assert unknown == ["GET /events/{slug}"]
    text = b"".join(body for _, body in collector.bodies)
    secret = b"planted-secret", BUYER.encode(), b"select ", str(shop.event_id).encode()
    assert [word for word in secret if word in text] == []
    lines = [json.loads(line) for line in platform.log.read_text().splitlines() if '"answered"' in line]
    assert {line["trace_id"] for line in lines if line["path"] == "/api/v1/orders"} == {TRACE}
    assert all(line["request_id"] for line in lines)


@pytest.mark.alone
@pytest.mark.timeout(300)
async def test_without_a_collector_nothing_of_it_is_loaded_nor_what_only_some_pages_need(fresh, platform_on, tmp_path):
    shop, file = await Make(fresh.db).shop(), tmp_path / "modules"
    (tmp_path / "sitecustomize.py").write_text(REMEMBER.format(file=str(file)))
    platform = platform_on(fresh.app_url, PYTHONPATH=str(tmp_path), OTEL_EXPORTER_OTLP_ENDPOINT="")
    with platform.serving():
        async with httpx.AsyncClient(base_url=platform.address, timeout=30) as client:
            paths = ("/", f"/events/event-{shop.event_id}", "/sign-in")
            pages = [(await client.get(path)).status_code for path in paths]
            bought = (await buy(client, shop)).status_code

    loaded = {name.partition(".")[0] for name in file.read_text().splitlines()}
    assert (pages, bought) == ([200, 200, 200], 201)
    assert "showground" in loaded
    assert loaded & NOT_AT_START == set()


def test_a_collector_that_is_not_there_holds_nobody_up():
    program = """
import time
from showground.measures.tracing import close_tracing, open_tracing, span
open_tracing("http://127.0.0.1:9", process="test")
with span("work"):
    pass
began = time.monotonic()
close_tracing()
print(time.monotonic() - began)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert float(done.stdout) < 8
