"""Pictures as browsers fetch them: kept for good, never anything but pictures, whoever asks and without a cookie."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, Router, get
from litestar.params import FromPath
from litestar.response import Stream

from showground.domains.users.pictures.rules import blob_name
from showground.domains.users.ports import Storage
from showground.http.guards import allow
from showground.kit.faults import Unknown

HEADERS = {
    "cache-control": "public, max-age=31536000, immutable",
    "content-security-policy": "sandbox; default-src 'none'",
    "cross-origin-resource-policy": "cross-origin",  # link previews and widgets show them elsewhere
    "content-disposition": "inline",
}
WEBP = "image/webp"


@get("/media/{file:str}", opt=allow(public=True), include_in_schema=False)
async def media(file: FromPath[str], request: Request[Any, Any, Any]) -> Response[Any]:
    """Give a size of a picture. Its name is made of its content: whoever has it, has it for good."""
    name, tag = blob_name(file), f'"{file}"'
    if name is None:
        return _nothing()
    if tag in request.headers.get("if-none-match", ""):
        return Response(None, status_code=304, headers={**HEADERS, "etag": tag})
    storage: Storage = request.app.state.storage
    try:
        blob = await storage.open(name)
    except Unknown:
        return _nothing()
    sent = {**HEADERS, "etag": tag, "content-length": str(blob.size)}
    return Stream(blob.chunks, media_type=WEBP, headers=sent)


def _nothing() -> Response[Any]:
    """Answer without a page: whoever fetches pictures reads none."""
    return Response(b"", status_code=404, media_type=WEBP, headers={"cache-control": "no-store"})


def media_router() -> Router:
    """Return the way to the pictures: no session is looked up, because they are the same for everybody."""
    return Router("/", route_handlers=[media], include_in_schema=False)
