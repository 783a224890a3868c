"""Judges whether row-level security is on where a contract says so, and whether a policy undoes the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.schema.proving.types import Proof

if TYPE_CHECKING:
    from collections.abc import Iterable

    from showground.schema.catalog.types import Policy, Snapshot, Table

COMMANDS = {"r": "select", "a": "insert", "w": "update", "d": "delete"}


def guarded(snapshot: Snapshot, names: Iterable[str]) -> list[Proof]:
    """Return for each table that is named, also as `schema.*`, whether rows are guarded: with its partitions."""
    wanted = list(names)
    tables = [table for table in snapshot.tables if table.kind in {"table", "partitioned"}]
    found = [table for table in tables if table.name in wanted or f"{table.schema}.*" in wanted]
    matched = {name for table in found for name in (table.name, f"{table.schema}.*")}
    absent = [
        Proof(name, "rls", "missing", "the catalog", why=f"no table {name}") for name in wanted if name not in matched
    ]
    proofs = list(absent)
    by_table: dict[str, list[Policy]] = {}
    for policy in snapshot.policies:
        by_table.setdefault(policy.table, []).append(policy)
    for table in found:
        policies = by_table.get(table.name, [])
        proofs += [_on(table, policies), _narrow(table, policies)]
    return proofs


def _on(table: Table, policies: list[Policy]) -> Proof:
    evidence = f"the catalog: {len(policies)} policies"
    if table.rls:
        return Proof(table.name, "rls", "enforced", evidence)
    return Proof(table.name, "rls", "violated", evidence, why="row-level security is off")


def _narrow(table: Table, policies: list[Policy]) -> Proof:
    """Permissive policies are OR-ed: a second one for the same role and command widens what the first allows."""
    allowed: dict[tuple[str, str], list[str]] = {}
    wide = []
    for policy in policies:
        if not policy.permissive:
            continue
        if "public" in policy.roles and "true" in {policy.using, policy.check}:
            wide.append(f"{policy.name} lets everybody at every row")
        for command in COMMANDS if policy.command == "*" else policy.command:
            for role in policy.roles:
                allowed.setdefault((role, COMMANDS[command]), []).append(policy.name)
    for (role, command), named in sorted(allowed.items()):
        rivals = named + [one for one in allowed.get(("public", command), []) if role != "public"]
        if len(rivals) > 1:
            wide.append(f"{' or '.join(sorted(rivals))} let {role} {command}")
    evidence = f"the catalog: {len(policies)} policies"
    if wide:
        return Proof(table.name, "policy", "violated", evidence, why="; ".join(wide))
    return Proof(table.name, "policy", "enforced", evidence)
