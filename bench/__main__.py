"""`python -m bench`: build the world, measure limits, till and platform, check the books, write `bench/report.md`."""

from __future__ import annotations

import argparse
import asyncio
import subprocess
import sys
import time
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from bench.limits import all_limits, measure
from bench.load import Result, Task
from bench.machine import cpu_seconds, memory_mb
from bench.report import Line, Report
from bench.sightings import measure_sightings
from bench.stack import AIM_MB, measure_stack
from bench.stage import HERE, served, set_stage
from bench.streams import measure_sign_in, measure_streams
from bench.till import measure_till
from showground.db.cluster import connected
from showground.http.keys import make_keys
from showground.kit.sealing import derive
from showground.schema import invariants

if TYPE_CHECKING:
    from bench.limits import Ceiling
    from bench.stage import Platform, Stage

RECORDING = "impression ingest"
Tiers = list[tuple[UUID, UUID]]


class Scenario(msgspec.Struct, frozen=True):
    """What is asked of the platform, and the limit that stands beside it."""

    what: str
    operation: str
    limit: str
    tiers: str = "free"


class Budget(msgspec.Struct, frozen=True):
    """How much a run measures; seconds are those of one measurement."""

    seconds: float
    connections: tuple[int, ...]
    workers: tuple[int, ...]


SCENARIOS = (
    Scenario("event page, 2,000 events", "event_page", "event page"),
    Scenario("event page, one event", "hot_event_page", ""),
    Scenario("event as JSON", "event_json", "event page"),
    Scenario("ticket list", "ticket_list", "ticket list"),
    Scenario("free order, 100 tiers", "order", "free order, 100 tiers"),
    Scenario("free order, one tier", "order", "free order, one tier", "hot"),
    Scenario("paid order and its notice", "paid_order", "paid order", "paid"),
    Scenario("scan", "scan", "scan"),
)
SHORT = Budget(1.2, (1, 8, 32), (1,))
LONG = Budget(8, (1, 8, 32), (1, 2))


