"""The API explained to people: a page made from its own description, without a line of third-party code."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency

from showground.http.desk import Desk
from showground.http.guards import allow
from showground.web.shell import show

METHODS = ("get", "post", "put", "patch", "delete")


class Operation(msgspec.Struct, frozen=True):
    """One operation as the page shows it."""

    id: str
    method: str
    path: str
    summary: str
    says: str
    scope: str
    public: bool
    parameters: list[dict[str, Any]]
    takes: str
    answers: list[tuple[str, str]]
    problems: list[str]


@get("/api/docs", opt=allow(public=True))
async def api_docs_page(request: Request[Any, Any, Any], desk: NamedDependency[Desk]) -> Response[Any]:
    """Show every operation, what it takes and what it answers."""
    description = request.app.state.description()
    return show(
        desk,
        "design/api.html",
        title=description["info"]["title"],
        version=description["info"]["version"],
        operations=operations(description),
        shapes=sorted(description["components"]["schemas"].items()),
        sample=f"curl -H 'Authorization: Bearer sg_...' {desk.settings.address}/api/v1/me",
    )


def operations(description: dict[str, Any]) -> list[Operation]:
    """Return the operations of a description in the order of their addresses."""
    return [
        Operation(
            one["operationId"],
            method.upper(),
            path,
            one["summary"],
            _more(one),
            one.get("x-scope", ""),
            {} in one.get("security", []),
            one.get("parameters", []),
            _shape(one.get("requestBody", {}).get("content", {})),
            [(code, _shape(answer.get("content", {}))) for code, answer in one["responses"].items() if code < "4"],
            [code for code in one["responses"] if code >= "4"],
        )
        for path, methods in sorted(description["paths"].items())
        for method, one in methods.items()
        if method in METHODS
    ]


def _more(operation: dict[str, Any]) -> str:
    """Return what a description says beyond the summary."""
    says: str = operation["description"]
    return "" if says == f"{operation['summary']}." else says


def _shape(content: dict[str, Any]) -> str:
    """Return the name of the shape of a body; empty when there is none."""
    for media in content.values():
        schema = media.get("schema", {})
        items = schema.get("items", {})
        if reference := schema.get("$ref") or items.get("$ref"):
            name: str = reference.rpartition("/")[2]
            return f"list of {name}" if items else name
    return ""


HANDLERS = [api_docs_page]
