"""Failures as pages: what happened, what it means, what to do. Who is not signed in is sent to do that first."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from litestar import Response
from litestar.response import Redirect

from showground.domains.events.managing.errors import OutOfRole
from showground.domains.users.errors import ConfirmFirst
from showground.http.csrf import SAFE_METHODS, local_path
from showground.http.desk import Desk, request_id_of
from showground.web.render import page
from showground.web.shell import frame

if TYPE_CHECKING:
    from litestar import Request

    from showground.http.faults import Failure
    from showground.kit.faults import Fault

PARTS = {"door": "/scan", "finance": "/orders", "manager": ""}  # where somebody who helps at an event begins
PAGES = {400: "422", 403: "403", 404: "404", 405: "404", 409: "409", 413: "422", 422: "422", 429: "429", 503: "503"}


def error_page(request: Request[Any, Any, Any], failure: Failure) -> Response[Any]:
    """Return a failure as a page, or the way to the sign-in."""
    if failure.status == 401:
        return _to_ask(request, "/sign-in")
    if isinstance(failure.fault, ConfirmFirst):
        return _to_ask(request, "/me/confirm")
    desk: Desk | None = request.scope["state"].get("desk")
    shell = frame(desk) if desk is not None else {"path": request.url.path}
    says = failure.says if failure.status != 500 else ""
    return page(
        f"errors/{PAGES.get(failure.status, '500')}.html",
        status_code=failure.status,
        headers=failure.headers,
        **shell,
        says=says,
        request_id=request_id_of(request) if failure.status >= 500 else "",
        back_href=_came_from(request),
        part_href=_part_of(failure.fault),
        wait_minutes=math.ceil(int(failure.headers.get("Retry-After", "0")) / 60),
    )


def _to_ask(request: Request[Any, Any, Any], page: str) -> Response[Any]:
    url = request.url
    here = f"{url.path}?{url.query}" if url.query else url.path
    after = here if request.method in SAFE_METHODS else _came_from(request) or "/"
    to = f"{page}?" + urlencode({"next": local_path(after)})
    if request.headers.get("hx-request"):
        return Response(None, status_code=200, headers={"HX-Redirect": to})
    return Redirect(to, status_code=303)


def _part_of(fault: Fault) -> str | None:
    """Return the page of the event where somebody helps who opened another."""
    if not isinstance(fault, OutOfRole):
        return None
    return f"/console/events/{fault.facts['event']}{PARTS[str(fault.facts['role'])]}"


def _came_from(request: Request[Any, Any, Any]) -> str | None:
    """Return the page of ours that led here."""
    referer = urlsplit(request.headers.get("referer", ""))
    if referer.netloc != request.headers.get("host"):
        return None
    path = f"{referer.path}?{referer.query}" if referer.query else referer.path
    return local_path(path, otherwise="") or None
