"""An operator's browser that looks as somebody: how it begins, ends and stays on record. The web alone does this."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from showground.db.principal import Operator
from showground.domains.users.acting import service, store
from showground.domains.users.types import ActingViewer, ImpersonationId, SessionId
from showground.kit.faults import Refused
from showground.kit.sealing import fingerprint

if TYPE_CHECKING:
    from litestar.connection import ASGIConnection

    from showground.domains.users.types import Viewer
    from showground.http.desk import Desk
    from showground.http.sessions import Cookies


async def looks_as(
    request: ASGIConnection[Any, Any, Any, Any], names: Cookies, viewer: Viewer | None, token: str | None
) -> Viewer | None:
    """Return the person as whom an operator's browser looks; else whoever is signed in."""
    acting = request.cookies.get(names.acting)
    if viewer is None or token is None or acting is None or not viewer.is_operator:
        return viewer
    found = await store.person_acted_as(
        request.app.state.db, session_hash=fingerprint(token), acting_hash=fingerprint(acting)
    )
    if found is None or found.operator_id != viewer.user_id:
        return viewer
    return ActingViewer(
        user_id=found.user_id,
        name=found.name,
        handle=found.handle,
        is_operator=False,
        session_id=SessionId(found.impersonation_id),
        expires_at=found.expires_at,
        avatar_key=found.avatar_key,
        acted_by=found.operator_id,
    )


async def begin(desk: Desk, *, handle: str, reason: str) -> None:
    """Let the operator's browser look as somebody from the next page on.

    Raises:
        Refused: the viewer does not run the platform.
        Fault: what `users.acting.service.act_as` refuses.
    """
    seconds = desk.settings.acting_seconds
    async with desk.open_as_operator() as tx:
        token = await service.act_as(
            tx, operator=desk.in_person, handle=handle, reason=reason, lasts=timedelta(seconds=seconds)
        )
    desk.keep(desk.names.make(desk.names.acting, token, seconds=seconds))


async def end(desk: Desk) -> None:
    """Be oneself again."""
    acting = desk.acting
    if acting is None:
        raise Refused
    async with desk.db.acting_as(Operator(acting.acted_by)) as tx:
        await service.stop_acting(
            tx, operator=acting.acted_by, person=acting.user_id, impersonation_id=ImpersonationId(acting.session_id)
        )
    desk.keep(desk.names.drop(desk.names.acting))


async def note(desk: Desk) -> None:
    """Put on record, with both ids, that a request which may change something is about to be served."""
    acting, request = desk.acting, desk.request
    if acting is None:
        return
    async with desk.open() as tx:
        tx.audit(
            "users.acted", "person", acting.user_id, method=str(request.scope.get("method")), path=request.scope["path"]
        )
