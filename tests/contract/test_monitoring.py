"""Dashboard and alert rules ask only for measures that exist, and every measure is shown."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from showground import measures
from showground.http.metrics import MEANINGS, Signs, VitalSigns

FOLDER = Path(__file__).parents[2] / "docs" / "grafana"
NAME = re.compile(r"\bshowground_\w+")
SUFFIX = re.compile(r"_(bucket|count|sum|created)$")


def told():
    """Return the names of all samples that `/metrics` may give."""
    for family in measures.REGISTRY.collect():
        parts = {"counter": ("_total",), "histogram": ("_bucket", "_count", "_sum")}.get(family.type, ("",))
        yield from (family.name + part for part in parts)
    yield from (family.name for family in Signs(VitalSigns(*[0] * len(MEANINGS)), []).collect())


def asked_by_dashboard():
    panels = json.loads((FOLDER / "showground.json").read_text())["panels"]
    return {name for panel in panels for target in panel.get("targets", []) for name in NAME.findall(target["expr"])}


def asked_by_alerts():
    [group] = yaml.safe_load((FOLDER / "alerts.yml").read_text())["groups"]
    return {name for rule in group["rules"] for name in NAME.findall(rule["expr"])}


@pytest.mark.parametrize("asked", [asked_by_dashboard, asked_by_alerts])
def test_what_is_asked_for_exists(asked):
    assert asked() - set(told()) == set()


def test_every_measure_is_on_the_dashboard():
    shown = {SUFFIX.sub("", name) for name in asked_by_dashboard()}

    assert {SUFFIX.sub("", name) for name in told()} - shown == set()


def test_every_alert_says_what_is_wrong_and_how_bad():
    [group] = yaml.safe_load((FOLDER / "alerts.yml").read_text())["groups"]

    for rule in group["rules"]:
        assert rule["annotations"]["summary"].endswith(".")
        assert rule["labels"]["severity"] in {"page", "ticket"}
