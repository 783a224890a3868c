"""Pages of signing in by an account elsewhere, and of linking one in the settings."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from showground.domains.users.identities import service
from showground.domains.users.types import IdentityId
from showground.gateways.oidc import NotVouched
from showground.http import vouching
from showground.http.ceremonies import site_or_none
from showground.http.csrf import local_path
from showground.http.desk import Desk
from showground.http.faults import STATUS
from showground.http.guards import allow
from showground.kit.faults import Fault, TooMany, Unknown
from showground.kit.words import gettext
from showground.web.shell import go, show
from showground.web.users import After, ask_for_code

if TYPE_CHECKING:
    from showground.domains.users.types import UserId


@get("/sign-in/with/{provider:str}", opt=allow(public=True))
async def begin(
    provider: FromPath[str], desk: NamedDependency[Desk], after: After = None, link: FromQuery[str] = ""
) -> Response[Any]:
    """Send the browser to a provider: to sign in, or with a form's token to link it to whoever is signed in."""
    person: UserId | None = None
    if link:
        if not any(hmac.compare_digest(link.encode(), one.encode()) for one in desk.csrf_tokens()):
            raise NotVouched
        person = desk.in_person
    try:
        to = await vouching.begin(desk, provider, after=local_path(after), person=person)
    except (TooMany, Unknown):
        raise
    except Fault as fault:
        return _refused(desk, fault)
    return Redirect(to, status_code=303)


@get("/sign-in/with/{provider:str}/back", opt=allow(public=True))
async def back(
    provider: FromPath[str],
    desk: NamedDependency[Desk],
    code: FromQuery[str] = "",
) -> Response[Any]:
    """Take the browser in whom the provider sends back."""
    returned = desk.request.query_params.get("state", "")  # `state` as a parameter is Litestar's own
    try:
        arrival = await vouching.finish(desk, provider, code=code, state=returned)
    except (TooMany, Unknown):
        raise
    except Fault as fault:
        return _refused(desk, fault)
    flow = arrival.flow
    if flow.person is not None:
        return go(desk, "/me/security#ways-in", notice=gettext("It is linked: you can sign in with it from now on."))
    return go(desk, local_path(flow.after)) if arrival.is_in else ask_for_code(desk, flow.after)


@post("/me/identities/{identity_id:uuid}/end")
async def unlink(identity_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Response[Any]:
    """Unlink an account elsewhere."""
    try:
        async with desk.open() as tx:
            await service.unlink(tx, desk.in_person, IdentityId(identity_id))
    except Unknown:
        raise
    except Fault as fault:
        return go(desk, "/me/security#ways-in", notice=fault.sentence, tone="bad")
    return go(desk, "/me/security#ways-in", notice=gettext("It is no longer linked."))


def _refused(desk: Desk, fault: Fault) -> Response[Any]:
    return show(
        desk,
        "users/sign_in.html",
        status_code=STATUS[fault.kind],
        values={},
        errors={"form": fault.sentence},
        next="",
        demo_logins=[],
        takes_passkeys=site_or_none(desk) is not None,
        providers=vouching.labels(desk),
    )


HANDLERS = [begin, back, unlink]
