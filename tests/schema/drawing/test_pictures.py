"""Pictures read back: by pydot, by an XML parser as boxes and words, and by Mermaid itself."""

from __future__ import annotations

import itertools
import re
from io import BytesIO
from typing import Any

import msgspec
import pydot
import pytest
from PIL import Image
from tests.schema.drawing.samples import cards_in, clusters_in, read_by_mermaid, taken, words_in

from showground.kit.faults import Unavailable
from showground.schema.drawing.dot import dot
from showground.schema.drawing.graph import graph
from showground.schema.drawing.graphviz import render
from showground.schema.drawing.mermaid import mermaid
from showground.schema.drawing.palette import CARD, HEAD, HUES, INK, PAPER, QUIET, hues

READABLE = 4.5  # WCAG AA, for words
KINDS = """
create table parents (id integer primary key);
create table children (many integer not null references parents);
alter table children add column late integer, add constraint late foreign key (late) references parents not valid;
create table ones (id integer primary key references parents);
create table maybes (id integer references parents);
"""


def parsed(text):
    """Return the tables and lines of a DOT text as pydot reads them."""
    (read,) = pydot.graph_from_dot_data(text)
    nodes, edges, graphs = set(), [], list[Any]([read])
    while graphs:
        one = graphs.pop()
        nodes |= {_bare(node.get_name()) for node in one.get_nodes()} - {"graph", "node", "edge"}
        edges += [
            (_table(edge.get_source()), _table(edge.get_destination()), edge.get_attributes())
            for edge in one.get_edges()
        ]
        graphs += one.get_subgraphs()
    return nodes, edges


def _bare(name):
    return name[1:-1].replace('\\"', '"').replace("\\\\", "\\") if name.startswith('"') else name


def _table(end):
    return _bare(re.sub(r":[we]\d+:[we]$", "", end))


async def test_pydot_reads_every_table_and_one_line_for_each_pair(ours):
    drawn = graph(ours, lines=True)

    nodes, edges = parsed(dot(drawn))

    assert nodes == {card.table for card in drawn.cards}
    assert {(child, parent) for child, parent, _ in edges} == {(tie.child, tie.parent) for tie in drawn.ties}
    assert len(edges) == len({(child, parent) for child, parent, _ in edges})


async def test_with_columns_each_key_is_a_line_but_those_that_contain_another(ours):
    drawn = graph(ours, around=["ticketing.tickets"], depth=1)

    _, edges = parsed(dot(drawn, columns="keys"))

    named = {(child, _bare(marks["key"])) for child, _, marks in edges}
    kept = {
        (one.child, one.key)
        for one in drawn.ties
        if not one.worded and not any(_contains(one, other) for other in drawn.ties)
    }
    assert named == kept
    assert len(kept) < len([tie for tie in drawn.ties if not tie.worded])


def _contains(one, other):
    same = (one.child, one.parent) == (other.child, other.parent)
    return same and set(one.columns) > set(other.columns)


async def test_a_line_shows_what_its_key_is(scratch):
    async with scratch(18, KINDS) as url:
        drawn = graph(await taken(url))

    _, edges = parsed(dot(drawn, columns="keys"))

    shapes = {_bare(m["key"]): (m["arrowtail"], m["arrowhead"], m.get("style")) for _, _, m in edges}
    assert shapes == {
        "children_many_fkey": ("crow", "tee", None),
        "late": ("crow", "odottee", "dashed"),
        "ones_id_fkey": ("tee", "tee", None),
        "maybes_id_fkey": ("crow", "odottee", None),
    }


@pytest.mark.parametrize("columns", ["none", "keys", "all"])
async def test_the_whole_is_laid_out_without_cards_on_each_other_and_each_in_its_schema(ours, columns):
    drawn = graph(ours)

    picture = render(dot(drawn, columns=columns), to="svg")

    cards, clusters = cards_in(picture), clusters_in(picture)
    assert set(cards) == {card.table for card in drawn.cards}
    assert set(clusters) == {card.schema for card in drawn.cards}
    assert [pair for pair in itertools.combinations(cards, 2) if _overlap(cards[pair[0]], cards[pair[1]])] == []
    assert [
        pair for pair in itertools.combinations(clusters, 2) if _overlap(clusters[pair[0]], clusters[pair[1]])
    ] == []
    assert [card.table for card in drawn.cards if not _inside(cards[card.table], clusters[card.schema])] == []


