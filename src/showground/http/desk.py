"""The desk of one request: who is asking, a transaction as him, and what the answer must carry besides its body."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from showground.db.principal import Anonymous, ApiKey, Device, Guest, Operator, OrgKey, Person, Worker
from showground.domains.ticketing.finding import store as finding
from showground.domains.ticketing.tokens import ORDER_LINK, ORDER_PARAMETER, order_link_of, order_token
from showground.domains.users import service as users
from showground.domains.users.types import ActingViewer, UserId
from showground.http.acting import looks_as
from showground.http.bearers import device_of, principal_of
from showground.http.csrf import token_for
from showground.http.sessions import Cookies
from showground.kit.faults import Refused, Unauthenticated
from showground.kit.sealing import fingerprint

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from litestar import Request
    from litestar.connection import ASGIConnection
    from litestar.datastructures import Cookie

    from showground.db.principal import Principal, Scope
    from showground.db.tx import Database, Tx
    from showground.domains.users.types import SessionId, Viewer
    from showground.http.identities import Identities
    from showground.http.keys import Keyring
    from showground.settings import Settings

LINK_PARAMETER, ORDER_HEADER = "link", "x-order-token"
API, DOOR = "/api/v1/", "/door"


class ScopeMissing(Refused):
    """The API key may not do this; `scope` names what it lacks."""

    code = "scope_missing"


class KeyNotEnough(Refused):
    """Some things a person does himself."""

    code = "key_not_enough"
    says = "An API key cannot do this. Sign in with a browser."


class PersonNeeded(Refused):
    """Some things are somebody's, and an organization's key is nobody."""

    code = "person_needed"
    says = "A key of an organization cannot do this: it is a person's own."


class DeviceOnlyScans(Refused):
    """A scanner scans for its event."""

    code = "device_only_scans"
    says = "A scanner may scan for its event, and do nothing else."


class CsrfToken:
    """The token for this page's forms. Made when a template writes it, so that pages without a form set no cookie."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def __str__(self) -> str:
        return self._desk.issue_csrf_token()


