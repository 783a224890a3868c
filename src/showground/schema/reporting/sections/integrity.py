"""What should keep rows right and does not: keys and checks that were never asked, triggers that do not fire."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from showground.schema.reporting.types import Line, Section, checked, line_of

if TYPE_CHECKING:
    from showground.schema.catalog.types import Constraint, ForeignKey
    from showground.schema.reporting.material import Material

_CHECK = re.compile(r"CHECK \((.*)\)(?: NO INHERIT)?(?: NOT VALID| NOT ENFORCED)*", re.DOTALL)
FIRES = {"D": "is disabled", "R": "fires only for replicated changes"}


async def integrity(material: Material) -> Section:
    """Return the section."""
    return Section(
        name="integrity",
        title="Integrity",
        says=(
            "Foreign keys that hold nothing back, checks that older rows were never asked, triggers that do not fire, "
            "orphans by anti-join behind every foreign key, and columns that are called after a table without a key."
        ),
        layout="tree",
        lines=(
            _invalid(material),
            await _unvalidated(material),
            _triggers(material),
            _orphans(material),
            _named(material),
        ),
    )


def _invalid(material: Material) -> Line:
    lines = {(link.child, link.key): line for link, line in material.keys}
    keys = [key for key in material.snapshot.foreign_keys if (key.child, key.name) in lines]
    offenders = [
        Line(
            check="fk-invalid",
            subject=f"{key.child} {key.name}",
            status="missing",
            evidence=key.definition,
            why=_flaw(key, lines[key.child, key.name]),
        )
        for key in keys
        if _flaw(key, lines[key.child, key.name])
    ]
    return checked(
        "fk-invalid",
        "foreign keys are valid, enforced and switched on",
        offenders,
        examined=len(keys),
        sound="enforced",
        evidence="pg_constraint and the triggers behind it",
    )


def _flaw(key: ForeignKey, line: Line) -> str:
    if not key.enforced:
        return "NOT ENFORCED"
    if not key.validated:
        return "NOT VALID: older rows were never asked"
    return line.why if line.status == "holds" else ""


async def _unvalidated(material: Material) -> Line:
    """Return the checks; those that were never asked of older rows are asked now."""
    mine = [one for one in material.snapshot.constraints if material.wanted(one.table)]
    offenders = [await _asked(material, one) for one in mine if not (one.validated and one.enforced)]
    return checked(
        "check-invalid",
        "checks and keys are valid and enforced",
        offenders,
        examined=len(mine),
        sound="enforced",
        evidence="pg_constraint; what is not valid is asked of the rows",
    )


async def _asked(material: Material, one: Constraint) -> Line:
    subject = f"{one.table} {one.name}"
    state = "NOT VALID" if one.enforced else "NOT ENFORCED"
    match = _CHECK.fullmatch(one.definition)
    if match is None:
        return Line(check="check-invalid", subject=subject, status="unchecked", evidence=one.definition, why=state)
    proof = await material.prober.breaches(one.table, f"not ({match[1]})", subject=subject, kind="check-invalid")
    why = f"{state}; {proof.why}" if proof.why else state
    return msgspec.structs.replace(line_of(proof), evidence=f"{one.definition}; {proof.evidence}", why=why)


def _triggers(material: Material) -> Line:
    mine = [one for one in material.snapshot.triggers if material.wanted(one.table)]
    offenders = [
        Line(
            check="trigger-off",
            subject=f"{one.table} {one.name}",
            status="missing",
            evidence=one.definition,
            why=FIRES[one.enabled],
        )
        for one in mine
        if one.enabled in FIRES
    ]
    return checked(
        "trigger-off", "triggers fire", offenders, examined=len(mine), sound="enforced", evidence="pg_trigger.tgenabled"
    )


def _orphans(material: Material) -> Line:
    """Return what the anti-joins found behind the foreign keys: said under their schemas already, gathered here."""
    found = [line for _, line in material.keys if line.status in {"violated", "hidden", "unchecked"}]
    return msgspec.structs.replace(
        checked(
            "orphans",
            "no row has lost what its foreign key refers to",
            [msgspec.structs.replace(line, again=True) for line in found],
            examined=len(material.keys),
            sound="enforced",
            evidence=f"an anti-join each; {sum(line.examined for _, line in material.keys):,} rows read",
        ),
        again=True,
    )


def _named(material: Material) -> Line:
    """Return the relations that only a name tells of: a key is missing, whether or not the rows agree today."""
    return checked(
        "named",
        "columns called after a table have a foreign key",
        [line for _, line in material.named],
        examined=len(material.keys) + len(material.named),
        sound="holds",
        evidence="names of columns against names of tables and of their keys; a name may mislead",
    )
