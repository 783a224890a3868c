"""What is asked of every request before its body is read. Closed unless a route says otherwise: `opt=allow(...)`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from showground.db.principal import ApiKey, Device, OrgKey
from showground.http import acting
from showground.http.csrf import SAFE_METHODS, check_form, check_origin
from showground.http.desk import DeviceOnlyScans, desk_of
from showground.http.query import check_query

if TYPE_CHECKING:
    import msgspec
    from litestar import Request
    from litestar.connection import ASGIConnection
    from litestar.handlers import BaseRouteHandler

    from showground.db.principal import Scope
    from showground.http.desk import Desk


def allow(
    *,
    public: bool = False,
    scope: Scope | None = None,
    keyed: bool = False,
    in_person: bool = False,
    device: bool = False,
    picture: bool = False,
    gives: str = "",
    sends: type[msgspec.Struct] | None = None,
) -> dict[str, object]:
    """Return the `opt` of a route.

    Args:
        public: Nobody needs to be signed in; what is shown is decided by row level security.
        scope: What an API key must have; else `read` for safe methods and `manage` for the others.
        keyed: It answers through `idempotency.once`, which the API's description then says.
        device: Scanners may do it, without being somebody.
        in_person: API keys are refused, whatever their scopes: for sessions, keys and passwords.
        gives: The media type of the file that it answers with, which the API's description then says.
        picture: Its body is a picture, which the API's description then says.
        sends: What each event of its stream carries; a type that another operation answers with too.
    """
    return {
        "public": public,
        "scope": scope,
        "keyed": keyed,
        "in_person": in_person,
        "device": device,
        "picture": picture,
        "gives": gives,
        "sends": sends,
    }


def scope_of(method: str, opt: dict[str, Any]) -> Scope:
    """Return the scope that an API key needs on a route."""
    return opt.get("scope") or ("read" if method in SAFE_METHODS else "manage")


async def api_guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Ask for a principal, for the key's scope, of cookies that our own page sent them, and for a query we describe."""
    request = cast("Request[Any, Any, Any]", connection)
    method = request.method
    if method == "OPTIONS":
        return
    desk = await desk_of(connection)
    if handler.opt.get("in_person"):
        _ = desk.in_person
    _admit(desk, handler)
    if isinstance(desk.principal, ApiKey | OrgKey):
        desk.require(scope_of(method, handler.opt))
    elif method not in SAFE_METHODS and not isinstance(desk.principal, Device):
        check_origin(request, desk.settings.address)
    check_query(request)
    if method not in SAFE_METHODS:
        await acting.note(desk)


async def web_guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Ask for somebody signed in, and of forms that we made them."""
    request = cast("Request[Any, Any, Any]", connection)
    method = request.method
    if method == "OPTIONS":
        return
    desk = await desk_of(connection)
    _admit(desk, handler)
    if method not in SAFE_METHODS:
        await check_form(request, desk)
        await acting.note(desk)


def _admit(desk: Desk, handler: BaseRouteHandler) -> None:
    """Let pass whom the route is for."""
    if isinstance(desk.principal, Device) and not handler.opt.get("device"):
        raise DeviceOnlyScans
    if not handler.opt.get("public"):
        desk.require_somebody()
