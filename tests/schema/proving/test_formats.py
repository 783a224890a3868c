"""The same proofs for people and for machines, each as its readers expect it."""

from __future__ import annotations

import json
from xml.dom import minidom

import jsonschema_rs
import pytest

from showground.schema.proving.check import Checked
from showground.schema.proving.formats import as_json, junit, sarif, text
from showground.schema.proving.types import Proof

SUBJECT = "town.posts.author_id -> town.people.id"
PROOFS = (
    Proof(SUBJECT, "column", "enforced", "the catalog"),
    Proof(SUBJECT, "fk", "violated", "20 rows <read>", 20, 2, ("3", "4\x00&"), "2 rows have no parent"),
    Proof("a.b -> c.d", "same-event", "hidden", "asked", why="not verifiable: rows hidden: no"),
    Proof("town.people", "rls", "enforced", "the catalog: 1 policies"),
    Proof("town.old()", "body", "unchecked", "nothing was asked", why="bodies in plperl are not read"),
)
CHECKED = Checked("town", 180006, "my contracts/relations.csv", PROOFS, {SUBJECT: ("my contracts/relations.csv", 9)})
PASSED = Checked("town", 180006, "", (PROOFS[0], PROOFS[3]), {})


def closed(required, **properties):
    return {"type": "object", "required": required, "properties": properties, "additionalProperties": False}


# What SARIF 2.1.0 says of the objects that are written here, and nothing besides.
MESSAGE = closed(["text"], text={"type": "string", "minLength": 1})
REGION = closed(["startLine"], startLine={"type": "integer", "minimum": 1})
ARTIFACT = closed(["uri"], uri={"type": "string", "format": "uri-reference"})
LOGICAL = closed([], fullyQualifiedName={"type": "string"}, kind={"enum": ["function", "member"]})
LOCATION = closed(
    [],
    physicalLocation=closed(["artifactLocation"], artifactLocation=ARTIFACT, region=REGION),
    logicalLocations={"type": "array", "items": LOGICAL, "uniqueItems": True},
)
RESULT = closed(
    ["message"],
    ruleId={"type": "string"},
    ruleIndex={"type": "integer", "minimum": -1},
    level={"enum": ["none", "note", "warning", "error"]},
    message=MESSAGE,
    locations={"type": "array", "items": LOCATION},
    partialFingerprints={"type": "object", "additionalProperties": {"type": "string"}},
    properties={"type": "object"},
)
RULE = closed(["id"], id={"type": "string"}, shortDescription=MESSAGE)
DRIVER = closed(
    ["name"],
    name={"type": "string"},
    semanticVersion={"type": "string"},
    rules={"type": "array", "items": RULE, "uniqueItems": True},
)
RUN = closed(
    ["tool"],
    tool=closed(["driver"], driver=DRIVER),
    invocations={"type": "array", "items": closed(["executionSuccessful"], executionSuccessful={"type": "boolean"})},
    results={"type": "array", "items": RESULT},
)
SARIF = closed(
    ["version", "runs"],
    **{"$schema": {"type": "string", "format": "uri"}},
    version={"const": "2.1.0"},
    runs={"type": "array", "items": RUN},
)


def test_text_says_what_was_asked_and_what_is_not_proved():
    assert text(CHECKED) == "\n".join(
        [
            "what was asked  enforced  holds  violated  missing  hidden  unchecked",
            "column                 1",
            "fk                                      1",
            "same                                                     1",
            "rls                    1",
            "body                                                                1",
            "",
            f"VIOLATED  fk  {SUBJECT}",
            "    2 rows have no parent",
            "    rows: 3; 4\x00&",
            "    asked: 20 rows <read>",
            "",
            "HIDDEN  same-event  a.b -> c.d",
            "    not verifiable: rows hidden: no",
            "    asked: asked",
            "",
            "unchecked  body  town.old()",
            "    bodies in plperl are not read",
            "    asked: nothing was asked",
            "",
            "town on PostgreSQL 18: 0 of 1 relations enforced; 5 questions, 20 rows examined: 2 not proved",
        ]
    )
    assert text(PASSED).endswith("1 of 1 relations enforced; 2 questions, 0 rows examined: everything proved")
    assert "enforced  rls  town.people" in text(PASSED, everything=True)


def test_json_has_everything():
    document = json.loads(as_json(CHECKED))

    assert document["passed"] is False
    assert document["relations"] == {"promised": 1, "enforced": 0}
    assert [proof["failed"] for proof in document["proofs"]] == [False, True, True, False, False]
    assert document["proofs"][1] == {
        "subject": SUBJECT,
        "kind": "fk",
        "status": "violated",
        "evidence": "20 rows <read>",
        "examined": 20,
        "violations": 2,
        "samples": ["3", "4\x00&"],
        "why": "2 rows have no parent",
        "failed": True,
        "line": 9,
    }
    assert json.loads(as_json(PASSED))["passed"] is True


def test_sarif_has_the_shape_that_was_published():
    document = json.loads(sarif(CHECKED))
    jsonschema_rs.validator_for(SARIF).validate(document)
    [run] = document["runs"]

    assert [(found["ruleId"], found["level"]) for found in run["results"]] == [
        ("fk", "error"),
        ("same", "error"),
        ("body", "note"),
    ]
    assert [run["tool"]["driver"]["rules"][found["ruleIndex"]]["id"] for found in run["results"]] == [
        "fk",
        "same",
        "body",
    ]
    assert run["results"][0]["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "my%20contracts/relations.csv"},
        "region": {"startLine": 9},
    }
    assert json.loads(sarif(PASSED))["runs"][0]["results"] == []


@pytest.mark.parametrize("change", [{"version": "2.0.0"}, {"runs": [{}]}, {"extra": 1}])
def test_another_shape_would_be_seen(change):
    with pytest.raises(jsonschema_rs.ValidationError):
        jsonschema_rs.validator_for(SARIF).validate({**json.loads(sarif(CHECKED)), **change})


def test_junit_is_read_by_another_parser():
    root = minidom.parseString(junit(CHECKED)).documentElement  # noqa: S318 - our own text

    suites = {suite.getAttribute("name"): suite for suite in root.getElementsByTagName("testsuite")}
    assert list(suites) == ["column", "fk", "same", "rls", "body"]
    assert [root.getAttribute(name) for name in ("tests", "failures", "errors")] == ["5", "1", "1"]
    assert suites["body"].getAttribute("skipped") == "1"
    [failure] = suites["fk"].getElementsByTagName("failure")
    assert failure.getAttribute("message") == "violated: 2 rows have no parent"
    assert failure.firstChild.nodeValue == (
        f"{SUBJECT} is violated: 2 rows have no parent. Rows: 3; 4\N{REPLACEMENT CHARACTER}&. Asked: 20 rows <read>"
    )
    assert [case.getAttribute("name") for case in root.getElementsByTagName("testcase")] == [
        proof.subject for proof in PROOFS
    ]
