"""Spans: what a request or a job spent its time on. Off, nothing is imported and a span costs a comparison.

`otel` is what makes them when an address is set. No span carries a value of SQL, a body, a query or an address with
tokens: names, numbers and outcomes only.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

Kind = Literal["server", "client", "consumer", "internal"]
Mark = str | int | bool


class Span(Protocol):
    """What is under way, to be marked with how it went."""

    def mark(self, **marks: Mark) -> None:
        """Add what became known; two underscores in a name become a dot."""

    def rename(self, name: str) -> None:
        """Call it otherwise."""


class Tracer(Protocol):
    """Makes spans and sends them."""

    def span(self, name: str, kind: Kind, parent: str, marks: dict[str, Mark]) -> AbstractContextManager[Span]:
        """Open a span."""

    def inside(self) -> bool:
        """Tell whether one is open here."""

    def parent(self) -> str:
        """Return the open span as a W3C traceparent."""

    def close(self) -> None:
        """Send what is left."""


class Unmarked:
    """A span that nobody looks at."""

    def mark(self, **_: Mark) -> None:
        """Forget it."""

    def rename(self, _: str) -> None:
        """Forget it."""


class _Now:
    tracer: Tracer | None = None


NOTHING: AbstractContextManager[Span] = nullcontext(Unmarked())


def open_tracing(endpoint: str, *, process: str) -> None:
    """Begin to trace when there is an address of a collector; without one stay off.

    Args:
        endpoint: Base address of OTLP over HTTP, `http://127.0.0.1:4318`.
        process: Stands on every span: web, worker.
    """
    if endpoint:
        from showground.measures.otel import OtelTracer

        _Now.tracer = OtelTracer(endpoint, process)


def close_tracing() -> None:
    """Send what is left and be off."""
    tracer, _Now.tracer = _Now.tracer, None
    if tracer is not None:
        tracer.close()


def is_on() -> bool:
    """Tell whether the platform is traced."""
    return _Now.tracer is not None


def span(name: str, kind: Kind = "internal", /, *, parent: str = "", **marks: Mark) -> AbstractContextManager[Span]:
    """Open a span for as long as the block lasts; an error that leaves it is noted by its name.

    Args:
        parent: A W3C traceparent that it continues; else it belongs to the span around it, or begins a trace.
    """
    return NOTHING if _Now.tracer is None else _Now.tracer.span(name, kind, parent, marks)


def part(name: str, kind: Kind = "internal", /, **marks: Mark) -> AbstractContextManager[Span]:
    """Open a span inside of another; timers that look for work and find none leave no trace."""
    if _Now.tracer is None or not _Now.tracer.inside():
        return NOTHING
    return _Now.tracer.span(name, kind, "", marks)


def traceparent() -> str:
    """Return what hands the trace on to a job, or nothing."""
    return "" if _Now.tracer is None else _Now.tracer.parent()


def trace_names() -> dict[str, str]:
    """Return what stands on log lines: the trace's id, when there is one."""
    parent = traceparent()
    return {"trace_id": parent.split("-")[1]} if parent else {}
