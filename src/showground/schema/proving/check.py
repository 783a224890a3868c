"""Holds a database against its contract, or against what its own catalog says when there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import asyncpg
import msgspec

from showground.db.sql import named
from showground.kit.faults import Unavailable
from showground.schema.proving.bodies import judge_bodies
from showground.schema.proving.probe import NOTHING_ASKED, Prober
from showground.schema.proving.relations import Judge
from showground.schema.proving.tables import guarded
from showground.schema.proving.tenants import Tenancy
from showground.schema.proving.types import Link, Proof

if TYPE_CHECKING:
    from collections.abc import Callable

    from showground.schema.catalog.read import Connection
    from showground.schema.catalog.types import ForeignKey, Snapshot
    from showground.schema.proving.contract import Contract

SQL = named(__name__)
# Nobody promised a constraint for these, or none could be made: that no row breaks them is all that can be said.
UNPROMISED = {"foreign key", "tenant", "type of pair", "body"}
KINDS = {
    "column": "Tables and columns that are promised are there.",
    "type": "A column has the type of what it refers to.",
    "nullable": "A column may be empty where that was promised, and only there.",
    "fk": "A foreign key enforces the link, and every row has its parent.",
    "lookup": "A foreign key ties the value to the reference data, and every row's value is there.",
    "polymorphic": "Each kind of parent has a foreign key of its own, and every row of that kind has its parent.",
    "same": "A composite foreign key keeps the link inside of what both sides belong to, and every row agrees.",
    "type of pair": "Every row of a polymorphic pair has a type whose parents are known.",
    "rls": "Row-level security is on.",
    "policy": "No permissive policy widens another, none lets everybody at every row.",
    "tenant": "A row and the row that it refers to belong to the same tenant.",
    "foreign key": "No row lacks the parent that a foreign key of the catalog promises.",
    "flow": "Each step of a flow is a foreign key, and begins where an earlier one ended.",
    "body": "The body of a function means something against the catalog as it is.",
}


class Checked(msgspec.Struct, frozen=True):
    """What came of a check."""

    database: str
    version: int
    contract: str
    proofs: tuple[Proof, ...]
    lines: dict[str, tuple[str, int]]  # of a promise's subject: file and line

    @property
    def failures(self) -> tuple[Proof, ...]:
        """What was promised and is not proved."""
        return tuple(proof for proof in self.proofs if failed(proof))

    @property
    def relations(self) -> tuple[int, int]:
        """How many promised relations are enforced, and how many there are."""
        asked = {proof.subject for proof in self.proofs if proof.kind == "column"}
        promised = [proof for proof in self.proofs if proof.subject in asked and proof.kind not in UNPROMISED]
        broken = {proof.subject for proof in promised if proof.status != "enforced"}
        return len(asked - broken), len(asked)


def failed(proof: Proof) -> bool:
    """Return whether a proof is none: violated, missing, hidden or unchecked; or only holds where a key was promised.

    A body that cannot be read proves nothing and breaks no promise.
    """
    if proof.status == "unchecked" and (proof.kind == "body" or proof.why == NOTHING_ASKED):
        return False
    return proof.status != "enforced" and not (proof.status == "holds" and proof.kind in UNPROMISED)


def rule(kind: str) -> str:
    """Return the rule that a kind of proof is of: every `same-something` is of one."""
    return "same" if kind.startswith("same-") else kind


async def check(
    connection: Connection,
    snapshot: Snapshot,
    contract: Contract,
    *,
    sample: float | None = None,
    statement_seconds: float = 60,
    told: Callable[[str, int, int], None] | None = None,
) -> Checked:
    """Judge everything that the contract promises, and the bodies of functions.

    Without any promise of relations every foreign key of the catalog is judged instead.

    Args:
        connection: In no transaction; nothing is written.
        told: As for `Prober`.

    Raises:
        Unavailable: the connection was lost.
        Invalid: the contract's tenant is not there.
    """
    try:
        options: dict[str, Any] = {"sample": sample, "statement_seconds": statement_seconds, "told": told}
        return await _checked(connection, snapshot, contract, Prober(connection, snapshot, **options), told)
    except (asyncpg.PostgresConnectionError, asyncpg.InterfaceError) as error:
        raise Unavailable(f"The connection to the database was lost: {error}.") from error


async def _checked(
    connection: Connection,
    snapshot: Snapshot,
    contract: Contract,
    prober: Prober,
    told: Callable[[str, int, int], None] | None,
) -> Checked:
    made = {(row["table"], row["column"]): row["made"] for row in await connection.fetch(SQL["generated"].sql)}
    judge = Judge(prober, snapshot, made)
    proofs = [proof for relation in contract.relations for proof in await judge.judge(relation)]
    proofs += await judge.types_of_pairs(contract.relations)
    proofs += guarded(snapshot, contract.rls)
    if contract.tenant:
        tenancy = Tenancy(snapshot, contract)
        proofs += [await tenancy.judge(key, prober) for key in tenancy.links()]
    if not contract.relations:
        proofs += [await prober.orphans(_link(key), kind="foreign key") for key in snapshot.foreign_keys]
    proofs += await _flows(contract, snapshot, prober)
    proofs += await judge_bodies(connection, snapshot, told=told)
    lines = {one.subject: (contract.file, one.line) for one in contract.relations}
    lines |= {one.subject: (contract.flows_file, one.line) for one in contract.hops}
    return Checked(snapshot.reader.database, snapshot.reader.version, contract.file, tuple(proofs), lines)


async def _flows(contract: Contract, snapshot: Snapshot, prober: Prober) -> list[Proof]:
    """Judge each step of each flow: a key of the catalog over whole rows, from where an earlier step led."""
    proofs: list[Proof] = []
    reached: dict[str, set[str]] = {}
    for hop in contract.hops:
        parent = hop.end if hop.start == hop.child else hop.start
        keys = [
            key
            for key in snapshot.foreign_keys
            if (key.child, key.parent) == (hop.child, parent) and hop.column in key.columns
        ]
        seen = reached.setdefault(hop.flow, {hop.start})
        if not keys:
            why = f"no foreign key {hop.child}.{hop.column} -> {parent}"
            proofs.append(Proof(hop.subject, "flow", "missing", "the catalog", why=why))
        elif hop.start not in seen:
            why = f"no earlier step leads to {hop.start}"
            proofs.append(Proof(hop.subject, "flow", "violated", "the contract", why=why))
        else:
            best = min(keys, key=lambda key: (not key.enforced, not key.validated, len(key.columns), key.name))
            proof = await prober.orphans(_link(best), kind="flow")
            proofs.append(msgspec.structs.replace(proof, subject=hop.subject))
        seen.add(hop.end)
    return proofs


def _link(key: ForeignKey) -> Link:
    return Link(key.child, key.columns, key.parent, key.parent_columns, key=key.name)
