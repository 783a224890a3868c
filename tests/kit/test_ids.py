"""Identifiers are UUIDv7s and codes that people can read aloud."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from showground.kit.ids import CODE_ALPHABET, moment_of, short_code, uuid7, uuid7s


@given(st.integers(0, 2**48 - 1))
def test_an_identifier_carries_its_time_its_version_and_its_variant(at_ms):
    made = uuid7(at_ms=at_ms)

    assert made.int >> 80 == at_ms
    assert made.version == 7
    assert made.variant == uuid.RFC_4122


def test_identifiers_differ_though_they_are_made_at_once():
    made = uuid7s(20_000)

    assert len(set(made)) == 20_000
    assert [one.int >> 80 for one in made] == sorted(one.int >> 80 for one in made)


@given(st.integers(0, 2**42))
def test_the_moment_of_an_identifier_is_its_time_to_the_millisecond(at_ms):
    moment = moment_of(uuid7(at_ms=at_ms))

    assert (moment - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(milliseconds=1) == at_ms


async def test_the_database_reads_the_same_time_from_it(sql):
    made = uuid7(at_ms=1_700_000_000_123)

    at = await sql.fetchval("select extract(epoch from analytics.made_at($1)) * 1000", made)

    assert int(at) == 1_700_000_000_123


@given(st.integers(1, 40))
def test_codes_avoid_signs_that_look_alike(length):
    code = short_code(length)

    assert len(code) == length
    assert set(code) <= set(CODE_ALPHABET)
    assert set(CODE_ALPHABET).isdisjoint("01OI")
