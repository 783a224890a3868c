"""The API's description as OpenAPI 3.1: Litestar's, with our problems, scopes and ways to sign in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, get_origin

import msgspec
from litestar import Litestar, Router
from litestar.openapi.config import OpenAPIConfig
from litestar.response import ServerSentEvent, Stream
from litestar.serialization import encode_json

from showground import __version__
from showground.domains.ticketing.tokens import ORDER_PARAMETER
from showground.http.csrf import SAFE_METHODS
from showground.http.desk import LINK_PARAMETER
from showground.http.exports import MEDIA
from showground.http.guards import scope_of
from showground.http.idempotency import LONGEST, SHORTEST
from showground.http.samples import sample

if TYPE_CHECKING:
    from litestar.handlers import BaseRouteHandler
    from litestar.routes import HTTPRoute

PAGE_OF = re.compile(r"Page_(?:\w+\.)*(\w+?)_(?=\W)")  # Litestar names a generic shape by its modules
FILES = {media: {"schema": {"type": "string"}} for media in MEDIA.values()}
BYTES = {"schema": {"type": "string", "format": "binary"}}
PICTURE_BODY = {
    "required": True,
    "description": "The picture, up to 12 megabytes and 50 megapixels. It is encoded anew, without its metadata.",
    "content": {
        media: {"schema": {"type": "string", "format": "binary"}}
        for media in ("image/jpeg", "image/png", "image/webp", "image/avif", "image/gif")
    },
}
PROBLEM_REF = {"$ref": "#/components/schemas/Problem"}
PROBLEMS = {
    400: "The body cannot be read.",
    401: "Nobody is signed in, or the API key is none.",
    403: "It is not yours to do, or the API key lacks the scope.",
    404: "There is no such thing, or it is hidden from you.",
    413: "The body is too large.",
    409: "Something else came first; look again.",
    422: "A value cannot be used; `field` or `errors` says which.",
    429: "Too many at once; Retry-After says when to come back.",
    503: "Not now; Retry-After says when to come back.",
}
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
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Repeat a request with its key and body, and it has no second effect: the first answer comes again.",
    "schema": {"type": "string", "minLength": SHORTEST, "maxLength": LONGEST, "examples": ["0190d5a8-c7a2-7b5e-8f3e"]},
}
SEALED = {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[A-Za-z0-9_-]+$"}
LINKS = [  # what the desk reads of any address that shows something to who is not signed in
    {
        "name": LINK_PARAMETER,
        "in": "query",
        "required": False,
        "schema": SEALED,
        "description": "Of an unlisted event.",
    },
    {
        "name": ORDER_PARAMETER,
        "in": "query",
        "required": False,
        "schema": SEALED,
        "description": "What lets a guest come back to his order.",
    },
]
IN_PERSON = "An API key cannot do this, whatever its scopes: sign in with a browser."
SECURITY = {
    "apiKey": {"type": "http", "scheme": "bearer", "description": "An API key: `Authorization: Bearer sg_...`."},
    "session": {"type": "apiKey", "in": "cookie", "name": "showground_session", "description": "A browser's sign-in."},
}


def describe(routes: Router) -> dict[str, Any]:
    """Return the description of routes: Litestar's, with our problems, scopes and ways to sign in.

    It is made by an application that serves nobody, because the one that serves would add pages of third parties.
    """
    config = OpenAPIConfig(title="Showground", version=__version__, use_handler_docstrings=True)
    app = Litestar([routes], openapi_config=config, logging_config=None)  # its default would replace our log
    schema: dict[str, Any] = msgspec.json.decode(
        PAGE_OF.sub(r"PageOf\1", encode_json(app.openapi_schema.to_schema()).decode())
    )
    components = schema.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = PROBLEM_SCHEMA
    components["securitySchemes"] = SECURITY
    for route in app.routes:
        if (path := schema["paths"].get(route.path_format)) is not None:
            _describe(path, route, components["schemas"])  # type: ignore[arg-type]  # only HTTP routes stand here
    return schema


def _describe(path: dict[str, Any], route: HTTPRoute, schemas: dict[str, Any]) -> None:
    for method, (handler, _) in route.route_handler_map.items():
        operation = path.get(method.lower())
        if operation is None:
            continue
        says, _, more = operation.get("description", "").partition(". ")
        operation["summary"] = says.removesuffix(".")
        operation["description"] = more or f"{operation['summary']}."
        if handler.opt.get("picture"):
            operation["requestBody"] = PICTURE_BODY
        _describe_answers(method, operation, handler)
        for media, body in operation.get("requestBody", {}).get("content", {}).items():
            if not media.startswith("image/"):
                body["example"] = sample(body["schema"], schemas)
        _describe_parameters(operation, handler)
        _describe_callers(method, operation, handler)


def _describe_answers(method: str, operation: dict[str, Any], handler: BaseRouteHandler) -> None:
    returned = handler.parsed_fn_signature.return_type.annotation
    kind = get_origin(returned) or returned
    if issubclass(kind, Stream):
        content = {given: BYTES} if (given := handler.opt.get("gives")) else FILES
        operation["responses"]["200"]["content"] = _events(handler) if issubclass(kind, ServerSentEvent) else content
    for status in _problems_of(method, operation, public=bool(handler.opt.get("public"))):
        operation["responses"][str(status)] = {
            "description": PROBLEMS[status],
            "content": {"application/problem+json": {"schema": PROBLEM_REF}},
        }


def _events(handler: BaseRouteHandler) -> dict[str, Any]:
    """Describe one event of a stream, as OpenAPI before 3.2 has it."""
    sent = {"$ref": f"#/components/schemas/{handler.opt['sends'].__name__}"}
    event = {
        "id": {"type": "string", "description": "Names what was sent; give it back as Last-Event-ID."},
        "data": {"type": "string", "contentMediaType": "application/json", "contentSchema": sent},
    }
    return {"text/event-stream": {"schema": {"type": "object", "required": ["id", "data"], "properties": event}}}


def _describe_parameters(operation: dict[str, Any], handler: BaseRouteHandler) -> None:
    """Say what can be asked. None is how a handler learns that nothing was said; no text means null."""
    parameters = operation.setdefault("parameters", [])
    for parameter in parameters:
        parameter["schema"] = _said(parameter["schema"])
    if handler.opt.get("keyed"):
        parameters.append(IDEMPOTENCY_KEY)
    if handler.opt.get("public"):
        parameters.extend(LINKS)
    if not parameters:
        del operation["parameters"]


def _said(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a parameter without null."""
    [own] = [one for one in schema.get("oneOf", [{}]) if one != {"type": "null"}]
    said = {**own, **{name: value for name, value in schema.items() if name != "oneOf"}}
    if isinstance(said["type"], list):
        [said["type"]] = [one for one in said["type"] if one != "null"]
    if "enum" in said:
        said["enum"] = [one for one in said["enum"] if one is not None]
    return said


