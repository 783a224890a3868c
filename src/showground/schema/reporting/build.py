"""Builds a report of a database from its catalog and its rows. Pages and files are made of it by `rendering`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.kit.faults import Unknown
from showground.schema.proving.probe import Prober
from showground.schema.reporting.flows import is_ours, shipped_flows
from showground.schema.reporting.maps import maps_of
from showground.schema.reporting.material import gathered
from showground.schema.reporting.pairs import bare
from showground.schema.reporting.sections.flows import flows as flows_section
from showground.schema.reporting.sections.indexes import indexes
from showground.schema.reporting.sections.integrity import integrity
from showground.schema.reporting.sections.isolation import isolation
from showground.schema.reporting.sections.partitions import partitions
from showground.schema.reporting.sections.patterns import patterns
from showground.schema.reporting.sections.relations import connected, crossing
from showground.schema.reporting.sections.relations import schemas as schemas_section
from showground.schema.reporting.sections.summary import summary, verdict
from showground.schema.reporting.types import Report

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from showground.schema.catalog.read import Connection
    from showground.schema.catalog.types import Snapshot
    from showground.schema.reporting.flows import Step


async def report(
    connection: Connection,
    snapshot: Snapshot,
    *,
    schemas: Sequence[str] = (),
    sample: float | None = None,
    statement_seconds: float = 60,
    told: Callable[[str, int, int], None] | None = None,
    flows: Sequence[Step] | None = None,
) -> Report:
    """Ask a database everything and return what came of it.

    Args:
        connection: In no transaction, of `catalog.read.reading`; nothing is written.
        snapshot: The catalog of the same database.
        schemas: What the report is about, with what leads in and out, quoted or not; everything when empty.
        sample: Percent of the blocks of big tables to read; None reads all rows.
        statement_seconds: After which a question is given up and said to be unchecked.
        told: Is told what is being asked, how many relations were, and how many there are.
        flows: Paths to walk; those of this platform when it is one of its databases.

    Raises:
        Unknown: there is no such schema.
    """
    wanted = _wanted(snapshot, schemas)
    maps = maps_of(snapshot)
    prober = Prober(connection, snapshot, sample=sample, statement_seconds=statement_seconds)
    material = await gathered(
        connection,
        maps,
        prober,
        schemas=wanted,
        sample=sample,
        statement_seconds=statement_seconds,
        told=told or (lambda *_: None),
    )
    steps = flows if flows is not None else shipped_flows() if is_ours(snapshot) and not schemas else ()
    sections = [schemas_section(material), crossing(material), connected(material), await patterns(material)]
    sections += [await flows_section(material, steps)] if steps else []
    sections += [await integrity(material), isolation(material), await partitions(material), indexes(material)]
    reader = snapshot.reader
    return Report(
        database=reader.database,
        server=f"PostgreSQL {reader.version // 10_000}.{reader.version % 10_000}",
        reader=reader.role,
        taken_at=reader.taken_at,
        schemas=tuple(sorted(wanted)),
        sampled=sample,
        sections=(*sections, summary(sections)),
        verdict=verdict(sections),
    )


def _wanted(snapshot: Snapshot, schemas: Sequence[str]) -> frozenset[str]:
    known = {bare(schema.name): schema.name for schema in snapshot.schemas}
    if unknown := sorted({bare(name) for name in schemas} - known.keys()):
        raise Unknown(f"There is no schema {', '.join(unknown)} in {snapshot.reader.database}.")
    return frozenset(known[bare(name)] for name in schemas or known)
