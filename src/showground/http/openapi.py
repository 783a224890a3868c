"""The API's description as OpenAPI 3.1: Litestar's, with our problems, scopes and ways to sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from litestar import Litestar, Router
from litestar.openapi.config import OpenAPIConfig

from showground import __version__
from showground.http.guards import scope_of

if TYPE_CHECKING:
    from litestar.routes import HTTPRoute

PROBLEM_REF = {"$ref": "#/components/schemas/Problem"}
PROBLEM_SCHEMA = {
    "title": "Problem",
    "type": "object",
    "description": "What went wrong (RFC 9457). `code` is stable; other members depend on it.",
    "required": ["type", "title", "status", "detail", "code", "request_id"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "examples": ["/problems/users.handle_taken"]},
        "title": {"type": "string", "examples": ["Someone has this handle already."]},
        "status": {"type": "integer", "examples": [409]},
        "detail": {"type": "string", "examples": ["Someone has this handle already."]},
        "code": {"type": "string", "examples": ["users.handle_taken"]},
        "request_id": {"type": "string", "examples": ["0190d5a8c7a27b5e8f3e9a1c2b4d6e8f"]},
        "field": {"type": "string", "description": "The value that it is about.", "examples": ["handle"]},
    },
}
SECURITY = {
    "apiKey": {"type": "http", "scheme": "bearer", "description": "An API key: `Authorization: Bearer sg_...`."},
    "session": {"type": "apiKey", "in": "cookie", "name": "showground_session", "description": "A browser's sign-in."},
}


def describe(routes: Router) -> dict[str, Any]:
    """Return the description of routes: Litestar's, with our problems, scopes and ways to sign in.

    It is made by an application that serves nobody, because the one that serves would add pages of third parties.
    """
    config = OpenAPIConfig(title="Showground", version=__version__, use_handler_docstrings=True)
    app = Litestar([routes], openapi_config=config)
    schema = app.openapi_schema.to_schema()
    components = schema.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = PROBLEM_SCHEMA
    components["securitySchemes"] = SECURITY
    for route in app.routes:
        if (path := schema["paths"].get(route.path_format)) is not None:
            _describe(path, route)  # type: ignore[arg-type]  # only HTTP routes stand in the description
    return schema


def _describe(path: dict[str, Any], route: HTTPRoute) -> None:
    for method, (handler, _) in route.route_handler_map.items():
        operation = path.get(method.lower())
        if operation is None:
            continue
        operation["responses"].pop("400", None)
        operation["responses"]["default"] = {
            "description": "A problem",
            "content": {"application/problem+json": {"schema": PROBLEM_REF}},
        }
        scope = scope_of(method, handler.opt)
        signed_in: list[dict[str, list[str]]] = [{"apiKey": [scope]}, {"session": []}]
        operation["security"] = [*signed_in, {}] if handler.opt.get("public") else signed_in
        operation["x-scope"] = scope
