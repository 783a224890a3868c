"""How money and time read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from showground.kit import format as formats
from showground.kit.format import ago, bare_money, day_label, iso, major, money, number, span, when, zone_name
from showground.kit.words import LANG

NIGHT = datetime(2026, 6, 14, 17, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        (4800, "EUR", "48.00\N{NO-BREAK SPACE}EUR"),
        (1_234_567, "USD", "12,345.67\N{NO-BREAK SPACE}USD"),
        (4800, "JPY", "4,800\N{NO-BREAK SPACE}JPY"),
        (4800, "KWD", "4.800\N{NO-BREAK SPACE}KWD"),
        (-5, "EUR", "-0.05\N{NO-BREAK SPACE}EUR"),
        (10**17 + 1, "EUR", "1,000,000,000,000,000.01\N{NO-BREAK SPACE}EUR"),
    ],
)
def test_money_keeps_every_minor_unit(amount, currency, text):
    assert money(amount, currency) == text


def test_money_without_its_currency():
    assert (bare_money(4800, "EUR"), major(4800, "EUR"), major(4800, "JPY")) == ("48.00", "48.00", "4800")


def test_the_database_says_the_exponent(monkeypatch):
    monkeypatch.setattr(formats, "exponents", {})
    formats.use_exponents({"IQD": 3})

    assert money(4800, "IQD") == "4.800\N{NO-BREAK SPACE}IQD"


def test_a_moment_is_told_in_the_zone_of_the_event():
    assert when(NIGHT, "Europe/Berlin") == "Sun, 14 Jun 2026, 19:30"
    assert when(NIGHT, "Asia/Tokyo", "date") == "Mon, 15 Jun 2026"
    assert [when(NIGHT, "Europe/Berlin", style) for style in ("short", "day", "month", "time")] == [
        "14 Jun",
        "14",
        "Jun",
        "19:30",
    ]


def test_a_zone_has_a_name_or_else_its_offset():
    assert zone_name(NIGHT, "Europe/Berlin") == "CEST"
    assert zone_name(NIGHT, "Asia/Kathmandu") == "UTC+05:45"


@pytest.mark.parametrize(
    ("hours", "text"),
    [
        (4, "Sun, 14 Jun 2026, 19:30 \N{EN DASH} 23:30"),
        (9, "Sun, 14 Jun 2026, 19:30 \N{EN DASH} 04:30"),
        (49, "14 Jun \N{EN DASH} 16 Jun 2026"),
        (24 * 220, "Sun, 14 Jun 2026 \N{EN DASH} 20 Jan 2027"),
    ],
)
def test_a_span_says_the_day_once_if_it_is_one_night(hours, text):
    assert span(NIGHT, NIGHT + timedelta(hours=hours), "Europe/Berlin") == text


def test_how_long_ago():
    assert ago(NIGHT - timedelta(minutes=3), NIGHT) == "3 minutes ago"
    assert ago(NIGHT - timedelta(days=90), NIGHT) == "Mon, 16 Mar 2026"


def test_another_language():
    token = LANG.set("de")
    try:
        assert (money(123_456, "EUR"), number(12_345)) == ("1.234,56\N{NO-BREAK SPACE}EUR", "12.345")
    finally:
        LANG.reset(token)


def test_labels_and_attributes():
    assert (day_label(NIGHT.date()), day_label("Gate B"), iso(NIGHT)) == (
        "14 Jun",
        "Gate B",
        "2026-06-14T17:30:00+00:00",
    )