class Desk:
    """One request's identity and its way to the database. `viewer` is the signed-in person, whoever acts."""

    def __init__(
        self, request: ASGIConnection[Any, Any, Any, Any], principal: Principal, viewer: Viewer | None
    ) -> None:
        self.request = request
        self.principal = principal
        self.viewer = viewer
        self.db: Database = request.app.state.db
        self.settings: Settings = request.app.state.settings
        self.keyring: Keyring = request.app.state.keyring
        self.identities: Identities = request.app.state.identities
        self.names = Cookies(self.settings)
        self.cookies: list[Cookie] = []
        self.csrf_token = CsrfToken(self)
        self.is_private = viewer is not None or not isinstance(principal, Anonymous)
        self.acting = viewer if isinstance(viewer, ActingViewer) else None
        self._visitor: str | None = request.cookies.get(self.names.visitor)

    def open(self, *, read_only: bool = False) -> AbstractAsyncContextManager[Tx]:
        """Open a transaction as the principal; it commits when the block ends, before the answer is sent."""
        return self.db.acting_as(self.principal, read_only=read_only)

    def open_as_operator(self) -> AbstractAsyncContextManager[Tx]:
        """Open a transaction with the service's rights.

        Raises:
            Refused: the person does not run the platform, or acts by an API key.
        """
        return self.db.acting_as(Operator(self.require_operator()))

    def require_operator(self) -> UserId:
        """Return who runs the platform.

        Raises:
            Refused: the person does not, or acts by an API key.
        """
        if self.viewer is None or not self.viewer.is_operator or not isinstance(self.principal, Person):
            raise Refused
        return self.viewer.user_id

    @property
    def person(self) -> UserId:
        """The person who acts, by session or API key.

        Raises:
            Unauthenticated: nobody is signed in.
            PersonNeeded: it is a key of an organization.
        """
        if isinstance(self.principal, OrgKey):
            raise PersonNeeded
        if isinstance(self.principal, Person | ApiKey):
            return UserId(self.principal.user_id)
        if self.viewer is not None:
            return self.viewer.user_id
        raise Unauthenticated

    @property
    def person_or_none(self) -> UserId | None:
        """The person who acts, if anybody is signed in."""
        try:
            return self.person
        except (Unauthenticated, PersonNeeded):
            return None

    @property
    def device(self) -> Device:
        """The scanner that acts.

        Raises:
            Unauthenticated: it is none.
        """
        if not isinstance(self.principal, Device):
            raise Unauthenticated("This is for scanners: join with a code first.")
        return self.principal

    @property
    def scans_as(self) -> UUID:
        """Who scans: a device, a key of an organization, or a person. The gate proves the right to the event."""
        match self.principal:
            case Device(device_id):
                return device_id
            case OrgKey(key_id):
                return key_id
        return self.person

    def require_somebody(self) -> None:
        """Let pass whoever is known: a person, or a key.

        Raises:
            Unauthenticated: nobody is signed in.
        """
        if not isinstance(self.principal, OrgKey | Device):
            _ = self.person

    @property
    def in_person(self) -> UserId:
        """The person who acts, and not by an API key: for sessions, keys and passwords.

        Raises:
            Unauthenticated: nobody is signed in.
            KeyNotEnough: it is an API key.
        """
        if isinstance(self.principal, ApiKey | OrgKey):
            raise KeyNotEnough
        return self.person

    @property
    def as_viewer(self) -> Person:
        """The person of this browser's session, also on the page of an order's link.

        Raises:
            Unauthenticated: nobody is signed in.
        """
        if self.viewer is None:
            raise Unauthenticated
        return Person(self.viewer.user_id, operator=self.acting.acted_by if self.acting else None)

    @property
    def session_id(self) -> SessionId | None:
        """The browser session of this request."""
        return self.viewer.session_id if self.viewer else None

    def require(self, scope: Scope) -> None:
        """Let pass whoever is no API key, and keys with this scope.

        Raises:
            ScopeMissing: the key lacks it.
        """
        if isinstance(self.principal, ApiKey | OrgKey) and scope not in self.principal.scopes:
            raise ScopeMissing("This API key lacks the scope %(scope)s.", scope=scope)

    def order_token(self, order_id: UUID, *, made_at: datetime | None = None) -> str:
        """Return the text that lets a guest come back to his order: `?order_token=...` on any page about it.

        Args:
            made_at: From when it works; from now on when absent.
        """
        return order_token(self.keyring.key(ORDER_LINK), order_id, now=made_at or datetime.now(UTC))

    @property
    def client_ip(self) -> str:
        """The address of whoever asks."""
        return client_ip_of(self.request)

    @property
    def request_id(self) -> str:
        """What names this request in logs and on error pages."""
        return request_id_of(self.request)

    def keep(self, cookie: Cookie) -> None:
        """Send a cookie with the answer."""
        self.cookies.append(cookie)

    def csrf_tokens(self) -> list[str]:
        """Return what a form of this session or visitor may carry: a token by each key, the present one first."""
        bound_to = self.request.cookies.get(self.names.session) if self.viewer else self._visitor
        return [token_for(key, bound_to) for key in self.keyring.keys("csrf")] if bound_to else []

    def issue_csrf_token(self) -> str:
        """Return the token for a form, naming a new visitor when nobody is signed in."""
        if self.viewer is None and not self._visitor:
            self._visitor = secrets.token_urlsafe(16)
            self.keep(self.names.make(self.names.visitor, self._visitor))
        return next(iter(self.csrf_tokens()), "")


async def desk_of(request: ASGIConnection[Any, Any, Any, Any]) -> Desk:
    """Return the desk of a request, opened on first use and the same for guards, handlers and error pages.

    Raises:
        Unauthenticated: an API key was sent that is none, or no longer.
    """
    state = request.scope["state"]
    if "desk" not in state:
        state["desk"] = await _seat(request)
    desk: Desk = state["desk"]
    return desk


async def still_there(desk: Desk) -> bool:
    """Return whether whoever a long answer began with is still who he was: not signed out, revoked or run out."""
    request, identities = desk.request, desk.identities
    names = Cookies(request.app.state.settings)
    if request.scope["path"].startswith(API) and (bearer := _bearer(request)) is not None:
        return await principal_of(bearer, db=desk.db, identities=identities) == desk.principal
    if isinstance(desk.principal, Device):
        return await _scanner(request, names) == desk.principal
    if desk.viewer is None:
        return True  # nobody in particular, or a guest by a link, which nobody takes back
    token = request.cookies.get(names.session)
    viewer = await identities.person_of_session(token) if token else None
    viewer = await looks_as(request, names, viewer, token)
    return viewer is not None and viewer.user_id == desk.viewer.user_id


