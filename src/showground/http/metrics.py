"""`/metrics` for Prometheus: what the processes measured, and the signs of life that only the database knows."""

from __future__ import annotations

import hmac
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

import msgspec
from litestar import Request, Response, get
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from showground.db.principal import Worker
from showground.db.sql import named
from showground.domains.analytics import store as analytics
from showground.http.shortly import Shortly
from showground.logs import log
from showground.measures.files import exposition

if TYPE_CHECKING:
    from collections.abc import Iterator

    from showground.db.tx import Database, Tx
    from showground.settings import Settings

SQL = named(__name__)
TEXT = "text/plain; version=0.0.4; charset=utf-8"
CLOSED = b"Metrics are read with the token of SHOWGROUND_METRICS_TOKEN.\n"
MOMENT_SECONDS = 5.0
SHORTLY: Shortly[Signs] = Shortly(MOMENT_SECONDS)


class VitalSigns(msgspec.Struct, frozen=True):
    """How much waits in the database, and how long the oldest has waited."""

    hold_age_seconds: float
    hold_overdue_seconds: float
    outbox_lag_seconds: float
    outbox_waiting: int
    inbox_lag_seconds: float
    inbox_waiting: int
    job_lag_seconds: float
    jobs_waiting: int
    jobs_running: int
    jobs_failed: int
    mail_lag_seconds: float
    mails_queued: int
    mails_uncertain: int
    mails_failed: int


MEANINGS = {
    "hold_age_seconds": "Age of the oldest hold of places that still stands.",
    "hold_overdue_seconds": "How long the sweeper is behind with holds that ran out.",
    "outbox_lag_seconds": "Age of the oldest fact that was not relayed.",
    "outbox_waiting": "Facts that were not relayed.",
    "inbox_lag_seconds": "Age of the oldest payment notice that was not processed.",
    "inbox_waiting": "Payment notices that were not processed.",
    "job_lag_seconds": "How long the oldest job that is due has waited.",
    "jobs_waiting": "Jobs to do, those of later included.",
    "jobs_running": "Jobs that are being done.",
    "jobs_failed": "Jobs that were given up.",
    "mail_lag_seconds": "How long the letter that is due longest has waited.",
    "mails_queued": "Letters to send, those of later included.",
    "mails_uncertain": "Letters that may have arrived or not, and wait for an operator or another try.",
    "mails_failed": "Letters that were given up.",
}


class Signs(Collector):
    """The database's signs of life as gauges."""

    def __init__(self, vital: VitalSigns | None, strays: list[analytics.Stray]) -> None:
        self._vital, self._strays = vital, strays

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Give one gauge a sign; when the database did not answer, only that."""
        up = GaugeMetricFamily("showground_database_up", "Whether the database answered the question after its signs.")
        up.add_metric([], 0 if self._vital is None else 1)
        yield up
        if self._vital is None:
            return
        for name, meaning in MEANINGS.items():
            yield GaugeMetricFamily(f"showground_{name}", meaning, value=getattr(self._vital, name))
        strays = GaugeMetricFamily(
            "showground_default_partition_bytes", "Size of rows without a partition of their month.", labels=["table"]
        )
        for stray in self._strays:
            strays.add_metric([stray.table], stray.size)
        yield strays


@get("/metrics", operation_id="Metrics", include_in_schema=False)
async def metrics(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Answer with every measure in the Prometheus text format."""
    if not may_read(request, request.app.state.settings):
        return Response(CLOSED, status_code=401, media_type="text/plain", headers={"www-authenticate": "Bearer"})
    db: Database = request.app.state.db
    signs = await SHORTLY.get(id(db), lambda: ask(db))
    return Response(exposition([signs]), media_type=TEXT, headers={"cache-control": "no-store"})


def may_read(request: Request[Any, Any, Any], settings: Settings) -> bool:
    """Tell whether the token was sent; without one set, whether this machine asks where nobody else reaches us."""
    if settings.metrics_token:
        given = request.headers.get("authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {settings.metrics_token}".encode())
    return settings.is_local and request.client is not None and ip_address(request.client.host).is_loopback


async def vital_signs(tx: Tx) -> VitalSigns:
    """Return how much waits, as the service."""
    return await tx.one(SQL["vital_signs"], VitalSigns)


async def ask(db: Database) -> Signs:
    """Ask the database; a scrape must not fail because it is down."""
    try:
        async with db.acting_as(Worker(), read_only=True) as tx:
            return Signs(await vital_signs(tx), await analytics.grown_defaults(tx))
    except Exception as error:  # noqa: BLE001 - whatever it is, the scrape says that we do not know
        log().warning("no signs of life from the database", error=repr(error))
        return Signs(None, [])
