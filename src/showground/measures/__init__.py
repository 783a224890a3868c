"""What is counted and timed in this process, for `/metrics`. Where the numbers of all processes meet: `files`."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from showground.kit.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

REGISTRY = CollectorRegistry(auto_describe=True)
QUICK = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)  # seconds
DEFECT = "defect"

REQUESTS = Histogram(
    "showground_http_request_seconds",
    "Time until a request was answered.",
    ["method", "route", "status"],
    registry=REGISTRY,
    buckets=QUICK,
)
STREAMS = Gauge(
    "showground_http_streams",
    "Streams of live numbers that are open.",
    registry=REGISTRY,
    multiprocess_mode="livesum",
)
SALES = Counter("showground_sales", "Purchases by outcome: sold, or why not.", ["outcome"], registry=REGISTRY)
CHECK_OUT = Histogram(
    "showground_check_out_seconds", "Time of a purchase at the till.", registry=REGISTRY, buckets=QUICK
)
SETTLEMENTS = Counter(
    "showground_settlements", "Captured payments by what became of them.", ["outcome"], registry=REGISTRY
)
SETTLE = Histogram(
    "showground_settle_seconds", "Time in which a captured payment became tickets.", registry=REGISTRY, buckets=QUICK
)
SCANS = Counter("showground_scans", "Scans by verdict.", ["verdict"], registry=REGISTRY)
POOL_WAIT = Histogram(
    "showground_pool_wait_seconds",
    "Time that a transaction waited for its database connection.",
    ["lane"],
    registry=REGISTRY,
    buckets=(0.0005, 0.001, 0.005, 0.025, 0.1, 0.5, 1.0, 5.0),
)
POOL_IN_USE = Gauge(
    "showground_pool_in_use",
    "Database connections that are lent out.",
    ["lane"],
    registry=REGISTRY,
    multiprocess_mode="livesum",
)
POOL_SIZE = Gauge(
    "showground_pool_size",
    "Database connections that may be lent out at once.",
    ["lane"],
    registry=REGISTRY,
    multiprocess_mode="livesum",
)
JOBS = Histogram(
    "showground_job_seconds", "Time of a job, by how it ended.", ["job", "outcome"], registry=REGISTRY, buckets=QUICK
)
MAILS = Counter("showground_mails", "Attempts at letters by what they came to.", ["status"], registry=REGISTRY)
CSP_REPORTS = Counter(
    "showground_csp_reports", "Reports of browsers by the directive that was hurt.", ["directive"], registry=REGISTRY
)


@contextmanager
def sale() -> Iterator[None]:
    """Count and time the purchase inside the block; a fault counts under its code."""
    began, outcome = time.perf_counter(), DEFECT
    try:
        yield
        outcome = "sold"
    except Fault as fault:
        outcome = fault.code
        raise
    finally:
        SALES.labels(outcome).inc()
        CHECK_OUT.observe(time.perf_counter() - began)


@contextmanager
def timed_job(name: str) -> Iterator[None]:
    """Time the job inside the block."""
    began, outcome = time.perf_counter(), "failed"
    try:
        yield
        outcome = "done"
    finally:
        JOBS.labels(name, outcome).observe(time.perf_counter() - began)