async def provide_desk(request: Request[Any, Any, Any]) -> Desk:
    """Give handlers their `desk`."""
    return await desk_of(request)


def client_ip_of(request: ASGIConnection[Any, Any, Any, Any]) -> str:
    """Return the address of whoever asks; behind trusted proxies, what the outermost of them saw."""
    trusted: int = request.app.state.settings.trusted_proxies
    hops = [hop.strip() for hop in request.headers.get("x-forwarded-for", "").split(",") if hop.strip()]
    if trusted and len(hops) >= trusted:
        return hops[-trusted]
    return request.client.host if request.client else "unknown"


def request_id_of(request: ASGIConnection[Any, Any, Any, Any]) -> str:
    """Return what names a request in logs and on error pages."""
    found: str = request.scope["state"].get("request_id", "")
    return found


async def _seat(request: ASGIConnection[Any, Any, Any, Any]) -> Desk:
    """Find out who asks: an API key on the API, else the link of one order, else the browser's session, else nobody."""
    identities: Identities = request.app.state.identities
    if request.scope["path"].startswith(API) and (bearer := _bearer(request)) is not None:
        known = await principal_of(bearer, db=request.app.state.db, identities=identities)
        if known is None:
            raise Unauthenticated("This API key is unknown, expired or revoked.")
        return Desk(request, known, None)
    names = Cookies(request.app.state.settings)
    if (scanner := await _scanner(request, names)) is not None:
        return Desk(request, scanner, None)
    token = request.cookies.get(names.session)
    viewer = await identities.person_of_session(token) if token else None
    viewer = await looks_as(request, names, viewer, token)
    link_token = request.query_params.get(LINK_PARAMETER)
    link = fingerprint(shown).hex() if (shown := link_token or request.cookies.get(names.link)) else None
    order_id = await _order_of(request)
    operator = viewer.acted_by if isinstance(viewer, ActingViewer) else None
    principal: Principal = Person(viewer.user_id, link, operator) if viewer else Anonymous(link)
    if order_id is not None:
        principal = Guest(order_id)
    desk = Desk(request, principal, viewer)
    if link_token:
        desk.keep(names.make(names.link, link_token))
    if viewer is not None and token is not None and desk.acting is None:
        await _renew(desk, viewer, token)
    return desk


async def _scanner(request: ASGIConnection[Any, Any, Any, Any], names: Cookies) -> Device | None:
    """Return the scanner that a browser is, on the pages of the door."""
    path, secret = request.scope["path"], request.cookies.get(names.device)
    if secret is None or not (path == DOOR or path.startswith(DOOR + "/")):
        return None
    return await device_of(secret, db=request.app.state.db)


def _bearer(request: ASGIConnection[Any, Any, Any, Any]) -> str | None:
    scheme, _, credential = request.headers.get("authorization", "").partition(" ")
    return credential.strip() if scheme.lower() == "bearer" else None


async def _order_of(request: ASGIConnection[Any, Any, Any, Any]) -> UUID | None:
    """Return the order whose link was followed, as long as the link works."""
    token = request.query_params.get(ORDER_PARAMETER) or request.headers.get(ORDER_HEADER)
    link = order_link_of(request.app.state.keyring.keys(ORDER_LINK), token) if token else None
    if link is None:
        return None
    lasts = timedelta(days=request.app.state.settings.order_link_days)
    async with request.app.state.db.acting_as(Worker(), read_only=True) as tx:
        works = await finding.link_works(tx, link.order_id, made_at=link.made_at, lasts=lasts)
    return link.order_id if works else None


async def _renew(desk: Desk, viewer: Viewer, token: str) -> None:
    """Let a session that is in use last anew once half of its time is over."""
    lasts = timedelta(days=desk.settings.session_days)
    if viewer.expires_at - datetime.now(UTC) < lasts / 2:
        async with desk.db.acting_as(Worker(viewer.user_id)) as tx:
            await users.renew_session(tx, viewer.session_id, lasts=lasts)
        desk.keep(desk.names.keep_session(token))
