"""What the operators' pages of the database are shown with: name -> (template, context)."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
from markupsafe import Markup
from tests.web.samples import NOW, SIGNED_IN

from showground.http.operating.catalog import address_of
from showground.schema.catalog.types import (
    Column,
    Constraint,
    ForeignKey,
    Grant,
    Index,
    Policy,
    Reader,
    Schema,
    Snapshot,
    Table,
    Trigger,
)
from showground.schema.drawing.dot import dot
from showground.schema.drawing.graph import graph
from showground.schema.drawing.graphviz import render
from showground.schema.drawing.tables import Hop, table_file
from showground.schema.reporting.rendering.html import fragment
from showground.schema.reporting.types import Line, Report, Section, Verdict
from showground.web.diagram import inline
from showground.web.operator_schema import KEEP, entries

HERE: dict[str, object] = {**SIGNED_IN, "path": "/operator/schema"}
EMPTY = Table(
    *("shop.orders", "shop", "table", "keeper"),
    rls=True,
    forced=False,
    partition_of=None,
    bound=None,
    partition_key=None,
    estimated_rows=-1,
    bytes=81_920,
    may_select=True,
    readers_policies=False,
    options=(),
    definition=None,
    extension=None,
    comment=None,
)
FACTS = msgspec.structs.replace(
    EMPTY,
    name='shop."Odd <facts>"',
    kind="partitioned",
    rls=False,
    forced=True,
    partition_key="RANGE (at)",
    comment="What was seen.",
)
MONTH = msgspec.structs.replace(EMPTY, name="shop.facts_1", partition_of=FACTS.name, estimated_rows=1_200_000)


def column(table: str, number: int, name: str, type_: str, **more: object) -> Column:
    plain = Column(table, number, name, type_, False, None, "", "", "pg_catalog", None, None)
    return msgspec.structs.replace(plain, **more)


SNAPSHOT = Snapshot(
    reader=Reader("shop", 180_000, "keeper", False, False, datetime(2026, 3, 1, tzinfo=UTC)),
    schemas=(Schema("shop", "keeper", None),),
    tables=(FACTS, MONTH, EMPTY),
    columns=(
        column(EMPTY.name, 1, "id", "uuid"),
        column(EMPTY.name, 2, "total", "bigint", default="0", comment="In minor units."),
        column(FACTS.name, 1, "at", "timestamp with time zone", nullable=True),
        column(FACTS.name, 2, "order_id", "uuid", nullable=True),
    ),
    foreign_keys=(
        ForeignKey(
            *("facts_order", FACTS.name, ("order_id",), EMPTY.name, ("id",), "a", "r", "s"),
            deferrable=False,
            deferred=False,
            validated=False,
            enforced=True,
            definition="FOREIGN KEY (order_id) REFERENCES shop.orders(id) NOT VALID",
            comment=None,
        ),
    ),
    constraints=(
        Constraint("orders_pkey", EMPTY.name, "primary", ("id",), True, True, "PRIMARY KEY (id)", None),
        Constraint("orders_total", EMPTY.name, "check", ("total",), True, True, "CHECK ((total >= 0))", None),
    ),
    indexes=(
        Index(
            *("shop.orders_pkey", EMPTY.name, ("id",), "btree", True, True, False, False, True, None, 12, 16_384),
            definition="CREATE UNIQUE INDEX orders_pkey ON shop.orders USING btree (id)",
            comment=None,
        ),
    ),
    triggers=(Trigger("orders_log", EMPTY.name, "shop.log()", "D", "CREATE TRIGGER orders_log ...", None),),
    policies=(
        Policy("own", EMPTY.name, True, ("anon", "authenticated"), "r", "(owner = auth.uid())", None, None),
        Policy("never", EMPTY.name, False, ("public",), "*", "true", "false", None),
    ),
    grants=(
        Grant("column", "shop.orders.total", "authenticated", "update", False),
        Grant("table", EMPTY.name, "authenticated", "select", False),
    ),
    routines=(),
    sequences=(),
    types=(),
    extensions=(),
)
HOPS = (
    Hop("payment", 1, EMPTY.name, FACTS.name, FACTS.name, "order_id", "facts_order"),
    Hop("payment", 2, FACTS.name, EMPTY.name, FACTS.name, "lost_id", ""),
)
DRAWN = graph(SNAPSHOT)
PICTURE: dict[str, object] = {
    **HERE,
    "picture": inline(render(dot(DRAWN, href=address_of, legend=False), to="svg").decode()),
    "entries": entries(DRAWN),
    "tables": [card.table for card in DRAWN.cards],
    "ties": 1,
    "hub": 8,
    "around": "",
    "depth": 1,
    "depths": range(4),
}


def file_page(name: str) -> dict[str, object]:
    return {**HERE, "file": table_file(SNAPSHOT, name, hops=HOPS), "address_of": address_of}


REPORT = Report(
    database="shop",
    server="PostgreSQL 18.0",
    reader="keeper",
    taken_at=datetime(2026, 3, 1, tzinfo=UTC),
    schemas=("shop",),
    sampled=None,
    sections=(
        Section(
            name="integrity",
            title="Integrity",
            says="Every foreign key, asked of the rows.",
            layout="list",
            lines=(
                Line(check="fk", subject="shop.orders (buyer_id)", status="enforced", evidence="orders_buyer; 9 rows"),
                Line(check="fk", subject="shop.facts (order_id)", status="violated", evidence="12 rows", violations=2),
            ),
        ),
    ),
    verdict=Verdict("broken", "Something is broken.", {"enforced": 1, "violated": 1}),
)
REPORTED: dict[str, object] = {**HERE, "made_at": NOW, "report": Markup(fragment(REPORT)), "command": KEEP}  # noqa: S704 - its template escapes

DATABASE: dict[str, tuple[str, dict[str, object]]] = {
    "operator-schema": ("operator/schema.html", PICTURE),
    "operator-schema-near": ("operator/schema.html", {**PICTURE, "around": EMPTY.name, "depth": 2}),
    "operator-schema-table": ("operator/schema_table.html", file_page(EMPTY.name)),
    "operator-schema-partitioned": ("operator/schema_table.html", file_page(FACTS.name)),
    "operator-schema-report": ("operator/schema_report.html", REPORTED),
    "operator-schema-report-none": ("operator/schema_report.html", {**REPORTED, "made_at": None, "report": None}),
    "operator-schema-partition": ("operator/schema_table.html", file_page(MONTH.name)),
}
