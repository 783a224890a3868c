"""Numbers that no column holds are the caller's mistake, whoever finds them: the server or the driver before it."""

from __future__ import annotations

import pytest

from showground.db.principal import Worker
from showground.db.sql import compile_query
from showground.kit.faults import Invalid

ECHO = compile_query("test.echo", "select :number::integer")
CAST = compile_query("test.cast", "select (:text::text)::integer")


@pytest.mark.parametrize(
    ("query", "given"), [(ECHO, {"number": 2**31}), (ECHO, {"number": -(2**70)}), (CAST, {"text": "2147483648"})]
)
async def test_a_number_beyond_its_column_is_refused(db, query, given):
    with pytest.raises(Invalid):
        async with db.acting_as(Worker()) as tx:
            await tx.value(query, **given)


async def test_a_value_of_another_kind_stays_a_defect_of_ours(db):
    with pytest.raises(Exception, match="invalid input for query argument") as caught:
        async with db.acting_as(Worker()) as tx:
            await tx.value(ECHO, number="many")

    assert not isinstance(caught.value, Invalid)
