"""A cursor comes back as the keys it was made of, or is refused."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from showground.kit.faults import Invalid
from showground.kit.paging import Page, decode_cursor, encode_cursor, paged


class Row(msgspec.Struct):
    at: int
    id: int


@given(st.datetimes(timezones=st.just(UTC)), st.uuids(), st.text(max_size=50))
def test_a_cursor_comes_back_as_its_keys(at, row_id, text):
    cursor = encode_cursor(at, row_id, text)

    assert decode_cursor(cursor, tuple[datetime, UUID, str]) == (at, row_id, text)
    assert set(cursor) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@given(st.text(max_size=60))
@example("å")
@example("====")
@example("WzFd")
def test_what_we_did_not_make_is_refused(text):
    with pytest.raises(Invalid):
        decode_cursor(text, tuple[datetime, UUID])


@given(st.lists(st.integers(), max_size=30, unique=True), st.integers(1, 10))
def test_pages_put_together_are_the_list(numbers, limit):
    rows = [Row(number, number) for number in sorted(numbers)]
    seen, after = [], None
    while True:
        rest = [row for row in rows if after is None or row.at > after]
        page: Page[Row] = paged(rest[: limit + 1], limit, "at", "id")
        seen += page.items
        if page.next is None:
            break
        after, _ = decode_cursor(page.next, tuple[int, int])

    assert seen == rows
