"""The API's own description, at /api/v1/openapi.json; the page for people is /api/docs."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get

from showground.http.guards import allow


@get("/openapi.json", include_in_schema=False, opt=allow(public=True), sync_to_thread=False)
def openapi_json(request: Request[Any, Any, Any]) -> Response[dict[str, Any]]:
    """Describe the API as OpenAPI 3.1."""
    return Response(request.app.state.description(), media_type="application/json")


HANDLERS = [openapi_json]
