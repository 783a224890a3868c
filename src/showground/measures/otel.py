"""Spans by OpenTelemetry, sent to a collector by OTLP over HTTP in batches. Imported only when an address is set."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from showground import __version__
from showground.kit.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from showground.measures.tracing import Kind, Mark

KINDS = {
    "server": SpanKind.SERVER,
    "client": SpanKind.CLIENT,
    "consumer": SpanKind.CONSUMER,
    "internal": SpanKind.INTERNAL,
}
PATH, SEND_SECONDS = "/v1/traces", 3.0
W3C = TraceContextTextMapPropagator()
TRACEPARENT = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")


class OtelSpan:
    """A span that is under way."""

    def __init__(self, span: trace.Span) -> None:
        self._span = span

    def mark(self, **marks: Mark) -> None:
        """Add what became known."""
        self._span.set_attributes(_dotted(marks))

    def rename(self, name: str) -> None:
        """Call it otherwise."""
        self._span.update_name(name)


class OtelTracer:
    """Makes spans and sends them in batches; a collector that does not answer costs spans and nothing else."""

    def __init__(self, endpoint: str, process: str) -> None:
        about = {"service.name": f"showground-{process}", "service.version": __version__}
        self._provider = TracerProvider(resource=Resource.create(about), shutdown_on_exit=False)
        exporter = OTLPSpanExporter(endpoint.rstrip("/") + PATH, timeout=SEND_SECONDS)
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("showground", __version__)

    @contextmanager
    def span(self, name: str, kind: Kind, parent: str, marks: dict[str, Mark]) -> Iterator[OtelSpan]:
        """Open a span; of an error its code or class is kept, never its words: they may quote values."""
        around = W3C.extract({"traceparent": parent}) if TRACEPARENT.fullmatch(parent) else None
        with self._tracer.start_as_current_span(
            name,
            around,
            kind=KINDS[kind],
            attributes=_dotted(marks),
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            try:
                yield OtelSpan(span)
            except Fault as fault:  # an answer like others: whoever asked is told
                span.set_attribute("error.type", fault.code)
                raise
            except BaseException as error:
                span.set_attribute("error.type", type(error).__qualname__)
                span.set_status(Status(StatusCode.ERROR))
                raise

    def inside(self) -> bool:
        """Tell whether a span is open here."""
        return trace.get_current_span().get_span_context().is_valid

    def parent(self) -> str:
        """Return the open span as a W3C traceparent; nothing outside of spans."""
        carrier: dict[str, str] = {}
        W3C.inject(carrier)
        return carrier.get("traceparent", "")

    def close(self) -> None:
        """Send what is left; a collector that does not answer is not waited for."""
        self._provider.force_flush(int(SEND_SECONDS * 1000))
        self._provider.shutdown()


def _dotted(marks: dict[str, Mark]) -> dict[str, Mark]:
    """Return marks under their names in OpenTelemetry, where `http__response__status_code` has dots."""
    return {name.replace("__", "."): value for name, value in marks.items()}
