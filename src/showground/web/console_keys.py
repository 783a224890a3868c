"""Developers: the API keys of an organization in its console."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody

from showground.domains.organizations.keys import service
from showground.domains.organizations.keys.types import SCOPES, OrgKeyId
from showground.domains.organizations.rules import power
from showground.http.desk import Desk
from showground.kit.faults import Fault, Refused, Unknown
from showground.kit.words import gettext
from showground.web.console import OwnerKey
from showground.web.owners import Owner, chosen, owners_of
from showground.web.shell import errors_of, go, show

if TYPE_CHECKING:
    from showground.db.tx import Tx
    from showground.domains.organizations.keys.types import NewOrgKey


class OrgKeyForm(msgspec.Struct):
    """What the page posts: one box per scope."""

    name: str = ""
    read: str = ""
    scan: str = ""
    manage: str = ""


@get("/console/developers")
async def developers_page(desk: NamedDependency[Desk], owner: OwnerKey = None) -> Response[Any]:
    """Show an organization's keys, or where one's own are."""
    return await _page(desk, owner)


@post("/console/developers/keys", status_code=200)
async def create_key(
    data: URLEncodedBody[OrgKeyForm], desk: NamedDependency[Desk], owner: OwnerKey = None
) -> Response[Any]:
    """Make a key; its secret stands on the page that answers, once."""
    scopes = [scope for scope in SCOPES if getattr(data, scope)]
    try:
        async with desk.open() as tx:
            one = await _organization(desk, tx, owner)
            made = await service.create_key(
                tx, one.key, actor=desk.in_person, name=data.name, scopes=scopes, lasts=None
            )
    except (Unknown, Refused):
        raise
    except Fault as fault:
        values = {"name": data.name, "scopes": scopes}
        return await _page(desk, owner, values=values, errors=errors_of(fault), status_code=422)
    return await _page(desk, owner, made=made, made_name=data.name)


@post("/console/developers/keys/{key_id:uuid}/end")
async def end_key(key_id: FromPath[UUID], desk: NamedDependency[Desk], owner: OwnerKey = None) -> Response[Any]:
    """Revoke a key."""
    async with desk.open() as tx:
        one = await _organization(desk, tx, owner)
        await service.end_key(tx, one.key, actor=desk.in_person, key_id=OrgKeyId(key_id))
    return go(desk, f"/console/developers?owner={one.key}", notice=gettext("The key is revoked."))


async def _organization(desk: Desk, tx: Tx, key: str | None) -> Owner:
    one = chosen(await owners_of(desk, tx), key)
    if one.kind != "organization":
        raise Unknown
    return one


async def _page(
    desk: Desk,
    key: str | None,
    *,
    values: dict[str, Any] | None = None,
    errors: dict[str, str] | None = None,
    made: NewOrgKey | None = None,
    made_name: str = "",
    status_code: int = 200,
) -> Response[Any]:
    async with desk.open() as tx:
        owners = await owners_of(desk, tx)
        one = chosen(owners, key)
        may_manage = one.role is not None and power(one.role) >= power("admin")
        keys = await service.keys(tx, one.key, actor=desk.in_person) if may_manage else []
    return show(
        desk,
        "console/developers.html",
        status_code=status_code,
        owner=one,
        owners=owners,
        keys=keys,
        may_manage=may_manage,
        scopes=SCOPES,
        values=values or {"name": "", "scopes": ["read"]},
        errors=errors or {},
        made=made,
        made_name=made_name,
        timezone="UTC",
    )


HANDLERS = [developers_page, create_key, end_key]