def _overlap(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _inside(box, around):
    return around[0] <= box[0] and around[1] <= box[1] and box[2] <= around[2] and box[3] <= around[3]


async def test_the_same_database_gives_the_same_bytes(ours):
    again = msgspec.json.decode(msgspec.json.encode(ours), type=type(ours))

    first, second = (dot(graph(one), columns="keys") for one in (ours, again))

    assert first == second
    assert render(first, to="svg") == render(second, to="svg")
    assert render(first, to="png") == render(second, to="png")


async def test_odd_names_are_drawn_as_they_are(odd):
    drawn = graph(odd)

    source = dot(drawn, columns="all", href=lambda name: f"/tables/{name}")
    nodes, _ = parsed(source)
    words = words_in(render(source, to="svg"))

    assert nodes == {card.table for card in drawn.cards}
    assert len(nodes) == 4
    assert {card.name for card in drawn.cards} | {line.name for card in drawn.cards for line in card.columns} <= words


async def test_words_that_graphviz_cannot_measure_have_room(odd):
    cards = cards_in(render(dot(graph(odd)), to="svg"))

    left, _, right, _ = cards['public."täbelle_漢字"']
    assert right - left >= len("täbelle_") * 5 + 2 * 11


async def test_mermaid_has_every_key(ours):
    drawn = graph(ours)

    lines = re.findall(r'^  "(\S+)" \S+ "(\S+)" : "(.+)"$', mermaid(drawn), re.MULTILINE)

    assert sorted(lines) == sorted((tie.child, tie.parent, ", ".join(tie.columns)) for tie in drawn.ties)


async def test_mermaid_itself_reads_every_table_and_key_between_them(ours):
    drawn = graph(ours, schemas=["events", "users"])

    read = read_by_mermaid(mermaid(drawn))

    assert {name for name, _ in read["entities"]} == {card.table for card in drawn.cards}
    assert sorted(one[:3] for one in read["relations"]) == sorted(
        [tie.child, tie.parent, ", ".join(tie.columns)]
        for tie in drawn.ties
        if tie.parent.startswith(("events.", "users."))
    )


async def test_mermaid_itself_reads_columns_and_how_many_there_may_be(ours, scratch):
    near = graph(ours, around=["messaging.direct_messages"], depth=1)
    async with scratch(18, KINDS) as url:
        kinds = graph(await taken(url))

    read, told = read_by_mermaid(mermaid(near, columns="keys")), read_by_mermaid(mermaid(kinds, columns="all"))

    assert {name: [(one["name"], " ".join(one["keys"])) for one in lines] for name, lines in read["entities"]} == {
        card.table: [(line.name, line.mark) for line in card.columns if line.mark] for card in near.cards
    }
    assert {one[2]: one[3:] for one in told["relations"] if one[0] != "public.maybes"} == {
        "many": ["ONLY_ONE", "ZERO_OR_MORE"],
        "late": ["ZERO_OR_ONE", "ZERO_OR_MORE"],
        "id": ["ONLY_ONE", "ZERO_OR_ONE"],
    }


async def test_mermaid_itself_reads_odd_names(odd):
    drawn = graph(odd)

    read = dict(read_by_mermaid(mermaid(drawn, columns="all"))["entities"])

    assert len(read) == len(drawn.cards) == 4
    assert read["public.nothing"] == []
    assert {(one["type"], one["comment"]) for lines in read.values() for one in lines} >= {
        ("numeric_3_2", "naïve 50"),
        ("integer", "id #1"),
        ("timestamp_with_time_zone", "order"),
        ("integer", "漢"),
    }


async def test_a_png_is_large_enough_to_print(ours):
    picture = Image.open(BytesIO(render(dot(graph(ours, around=["ticketing.tickets"])), to="png")))

    assert picture.format == "PNG"
    assert picture.width > 1000


async def test_an_empty_database_is_an_empty_picture(scratch):
    async with scratch() as url:
        drawn = graph(await taken(url))

    assert words_in(render(dot(drawn), to="svg")) >= {
        "0 tables, 0 foreign keys    a crow's foot: several rows may refer to one; a ring: the key may be empty"
    }


async def test_what_takes_too_long_is_given_up_with_advice(ours):
    with pytest.raises(Unavailable, match=r"too much to draw in 0\.001 seconds\. Draw a neighbourhood"):
        render(dot(graph(ours)), to="svg", seconds=0.001)


def test_what_graphviz_refuses_is_said():
    with pytest.raises(Unavailable, match="syntax error"):
        render("digraph {", to="svg")


def test_every_colour_is_readable_as_ground_and_as_words():
    white, card, ground = _light(HEAD), _light(CARD), _light(PAPER)

    assert [hue for hue in HUES if _contrast(_light(hue), white) < READABLE] == []
    assert [
        hue for hue in HUES if min(_contrast(_light(hue), one) for one in (card, _light(tint(hue)))) < READABLE
    ] == []
    assert min(_contrast(_light(ink), one) for ink in (INK, QUIET) for one in (card, ground)) >= READABLE
    assert len(set(HUES)) == len(HUES)


def test_a_schema_keeps_its_colour_in_every_picture(ours):
    whole, part = graph(ours), graph(ours, around=["ticketing.tickets"], depth=1)

    assert hues(whole.schemas) == hues(part.schemas)
    assert len(set(hues(whole.schemas).values())) == len(whole.schemas)


def tint(hue, *, over=PAPER, alpha=0x16 / 255):
    """Return a colour laid over another, as a schema's ground is."""
    mixed = (round(a * alpha + b * (1 - alpha)) for a, b in zip(_parts(hue), _parts(over), strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)


def _parts(colour):
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]


def _light(colour):
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (part / 255 for part in _parts(colour))
    ]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _contrast(one, other):
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)