def main() -> None:
    """Run it; exit 1 when the books are wrong afterwards or an answer was an error."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--long", action="store_true", help="8 seconds a measurement, with one worker and with two")
    parser.add_argument("--only", default="", help="measure only what has this in its name")
    parser.add_argument("--stack", action="store_true", help="only start-up time and memory of the whole stack")
    parser.add_argument("--streams", action="store_true", help="only 5,000 streams of live numbers, and sign-ins")
    chosen = parser.parse_args()
    if chosen.stack:
        for what, value in measure_stack(port=8970):
            say(f"{what:>16} {value:8.1f}")
        say(f"aim: all under {AIM_MB} MiB")
        return
    if chosen.streams:
        with set_stage() as stage, served(stage, workers=1) as platform:
            figures = asyncio.run(measure_streams(stage, platform))
            figures += asyncio.run(measure_sign_in(stage, platform, seconds=LONG.seconds))
        for one in figures:
            say(f"{one.what:>48} {one.value:10,.1f} {one.unit}")
        return
    budget, report = LONG if chosen.long else SHORT, Report()
    began = time.monotonic()
    with set_stage() as stage:
        say(f"the world stands after {time.monotonic() - began:.0f} s")
        measure_limits(stage, budget, report, only=chosen.only)
        measure_tills(stage, budget, report, only=chosen.only)
        if chosen.only in RECORDING:
            report.recorded = measure_sightings(stage, seconds=budget.seconds)
            for one in report.recorded:
                say(f"{one.what}: {one.rate:,.0f}/s")
        for workers in budget.workers:
            measure_platform(stage, budget, report, workers=workers, only=chosen.only)
        report.truth = truth(stage)
    report.notes.append(f"{time.monotonic() - began:.0f} seconds in all, {budget.seconds:g} for each measurement.")
    (HERE / "report.md").write_text(str(report))
    say("\n" + str(report))
    if any(wrong for _, _, wrong in report.truth) or any(line.refused for line in report.lines):
        sys.exit(1)


def say(line: str) -> None:
    """Print at once."""
    print(line, flush=True)


def measure_limits(stage: Stage, budget: Budget, report: Report, *, only: str) -> None:
    """Let pgbench run our statements: alone, and by as many clients as the platform has connections."""
    for limit in all_limits():
        if only in limit.name:
            for clients in (1,) if limit.size > 1 else (1, 8):
                found = measure(stage, limit, clients=clients, seconds=budget.seconds)
                report.limits.append((limit.name, clients, found))
                say(f"limit {limit.name}, {clients} clients: {found.rate:,.0f}/s")


def measure_tills(stage: Stage, budget: Budget, report: Report, *, only: str) -> None:
    """Measure the till without HTTP."""
    for what, tiers in (
        ("free order, 100 tiers", tiers_of(stage, "free")),
        ("free order, one tier", tiers_of(stage, "hot")),
    ):
        for tasks in budget.connections if only in what else ():
            sold = measure_till(stage.url("showground_app"), tiers, tasks=tasks, seconds=budget.seconds)
            report.tills.append((what, tasks, sold.rate, sold.client_ms))
            say(f"till {what}, {tasks} buyers: {sold.rate:,.0f}/s")


def measure_platform(stage: Stage, budget: Budget, report: Report, *, workers: int, only: str) -> None:
    """Serve the platform and measure every scenario at every number of connections."""
    with served(stage, workers=workers) as platform:
        report.memory.append((f"web at rest, {workers} worker(s)", memory_mb(platform.pid)))
        for scenario in SCENARIOS:
            for connections in budget.connections if only in scenario.what else ():
                line = measure_line(stage, platform, scenario, budget, report, workers=workers, connections=connections)
                report.lines.append(line)
                say(f"{line.what}, {connections} connections: {line.rate:,.0f}/s, p99 {line.p99:.1f} ms {line.refused}")
        report.memory.append((f"web afterwards, {workers} worker(s)", memory_mb(platform.pid)))
        report.memory.append((f"PostgreSQL, {workers} worker(s)", memory_mb(stage.server.pid)))


def measure_line(
    stage: Stage,
    platform: Platform,
    scenario: Scenario,
    budget: Budget,
    report: Report,
    *,
    workers: int,
    connections: int,
) -> Line:
    """Measure one scenario at one number of connections."""
    secret = derive(make_keys(stage.state / "platform" / "secret.key")[0], "test-provider")
    task = Task(
        scenario=scenario.operation,
        port=platform.port,
        connections=connections,
        seconds=budget.seconds,
        warm_seconds=0.3,
        tiers=tiers_of(stage, scenario.tiers),
        codes=codes_of(stage) if scenario.operation == "scan" else [],
        provider_secret=secret,
    )
    web, server = cpu_seconds(platform.pid), cpu_seconds(stage.server.pid)
    done = subprocess.run(
        [sys.executable, "-m", "bench.load"], input=msgspec.json.encode(task), stdout=subprocess.PIPE, check=True
    )
    web, server = cpu_seconds(platform.pid) - web, cpu_seconds(stage.server.pid) - server
    result = msgspec.json.decode(done.stdout, type=Result)
    whole = max(1, result.operations) * (task.seconds + task.warm_seconds) / task.seconds  # the warm-up works too
    bad = {status: count for status, count in result.statuses.items() if status >= 300}
    return Line(
        what=scenario.what,
        workers=workers,
        connections=connections,
        rate=result.operations / result.seconds,
        limit=best(report.limits, scenario.limit),
        web_ms=web * 1000 / whole,
        server_ms=server * 1000 / whole,
        client_ms=result.client_ms,
        p50=result.p50,
        p95=result.p95,
        p99=result.p99,
        refused=f"{bad} {result.odd}" if bad else "",
    )


def best(limits: list[tuple[str, int, Ceiling]], name: str) -> float:
    """Return the best rate that pgbench reached with the statements of a scenario, in whatever number at once."""
    return max((found.rate for limit, _, found in limits if name and limit.split(", 32")[0] == name), default=0.0)


def tiers_of(stage: Stage, which: str) -> Tiers:
    """Return (event, tier) pairs: the free or the paid ones of 100 events, or one that everybody wants."""
    numbers = {"free": range(1, 401, 4), "paid": range(2, 402, 4), "hot": range(5, 6)}[which]
    with connected(stage.url("postgres")) as connection:
        rows = connection.execute(
            "select bench.id('event', (n + 3) / 4), bench.id('tier', n) from unnest(%s::bigint[]) n", [list(numbers)]
        ).fetchall()
    return [(UUID(str(event_id)), UUID(str(tier_id))) for event_id, tier_id in rows]


def codes_of(stage: Stage) -> list[tuple[UUID, str]]:
    """Return tickets of organizations' events that nobody has shown yet."""
    with connected(stage.url("postgres")) as connection:
        rows = connection.execute(
            "select t.event_id, t.code from ticketing.tickets t where t.seller_org_id is not null and not exists"
            " (select from ticketing.scan_logs s where s.event_id = t.event_id and s.ticket_id = t.id) limit 40000"
        ).fetchall()
    return [(UUID(str(event_id)), str(code)) for event_id, code in rows]


def truth(stage: Stage) -> list[tuple[str, int, int]]:
    """Ask what `showground check` asks: counters against rows, money against the ledger, rows against their keys."""
    verdicts = asyncio.run(invariants.check(stage.url("showground_owner")))
    return [(one.name, one.examined, len(one.violations) + bool(one.unverifiable)) for one in verdicts]


if __name__ == "__main__":
    main()
