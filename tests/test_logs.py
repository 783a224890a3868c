"""Log lines: one object each, with their request, without a secret."""

from __future__ import annotations

import asyncio
import io
import json
import logging

import pytest

from showground.logs import HIDDEN, configure_logs, log, logging_as


@pytest.fixture
def lines():
    """Log into memory; give what was there before its place back."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    configure_logs("json", process="web", stream=stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers[:] = handlers
    root.setLevel(level)


async def test_each_line_carries_the_request_it_belongs_to(lines):
    async def request(number):
        with logging_as(request_id=number):
            await asyncio.sleep(0)
            log().info("served")

    await asyncio.gather(request("a"), request("b"))
    log().info("idle")
    assert [(line.get("request_id"), line["event"]) for line in lines()] == [
        ("a", "served"),
        ("b", "served"),
        (None, "idle"),
    ]


def test_secrets_are_hidden_by_name_and_in_urls(lines):
    log().info(
        "in", password="pw-1", headers={"Cookie": "pw-2"}, url="postgresql://app:pw-3@db/x", pair=["a://b:pw-4@c"]
    )
    try:
        raise ValueError("cannot reach postgresql://app:pw-5@db/x")
    except ValueError:
        log().exception("boom")
    logging.getLogger("library").warning("connecting to %s", "amqp://me:pw-6@host")
    assert "pw-" not in json.dumps(lines())
    assert lines()[0]["password"] == HIDDEN
    assert lines()[2]["event"] == f"connecting to amqp://me:{HIDDEN}@host"


def test_libraries_log_in_the_same_form(lines):
    logging.getLogger("asyncpg").error("lost %d", 3)
    [line] = lines()
    assert (line["event"], line["level"], line["process"]) == ("lost 3", "error", "web")
