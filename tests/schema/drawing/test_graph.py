"""What a picture shows: every table and key once, partitions folded, a neighbourhood as far as it was asked for."""

from __future__ import annotations

import networkx as nx
import pytest
from tests.schema.drawing.samples import taken

from showground.kit.faults import Invalid, Unknown
from showground.schema.drawing.graph import HUB, NoSuchTable, graph

FACTS = """
create table places (id integer primary key);
create table facts (id integer, at date, place integer references places, primary key (id, at)) partition by range (at);
create table facts_2025 partition of facts for values from ('2025-01-01') to ('2026-01-01');
create table facts_2026 partition of facts for values from ('2026-01-01') to ('2027-01-01') partition by list (id);
create table facts_2026_1 partition of facts_2026 for values in (1);
create table facts_2026_2 partition of facts_2026 for values in (2);
create view recent as select * from facts;
"""
KINDS = """
create table parents (id integer primary key);
create table children (
    many  integer not null references parents,
    one   integer unique not null references parents,
    maybe integer references parents,
    late  integer not null
);
alter table children add constraint children_late foreign key (late) references parents not valid;
"""


async def test_every_table_and_every_key_of_ours_is_there(ours):
    drawn = graph(ours)

    tables = {one.name for one in ours.tables if one.kind in {"table", "partitioned"} and one.partition_of is None}
    assert {card.table for card in drawn.cards} == tables
    assert len(drawn.cards) >= 100
    assert {(tie.child, tie.key) for tie in drawn.ties} == {(key.child, key.name) for key in ours.foreign_keys}


async def test_partitions_stand_on_the_card_of_the_topmost_table(scratch):
    async with scratch(18, FACTS) as url:
        drawn = graph(await taken(url))

    assert [(card.table, card.partitions, card.children) for card in drawn.cards] == [
        ("public.facts", 3, 0),
        ("public.places", 0, 1),
    ]
    assert [(tie.child, tie.parent) for tie in drawn.ties] == [("public.facts", "public.places")]


async def test_a_tie_says_how_many_whether_it_may_be_empty_and_whether_it_is_proved(scratch):
    async with scratch(18, KINDS) as url:
        drawn = graph(await taken(url))

    assert {tie.columns[0]: (tie.many, tie.optional, tie.proved) for tie in drawn.ties} == {
        "many": (True, False, True),
        "one": (False, False, True),
        "maybe": (True, True, True),
        "late": (True, False, False),
    }


@pytest.mark.parametrize("depth", [0, 1, 2, 3])
async def test_a_neighbourhood_is_what_networkx_finds_without_going_through_hubs(ours, depth):
    centre = "ticketing.tickets"
    keys = nx.Graph((key.child, key.parent) for key in ours.foreign_keys)
    hubs = {name for name in keys if _children(ours, name) > HUB}
    steps = nx.DiGraph((a, b) for one in keys.edges for a, b in (one, one[::-1]) if a not in hubs)

    drawn = graph(ours, around=[centre], depth=depth)

    assert {card.table for card in drawn.cards} == set(nx.ego_graph(steps, centre, radius=depth))
    assert [card.table for card in drawn.cards if card.centre] == [centre]
    assert hubs & {card.table for card in drawn.cards} or depth == 0


async def test_around_a_hub_stands_everything_that_refers_to_it(ours):
    drawn = graph(ours, around=["events.events"], depth=1)

    near = {key.child for key in ours.foreign_keys if key.parent == "events.events"}
    near |= {key.parent for key in ours.foreign_keys if key.child == "events.events"}
    assert {card.table for card in drawn.cards} == near | {"events.events"}
    assert len(near) > 30


async def test_keys_to_hubs_and_to_what_is_not_drawn_stand_in_words(ours):
    whole, alone = graph(ours), graph(ours, schemas=["ticketing"])

    assert {tie.parent for tie in whole.ties if tie.worded} == {
        name
        for name in {key.parent for key in ours.foreign_keys}
        if _children(ours, name) > HUB and _abroad(ours, name)
    }
    assert {card.schema for card in alone.cards} == {"ticketing"}
    assert {tie.worded for tie in alone.ties if not tie.parent.startswith("ticketing.")} == {True}
    assert {tie.worded for tie in graph(ours, lines=True).ties} == {False}


async def test_what_is_not_there_is_said_with_what_it_may_be(ours):
    with pytest.raises(NoSuchTable, match=r"no table ticketing\.ticket\. Do you mean ticketing\.tickets"):
        graph(ours, around=["ticketing.ticket"])
    with pytest.raises(Unknown, match="no schema tickets"):
        graph(ours, schemas=["tickets"])
    with pytest.raises(Invalid, match="depth of -1"):
        graph(ours, around=["ticketing.tickets"], depth=-1)


def _children(snapshot, name):
    return len({key.child for key in snapshot.foreign_keys if key.parent == name} - {name})


def _abroad(snapshot, name):
    """Whether a table of another schema refers to it."""
    return any(key.parent == name and key.child.split(".")[0] != name.split(".")[0] for key in snapshot.foreign_keys)
