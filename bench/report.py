"""Figures as a table that people read and diff."""

from __future__ import annotations

import os
import platform as machine
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from bench.limits import Ceiling
from bench.sightings import Ingest


class Line(msgspec.Struct, frozen=True):
    """One measurement of the served platform."""

    what: str
    workers: int
    connections: int
    rate: float
    limit: float
    web_ms: float
    server_ms: float
    client_ms: float
    p50: float
    p95: float
    p99: float
    refused: str


class Report(msgspec.Struct):
    """Everything that a run found, in the order in which it was found."""

    limits: list[tuple[str, int, Ceiling]] = []
    tills: list[tuple[str, int, float, float]] = []
    recorded: list[Ingest] = []
    lines: list[Line] = []
    memory: list[tuple[str, float]] = []
    truth: list[tuple[str, int, int]] = []
    notes: list[str] = []

    def __str__(self) -> str:
        """Return the report as Markdown."""
        head = f"# Bench, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC\n\n{about_machine()}\n"
        return (
            "\n".join(
                [head, *self.notes, *self._limits(), *self._tills(), *self._recorded(), *self._lines(), *self._end()]
            )
            + "\n"
        )

    def _limits(self) -> list[str]:
        rows = [
            (name, str(clients), f"{found.rate:,.0f}", f"{found.latency_ms:.2f}", f"{found.server_ms:.3f}")
            for name, clients, found in self.limits
        ]
        head = ("our statements by pgbench", "clients", "a second", "mean ms", "server CPU ms")
        return ["\n## Limits: the database alone\n", *table(head, rows)] if rows else []

    def _tills(self) -> list[str]:
        rows = [(what, str(tasks), f"{rate:,.0f}", f"{client:.3f}") for what, tasks, rate, client in self.tills]
        head = ("the till in a process, no HTTP", "buyers", "a second", "Python CPU ms")
        return ["\n## The till alone\n", *table(head, rows)] if rows else []

    def _recorded(self) -> list[str]:
        rows = [(one.what, f"{one.rate:,.0f}", f"{one.client_ms:.4f}", f"{one.server_ms:.4f}") for one in self.recorded]
        head = ("showings of events", "a second", "client CPU ms", "server CPU ms")
        return ["\n## Impression ingest beside COPY of the same rows\n", *table(head, rows)] if rows else []

    def _lines(self) -> list[str]:
        head = (
            "over HTTP",
            "workers",
            "connections",
            "a second",
            "of limit",
            "web CPU ms",
            "server CPU ms",
            "client CPU ms",
        )
        rows = [
            (
                line.what, str(line.workers), str(line.connections), f"{line.rate:,.0f}",
                f"{line.rate / line.limit:.0%}" if line.limit else "-", f"{line.web_ms:.3f}", f"{line.server_ms:.3f}",
                f"{line.client_ms:.3f}", f"{line.p50:.1f}", f"{line.p95:.1f}", f"{line.p99:.1f}",
                line.refused or "none",
            )
            for line in self.lines
        ]  # fmt: skip
        return ["\n## The platform as it is served\n", *table((*head, "p50 ms", "p95 ms", "p99 ms", "errors"), rows)]

    def _end(self) -> list[str]:
        memory = [(name, f"{size:.0f}") for name, size in self.memory]
        truth = [(what, f"{examined:,}", str(wrong)) for what, examined, wrong in self.truth]
        return [
            "\n## Memory (shared pages divided)\n",
            *table(("processes", "MB"), memory),
            "\n## The books afterwards\n",
            *table(("compared", "rows", "wrong"), truth),
        ]


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Return a Markdown table, its columns aligned."""
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head))]
    lines = [_row(row, widths) for row in (head, *rows)]
    rule = "|" + "|".join("-" * (width + 1) + ("-" if i == 0 else ":") for i, width in enumerate(widths)) + "|"
    return [lines[0], rule, *lines[1:]]


def _row(row: tuple[str, ...], widths: list[int]) -> str:
    first, *others = (
        cell.ljust(width) if i == 0 else cell.rjust(width)
        for i, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return "| " + " | ".join([first, *others]) + " |"


def about_machine() -> str:
    """Return what the figures depend on, and how busy others kept the machine when it was asked."""
    busy = Path("/proc/loadavg").read_text().split()[0]
    return (
        f"{os.cpu_count()} processors ({machine.machine()}), Python {machine.python_version()}; client, platform and"
        f" database on the same machine, fsync on. Load average when the run ended: {busy}."
    )