def _describe_callers(method: str, operation: dict[str, Any], handler: BaseRouteHandler) -> None:
    """Say who may call: with a key of which scope, signed in, or as nobody."""
    session: dict[str, list[str]] = {"session": []}
    if handler.opt.get("in_person"):
        operation["description"] = f"{operation['description']} {IN_PERSON}"
        operation["security"] = [session]
        return
    scope = scope_of(method, handler.opt)
    signed_in = [{"apiKey": [scope]}, session]
    operation["security"] = [*signed_in, {}] if handler.opt.get("public") else signed_in
    operation["x-scope"] = scope


def _problems_of(method: str, operation: dict[str, Any], *, public: bool) -> list[int]:
    """Return the statuses of problems that an operation may answer with."""
    writes = method not in SAFE_METHODS
    named = any(one["in"] == "path" for one in operation.get("parameters", []))
    possible = {
        400: "requestBody" in operation,
        401: True,  # a key that is none is refused everywhere
        403: writes or not public,
        404: named or writes,
        409: writes,
        413: operation.get("requestBody") is PICTURE_BODY,
        422: True,  # a parameter that nobody described is refused everywhere
        429: True,
        503: True,
    }
    operation["responses"].pop("400", None)  # Litestar's own shape of it
    return [status for status, is_possible in possible.items() if is_possible]
