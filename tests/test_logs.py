"""Log lines: one object each, with their request, without a secret."""

from __future__ import annotations

import asyncio
import io
import json
import logging

import pytest

from showground.logs import HIDDEN, configure_logs, hidden, log, logging_as


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


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("/orders/7?order_token=abc-DEF_1&x=2", "/orders/7?order_token=***&x=2"),
        ("/?link=abcdef", "/?link=***"),
        ("Authorization: Bearer abc.def", "Authorization: Bearer ***"),
        ("cookie __Host-showground_session=abc; lang=de", "cookie __Host-showground_session=***; lang=de"),
        ("key sg_live_0123456789 is none", "key sg_*** is none"),
        ("mara.lind+x@mail.example.org bounced", "m***@mail.example.org bounced"),
        (
            "/invitations/AZ3q0x9yTf4mNQkLw2s8bV7uR1eHcJdP5gXoIaB6/accept",
            "/invitations/***/accept",
        ),
        ("/events/0190d5a8-c7a2-7b5e-8f3e-9a1c2b4d6e8f", "/events/0190d5a8-c7a2-7b5e-8f3e-9a1c2b4d6e8f"),
        ("/events/the-long-night-of-a-hundred-lanterns-2027", "/events/the-long-night-of-a-hundred-lanterns-2027"),
        ("3 of 5 at 12:30, ratio=0.5", "3 of 5 at 12:30, ratio=0.5"),
    ],
)
@pytest.mark.parametrize("wrapped", [str, lambda text: {"in": [text]}, ValueError])
def test_what_looks_like_a_secret_is_hidden_wherever_it_stands(said, left, wrapped):
    shown = hidden(wrapped(said))

    assert shown == (left if isinstance(shown, str) else {"in": [left]})


def test_people_read_no_secret_in_a_traceback_either():
    stream = io.StringIO()
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    configure_logs("console", stream=stream)
    try:
        raise ValueError("no way to postgresql://app:pw-7@db/x for mara@example.org")
    except ValueError:
        log().exception("boom")
    root.handlers[:], root.level = handlers, level

    assert "pw-7" not in stream.getvalue()
    assert "m***@example.org" in stream.getvalue()
    assert "ValueError" in stream.getvalue()
