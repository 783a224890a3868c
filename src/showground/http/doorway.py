"""Around every answer: a request id in logs and header, security headers, cookies that the desk gave out."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any

from litestar.enums import ScopeType

from showground.db.principal import Guest
from showground.kit.ids import uuid7
from showground.kit.words import LANG, LANGUAGES, best_language, speaking
from showground.logs import log, logging_as
from showground.measures import REQUESTS, STREAMS
from showground.measures.tracing import span, trace_names

if TYPE_CHECKING:
    from collections.abc import Iterable
    from contextlib import AbstractContextManager

    from litestar.types import ASGIApp, HTTPResponseStartEvent, HTTPScope, Message, Receive, Scope, Send

    from showground.measures.tracing import Span

NOTHING_INLINE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "report-to csp; report-uri /csp-reports"
)
SECURITY = {
    "content-security-policy": NOTHING_INLINE,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(self), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "referrer-policy": "strict-origin-when-cross-origin",
    "reporting-endpoints": 'csp="/csp-reports"',
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "x-permitted-cross-domain-policies": "none",
}
LANGUAGE_COOKIE = "lang"
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
TRACEPARENT = b"traceparent"
HSTS = "max-age=31536000; includeSubDomains"
STREAM = (b"content-type", b"text/event-stream; charset=utf-8")
SILENT = b"referrer-policy", b"same-origin"  # the address of a guest's page is a secret
PRIVATE, PUBLIC = b"no-store", b"private, no-cache"  # a public page may show who follows it, or a form


class Doorway:
    """Wraps the whole application, error pages and unknown addresses included."""

    def __init__(self, inner: ASGIApp, *, https: bool) -> None:
        self._inner = inner
        headers = {**SECURITY, "strict-transport-security": HSTS} if https else SECURITY
        self._headers = [(name.encode(), value.encode()) for name, value in headers.items()]

    def leave(self) -> None:
        """From now on ask whoever is answered to connect anew: this process will go."""
        self._headers.append((b"connection", b"close"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request in and its answer out."""
        if scope["type"] != ScopeType.HTTP:
            await self._inner(scope, receive, send)
            return
        request_id, began, status, streams = uuid7().hex, time.perf_counter(), 0, False
        scope["state"]["request_id"] = request_id

        async def send_dressed(message: Message) -> None:
            nonlocal status, streams
            if message["type"] == "http.response.start":
                status = message["status"]
                self._dress(message, scope["state"])
                if STREAM in message["headers"]:
                    streams = True
                    STREAMS.inc()
            await send(message)

        with (
            _traced(scope) as span,
            logging_as(request_id=request_id, **trace_names()),
            speaking(language_of(scope["headers"])),
        ):
            try:
                await self._inner(scope, receive, send_dressed)
            finally:
                _name(span, scope, status)
                if streams:
                    STREAMS.dec()
                else:
                    _note(scope, status, time.perf_counter() - began)

    def _dress(self, message: HTTPResponseStartEvent, state: Any) -> None:  # noqa: ANN401 - Litestar's scope state
        headers = list(message["headers"])
        if isinstance(getattr(state.get("desk"), "principal", None), Guest):
            headers.append(SILENT)
        given = {name.lower() for name, _ in headers}
        headers += [header for header in self._headers if header[0] not in given]
        headers.append((b"x-request-id", state["request_id"].encode()))
        if (desk := state.get("desk")) is not None:
            if b"cache-control" not in given:
                headers.append((b"cache-control", PRIVATE if desk.is_private else PUBLIC))
            if b"content-language" not in given:
                headers.append((b"content-language", LANG.get().encode()))
            headers += [(b"set-cookie", cookie.to_header(header="").encode("latin-1")) for cookie in desk.cookies]
        message["headers"] = headers


def language_of(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """Return the language to answer in: the one that the browser was told to keep, else the one it likes best."""
    given = dict(headers)
    for cookie in given.get(b"cookie", b"").decode("latin-1").split(";"):
        name, _, value = cookie.strip().partition("=")
        if name == LANGUAGE_COOKIE and value in LANGUAGES:
            return value
    accepted = given.get(b"accept-language")
    return best_language(accepted.decode("latin-1")) if accepted else "en"


def _traced(scope: HTTPScope) -> AbstractContextManager[Span]:
    """Open the span of a request, as a part of the caller's trace if he says so."""
    parent = dict(scope["headers"]).get(TRACEPARENT, b"").decode("latin-1")
    return span(_method(scope), "server", parent=parent, http__request__method=_method(scope))


def _name(span: Span, scope: HTTPScope, status: int) -> None:
    """Name the span by the route, which is known afterwards; the address itself may hold what nobody should read."""
    route = scope.get("path_template") or "none"
    span.rename(f"{_method(scope)} {route}")
    span.mark(http__route=route, http__response__status_code=status)


def _method(scope: HTTPScope) -> str:
    return scope["method"] if scope["method"] in METHODS else "other"  # names are few, whatever is sent


def _note(scope: HTTPScope, status: int, seconds: float) -> None:
    REQUESTS.labels(_method(scope), scope.get("path_template") or "none", status).observe(seconds)
    level = logging.WARNING if status >= 500 else logging.DEBUG
    if logging.getLogger("showground").isEnabledFor(level):
        log().log(
            level, "answered", method=scope["method"], path=scope["path"], status=status, ms=round(seconds * 1000, 1)
        )
