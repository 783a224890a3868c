"""What came of a check, for people and for machines: text, JSON, SARIF 2.1.0 and JUnit's XML."""

from __future__ import annotations

import re
from collections import Counter
from io import StringIO
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, get_args
from urllib.parse import quote
from xml.etree import ElementTree as ET

import msgspec
from rich.console import Console
from rich.table import Table

from showground import __version__
from showground.schema.proving.check import KINDS, failed, rule
from showground.schema.proving.types import Status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from showground.schema.proving.check import Checked
    from showground.schema.proving.types import Proof

TOOL = "showground schema check"
SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
WIDTH = 120
STATUSES: tuple[Status, ...] = get_args(Status)
NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def text(checked: Checked, *, everything: bool = False) -> str:
    """Return a table of what was asked, and below it whatever is not proved.

    Args:
        everything: Also list what is proved, with its evidence.
    """
    into = StringIO()
    console = Console(file=into, width=WIDTH, color_system=None, highlight=False, emoji=False, markup=False)
    console.print(_summary(checked.proofs))
    shown = [
        proof for proof in checked.proofs if everything or proof.status not in {"enforced", "holds"} or failed(proof)
    ]
    for proof in shown:
        console.print(
            f"\n{proof.status.upper() if failed(proof) else proof.status}  {proof.kind}  {proof.subject}",
            soft_wrap=True,
        )
        told = (proof.why, f"rows: {'; '.join(proof.samples)}" if proof.samples else "", f"asked: {proof.evidence}")
        for line in filter(None, told):
            console.print(f"    {line}", soft_wrap=True)
    console.print(f"\n{verdict(checked)}", soft_wrap=True)
    return "\n".join(line.rstrip() for line in into.getvalue().splitlines())


def verdict(checked: Checked) -> str:
    """Return the last line: what a reader looks for first."""
    enforced, promised = checked.relations
    relations = f"{enforced} of {promised} relations enforced; " if promised else ""
    rows = sum(proof.examined for proof in checked.proofs if proof.kind != "body")
    result = f"{len(checked.failures)} not proved" if checked.failures else "everything proved"
    server = f"{checked.database} on PostgreSQL {checked.version // 10_000}"
    return f"{server}: {relations}{len(checked.proofs)} questions, {rows:,} rows examined: {result}"


def _summary(proofs: Iterable[Proof]) -> Table:
    table = Table(title_justify="left", box=None, pad_edge=False)
    table.add_column("what was asked")
    for status in STATUSES:
        table.add_column(status, justify="right")
    counted = Counter((rule(proof.kind), proof.status) for proof in proofs)
    for kind in KINDS:
        numbers = [counted[kind, status] for status in STATUSES]
        if any(numbers):
            table.add_row(kind, *(str(number or "") for number in numbers))
    return table


def as_json(checked: Checked) -> str:
    """Return everything that was asked, in the order in which it was asked."""
    enforced, promised = checked.relations
    document = {
        "database": checked.database,
        "version": checked.version,
        "contract": checked.contract,
        "passed": not checked.failures,
        "relations": {"promised": promised, "enforced": enforced},
        "proofs": [
            {
                **msgspec.to_builtins(proof),
                "failed": failed(proof),
                "line": checked.lines.get(proof.subject, ("", None))[1],
            }
            for proof in checked.proofs
        ],
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode()


def sarif(checked: Checked) -> str:
    """Return a log of the Static Analysis Results Interchange Format 2.1.0 with whatever is not proved."""
    kinds = list(KINDS)
    rules = [{"id": kind.replace(" ", "-"), "shortDescription": {"text": says}} for kind, says in KINDS.items()]
    shown = [proof for proof in checked.proofs if failed(proof) or proof.status == "unchecked"]
    results = [
        {
            "ruleId": rule(proof.kind).replace(" ", "-"),
            "ruleIndex": kinds.index(rule(proof.kind)),
            "level": "error" if failed(proof) else "note",
            "message": {"text": _said(proof)},
            "locations": [_location(checked, proof)],
            "partialFingerprints": {"subject/v1": f"{proof.kind}: {proof.subject}"},
            "properties": {"status": proof.status, "examined": proof.examined, "violations": proof.violations},
        }
        for proof in shown
    ]
    driver = {"name": TOOL, "semanticVersion": __version__, "rules": rules}
    run: dict[str, Any] = {
        "tool": {"driver": driver},
        "invocations": [{"executionSuccessful": True}],
        "results": results,
    }
    document = {"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode()


def _location(checked: Checked, proof: Proof) -> dict[str, Any]:
    kind = "function" if proof.kind == "body" else "member"
    found: dict[str, Any] = {"logicalLocations": [{"fullyQualifiedName": proof.subject, "kind": kind}]}
    file, line = checked.lines.get(proof.subject, (checked.contract, 1))
    if file:
        path = PurePath(file)
        uri = path.as_uri() if path.is_absolute() else quote(path.as_posix())
        found["physicalLocation"] = {"artifactLocation": {"uri": uri}, "region": {"startLine": line}}
    return found


def junit(checked: Checked) -> str:
    """Return a report as JUnit writes it: a suite for each kind of question, a case for each."""
    root = ET.Element("testsuites", name=TOOL)
    for kind in KINDS:
        proofs = [proof for proof in checked.proofs if rule(proof.kind) == kind]
        if proofs:
            suite = ET.SubElement(root, "testsuite", name=kind)
            found = Counter(_outcome(proof) for proof in proofs)
            _count(suite, len(proofs), found)
            for proof in proofs:
                _case(suite, proof)
    _count(root, len(checked.proofs), Counter(_outcome(proof) for proof in checked.proofs))
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode")


def _case(suite: ET.Element, proof: Proof) -> None:
    case = ET.SubElement(suite, "testcase", classname=f"schema.{proof.kind}", name=_clean(proof.subject))
    if outcome := _outcome(proof):
        node = ET.SubElement(case, outcome, message=_clean(f"{proof.status}: {proof.why}"))
        if outcome != "skipped":
            node.set("type", proof.status)
            node.text = _clean(_said(proof))
    ET.SubElement(case, "system-out").text = _clean(proof.evidence)


def _outcome(proof: Proof) -> str:
    """Return what JUnit calls it: nothing when it passed."""
    if not failed(proof):
        return "skipped" if proof.status == "unchecked" else ""
    return "error" if proof.status in {"hidden", "unchecked"} else "failure"


def _count(node: ET.Element, tests: int, found: Counter[str]) -> None:
    node.set("tests", str(tests))
    for name, outcome in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        if node.tag == "testsuite" or outcome != "skipped":
            node.set(name, str(found[outcome]))


def _said(proof: Proof) -> str:
    samples = f" Rows: {'; '.join(proof.samples)}." if proof.samples else ""
    return f"{proof.subject} is {proof.status}: {proof.why}.{samples} Asked: {proof.evidence}"


def _clean(text: str) -> str:
    return NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text)
