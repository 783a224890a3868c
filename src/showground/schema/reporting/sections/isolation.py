"""Row-level security and what walks around it: tables without it, policies for everybody, definers, views."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from showground.schema.reporting.types import Line, Section, checked

if TYPE_CHECKING:
    from showground.schema.catalog.types import Policy, Routine, Table
    from showground.schema.reporting.material import Material

COMMANDS = {"r": "select", "a": "insert", "w": "update", "d": "delete", "*": "all"}
_NAMED = re.compile(r'(?:"(?:[^"]|"")+"|[a-z_][\w$]*)\.(?:"(?:[^"]|"")+"|[a-z_][\w$]*)')


def isolation(material: Material) -> Section:
    """Return the section; a database without any row-level security is told so once, as advice."""
    tables = material.tables()
    rls = {table.name for table in material.snapshot.tables if table.rls}
    says = (
        "Who sees which rows, as the database itself decides it: tables without row-level security, with it but "
        "without a policy, policies that show every row to everybody, owners whom no policy binds, functions with "
        "their owner's rights, views that read with their owner's rights."
    )
    lines = [_unused(tables)] if not rls else [_off(material, tables), _bare(material, tables)]
    lines += [_everybody(material), _unforced(tables)] if rls else []
    lines += [_path(material), _executed(material)]
    lines += [_views(material, rls)] if rls else []
    return Section(name="isolation", title="Isolation", says=says, layout="tree", lines=tuple(lines))


def _unused(tables: list[Table]) -> Line:
    return Line(
        check="rls-off",
        subject="row-level security",
        status="missing",
        evidence=f"{len(tables):,} tables examined; pg_class.relrowsecurity is false for all of them",
        examined=len(tables),
        why="no table uses it: whoever may select from a table sees all of its rows",
        advice=True,
    )


def _off(material: Material, tables: list[Table]) -> Line:
    granted: dict[str, set[str]] = defaultdict(set)
    for grant in material.snapshot.grants:
        if grant.on in {"table", "column"}:
            granted[grant.object if grant.on == "table" else grant.object.rpartition(".")[0]].add(grant.grantee)
    offenders = [
        Line(
            check="rls-off",
            subject=table.name,
            status="missing",
            evidence="pg_class.relrowsecurity is false",
            why=f"granted to {', '.join(sorted(granted[table.name])) or 'nobody but the owner'}",
        )
        for table in tables
        if not table.rls and table.kind != "foreign"
    ]
    return checked(
        "rls-off",
        "every table has row-level security",
        offenders,
        examined=len(tables),
        sound="enforced",
        evidence="pg_class.relrowsecurity",
    )


def _bare(material: Material, tables: list[Table]) -> Line:
    """Return tables that nobody whom policies bind can read: safe, and seldom meant."""
    told = {policy.table for policy in material.snapshot.policies}
    under = [table for table in tables if table.rls]
    offenders = [
        Line(
            check="rls-no-policy",
            subject=table.name,
            status="missing",
            evidence="row-level security is on, pg_policy has none",
            why="nobody but the owner and who bypasses row-level security sees a row",
        )
        for table in under
        if table.name not in told
    ]
    return checked(
        "rls-no-policy",
        "every table under row-level security has a policy",
        offenders,
        examined=len(under),
        sound="holds",
        evidence="pg_policy",
    )


def _everybody(material: Material) -> Line:
    policies = [policy for policy in material.snapshot.policies if material.wanted(policy.table)]
    offenders = [
        Line(
            check="policy-everybody",
            subject=f"{policy.table} {policy.name}",
            status="violated",
            evidence=_said(policy),
            why=f"everybody who may {COMMANDS[policy.command]} is let through to every row",
        )
        for policy in policies
        if policy.permissive and "public" in policy.roles and "true" in {policy.using, policy.check}
    ]
    return checked(
        "policy-everybody",
        "no permissive policy lets everybody through to every row",
        offenders,
        examined=len(policies),
        sound="holds",
        evidence="pg_policy: permissive, to public, and true",
    )


def _said(policy: Policy) -> str:
    parts = [f"for {COMMANDS[policy.command]} to {', '.join(policy.roles)}"]
    parts += [f"using ({policy.using})"] if policy.using else []
    parts += [f"with check ({policy.check})"] if policy.check else []
    return " ".join(parts)


def _unforced(tables: list[Table]) -> Line:
    """Return whom no policy binds. Advice: an owner as whom nobody works is the better way than FORCE."""
    under = [table for table in tables if table.rls]
    owners: dict[str, int] = defaultdict(int)
    for table in under:
        owners[table.owner] += not table.forced
    offenders = [
        Line(
            check="rls-not-forced",
            subject=f"owner {owner}",
            status="missing",
            evidence=f"pg_class.relforcerowsecurity is false for {count:,} tables",
            examined=count,
            why="sees and changes every row of them; see that no application connects as this role",
            advice=True,
        )
        for owner, count in owners.items()
        if count
    ]
    return checked(
        "rls-not-forced",
        "policies bind the owners of the tables",
        offenders,
        examined=len(under),
        sound="enforced",
        evidence="pg_class.relforcerowsecurity",
    )


def _definers(material: Material) -> list[Routine]:
    return [
        one
        for one in material.snapshot.routines
        if one.definer and one.extension is None and one.schema in material.schemas
    ]


def _path(material: Material) -> Line:
    definers = _definers(material)
    offenders = [
        Line(
            check="definer-path",
            subject=one.name,
            status="violated",
            evidence=f"security definer, owner {one.owner}, settings: {', '.join(one.settings) or 'none'}",
            why="the caller's search_path decides which tables and functions it means, with the owner's rights",
        )
        for one in definers
        if not any(setting.startswith("search_path=") for setting in one.settings)
    ]
    return checked(
        "definer-path",
        "functions with their owner's rights have a search_path of their own",
        offenders,
        examined=len(definers),
        sound="holds",
        evidence="pg_proc.prosecdef and proconfig",
    )


def _executed(material: Material) -> Line:
    public = {grant.object for grant in material.snapshot.grants if grant.on == "routine" and grant.grantee == "public"}
    definers = _definers(material)
    offenders = [
        Line(
            check="definer-public",
            subject=one.name,
            status="violated",
            evidence=f"security definer, owner {one.owner}; execute is granted to public",
            why="whoever can connect runs it with its owner's rights",
        )
        for one in definers
        if one.name in public and one.returns != "trigger"
    ]
    return checked(
        "definer-public",
        "not everybody may run functions with their owner's rights",
        offenders,
        examined=len(definers),
        sound="holds",
        evidence="pg_proc.proacl; trigger functions cannot be called",
    )


def _views(material: Material, rls: set[str]) -> Line:
    """Return views that show rows of tables under row-level security with their owner's rights, directly or not."""
    views = {one.name: one for one in material.snapshot.tables if one.definition is not None and one.extension is None}
    named = {name: set(_NAMED.findall(view.definition or "")) - {name} for name, view in views.items()}
    mine = [view for name, view in sorted(views.items()) if material.wanted(name)]
    offenders = []
    for view in mine:
        protected = sorted(_reach(view.name, named) & rls)
        if protected and not _as_invoker(view):
            kept = "a materialized view keeps rows for all its readers" if view.kind == "materialized" else ""
            offenders.append(
                Line(
                    check="view-definer",
                    subject=view.name,
                    status="violated",
                    evidence=f"reads {', '.join(protected)}; options: {', '.join(view.options) or 'none'}",
                    why=kept or f"reads with the rights of its owner {view.owner}, not of who asks",
                )
            )
    return checked(
        "view-definer",
        "views over tables with row-level security ask as their reader",
        offenders,
        examined=len(mine),
        sound="enforced",
        evidence="pg_class.reloptions security_invoker, and the tables that each view reads",
    )


def _as_invoker(view: Table) -> bool:
    return view.kind == "view" and any(
        option in {"security_invoker=true", "security_invoker=on", "security_invoker=1", "security_invoker=yes"}
        for option in view.options
    )


def _reach(view: str, named: dict[str, set[str]]) -> set[str]:
    """Return every table and view that a view reads, through other views too."""
    seen, waiting = set[str](), [view]
    while waiting:
        fresh = named.get(waiting.pop(), set()) - seen
        seen |= fresh
        waiting += fresh
    return seen
