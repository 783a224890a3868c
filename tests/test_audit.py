"""The audit of dependencies: what fails, what is accepted, and what a silent service means."""

from __future__ import annotations

import sys

from tests import audit
from tests.audit import Finding, answer_of, in_node, in_python, verdict

PYTHON = {"dependencies": [{"name": "jinja2", "vulns": [{"id": "PYSEC-1", "fix_versions": ["3.2"]}]}, {"name": "a"}]}
NODE = {
    "vulnerabilities": {
        "vite": {"fixAvailable": True, "via": ["esbuild", {"url": "https://example.org/advisories/GHSA-1"}]},
        "left": {"fixAvailable": False, "via": [{"url": "https://example.org/advisories/GHSA-2"}]},
    }
}


def test_findings_of_both_tools_are_read():
    assert in_python(PYTHON) == [Finding("jinja2", "PYSEC-1", "3.2")]
    assert in_node(NODE) == [Finding("vite", "GHSA-1", "a newer version"), Finding("left", "GHSA-2", "")]


def test_what_could_be_fixed_fails_until_somebody_gives_a_reason():
    found = [Finding("jinja2", "PYSEC-1", "3.2")]

    assert verdict(found, {}) == (["jinja2: PYSEC-1, fixed in 3.2"], False)
    assert verdict(found, {"PYSEC-1": "we do not sandbox"}) == (
        ["jinja2: PYSEC-1, accepted: we do not sandbox"],
        True,
    )
    assert verdict([Finding("left", "GHSA-2", "")], {}) == (["left: GHSA-2, no fix yet"], True)


def test_a_service_that_does_not_answer_is_no_finding(tmp_path):
    assert answer_of([sys.executable, "-c", "raise SystemExit('no network')"], tmp_path) is None
    assert answer_of(["no-such-program-anywhere"], tmp_path) is None


def test_every_exception_has_a_reason():
    assert all(reason.strip() for reason in audit.exceptions().values())
