"""Whether an unsafe request comes from a page of ours: forms carry a token of session or visitor, JSON its origin."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from litestar.enums import RequestEncodingType

from showground.kit.faults import Refused
from showground.kit.sealing import derive

if TYPE_CHECKING:
    from litestar import Request

    from showground.http.desk import Desk

FIELD, HEADER = "csrf_token", "x-csrf-token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FORMS = (RequestEncodingType.URL_ENCODED, RequestEncodingType.MULTI_PART)


class ForgedForm(Refused):
    """The form is none of ours, or too old."""

    code = "forged_form"
    says = "This form is no longer valid, perhaps because you signed in or out meanwhile. Open the page again."


class ForeignOrigin(Refused):
    """Another site's page sent this with our cookies."""

    code = "foreign_origin"
    says = "Requests with our cookies must come from our own pages, as JSON. Programs use an API key."


def token_for(key: bytes, binding: str) -> str:
    """Return the token of the forms that we give to one session or visitor."""
    return derive(key, binding).hex()


async def check_form(request: Request[Any, Any, Any], desk: Desk) -> None:
    """Let a form or an htmx request pass that carries its session's token.

    Raises:
        ForgedForm: the token is missing or another's.
    """
    given = request.headers.get(HEADER) or ""
    if not given and request.content_type[0] in FORMS:
        given = str((await request.form()).get(FIELD) or "")
    if not any(hmac.compare_digest(token.encode(), given.encode()) for token in desk.csrf_tokens()):
        if request.content_type[0] == RequestEncodingType.MULTI_PART:
            await (await request.form()).close()  # its files: whoever reads them closes them, but nobody will
        raise ForgedForm


def check_origin(request: Request[Any, Any, Any], address: str) -> None:
    """Let a JSON request with cookies pass that a page of ours sent, or a program.

    Browsers say where a request comes from (Sec-Fetch-Site, Origin); what says nothing must at least not be a form.

    Raises:
        ForeignOrigin: it comes from elsewhere.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None:
        ours = site in {"same-origin", "none"}
    elif origin is not None:
        ours = origin in {address, f"{request.url.scheme}://{request.headers.get('host', '')}"}
    else:
        ours = True
    kind = request.content_type[0]
    plain = kind in {"", RequestEncodingType.JSON} or kind.startswith(
        "image/"
    )  # no form of another site can send these
    if not ours or not plain:
        raise ForeignOrigin


def local_path(wanted: str | None, *, otherwise: str = "/") -> str:
    """Return a path of ours to go on to: never another site, whatever a link says.

    Backslashes and control signs count as foreign, because browsers read them as slashes or drop them.
    """
    text = wanted or ""
    plain = text.startswith("/") and not text.startswith("//") and "\\" not in text and text.isprintable()
    if not plain:
        return otherwise
    parts = urlsplit(text)
    return text if not parts.scheme and not parts.netloc else otherwise
