"""Two budgets for the same tests: `short` for every change, `soak` for the numbers a claim rests on."""

from __future__ import annotations

import os
from typing import TypeVar

import hypothesis

T = TypeVar("T")
NAME = os.environ.get("SHOWGROUND_TEST_BUDGET", "short")
SOAK = NAME == "soak"

if NAME not in {"short", "soak"}:
    msg = f"SHOWGROUND_TEST_BUDGET is short or soak, not {NAME!r}"
    raise ValueError(msg)


def pick(*, short: T, soak: T) -> T:
    """Return the number, or whatever it is, for this run's budget."""
    return soak if SOAK else short


def load_profile() -> None:
    """Give hypothesis the run's budget. Time limits per example would fail on a busy machine, so there are none."""
    health = [hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.function_scoped_fixture]
    for name, examples in (("short", 30), ("soak", 1000)):
        hypothesis.settings.register_profile(
            name, max_examples=examples, deadline=None, print_blob=True, suppress_health_check=health
        )
    hypothesis.settings.load_profile(NAME)
