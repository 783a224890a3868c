"""A table's file: everything of it and nothing of others, sizes of partitioned tables, the flows that go through it."""

from __future__ import annotations

import pytest
from tests.schema.drawing.samples import taken

from showground.schema.drawing.graph import NoSuchTable
from showground.schema.drawing.tables import flows, table_file

FACTS = """
create table facts (id integer, at date) partition by range (at);
create table facts_2025 partition of facts for values from ('2025-01-01') to ('2026-01-01');
create table facts_2026 partition of facts for values from ('2026-01-01') to ('2027-01-01') partition by list (id);
create table facts_2026_1 partition of facts_2026 for values in (1);
create index on facts (at);
insert into facts select 1, date '2025-01-01' + n % 700 from generate_series(1, 5000) n;
analyze facts_2025;
analyze facts_2026_1;
"""


async def test_a_partitioned_table_is_as_large_as_its_partitions(scratch):
    async with scratch(18, FACTS) as url:
        file = table_file(await taken(url), "public.facts")

    assert [one.name for one in file.partitions] == ["public.facts_2025", "public.facts_2026", "public.facts_2026_1"]
    assert file.rows == 5000
    assert file.bytes == sum(one.bytes for one in file.partitions) > file.index_bytes > 0


async def test_every_hop_of_ours_is_a_key_and_stands_in_the_files_of_both_its_tables(ours):
    hops = flows(ours)

    keys = {(one.child, one.name): one for one in ours.foreign_keys}
    assert len(hops) == 27
    for hop in hops:
        key = keys[hop.child, hop.key]
        assert {key.child, key.parent} == {hop.origin, hop.target}
        assert hop.column in key.columns
        assert all(hop in table_file(ours, name, hops=hops).hops for name in (hop.origin, hop.target))


async def test_a_hop_without_a_key_says_so(scratch):
    async with scratch(18, "create schema ticketing; create table ticketing.orders (id integer);") as url:
        hops = flows(await taken(url))

    assert {hop.key for hop in hops} == {""}


async def test_nothing_of_another_table_is_in_a_file(ours):
    file = table_file(ours, "events.events")

    whose = {
        one.table
        for part in (file.columns, file.constraints, file.indexes, file.triggers, file.policies)
        for one in part
    }
    assert whose == {"events.events"}
    assert {one.child for one in file.leaving} == {one.parent for one in file.arriving} == {"events.events"}
    assert {one.object for one in file.grants if one.on == "table"} == {"events.events"}


async def test_what_is_no_table_is_refused(ours):
    with pytest.raises(NoSuchTable, match=r"no table events\.event\."):
        table_file(ours, "events.event")
