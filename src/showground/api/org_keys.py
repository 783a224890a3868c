"""API keys of organizations over the API: for their admins and owners, in person."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from showground.domains.organizations.keys import service
from showground.domains.organizations.keys.types import NewOrgKey, OrgKeyId, OrgKeyRow, OrgScope
from showground.http.desk import Desk
from showground.http.guards import allow


class OrgKeyIn(msgspec.Struct, forbid_unknown_fields=True):
    """A key to make."""

    name: Annotated[str, Meta(max_length=120, examples=["website"])]
    scopes: Annotated[list[OrgScope], Meta(min_length=1, examples=[["read", "scan"]])]
    days: Annotated[int, Meta(ge=1, le=3650, description="Until it expires; without: until revoked.")] | None = None


@get("/organizations/{handle:str}/api-keys", operation_id="OrganizationKeys", opt=allow(in_person=True))
async def keys(handle: FromPath[str], desk: NamedDependency[Desk]) -> list[OrgKeyRow]:
    """List an organization's API keys, without their secrets; for its admins and owners."""
    async with desk.open() as tx:
        return await service.keys(tx, handle, actor=desk.in_person)


@post(
    "/organizations/{handle:str}/api-keys",
    operation_id="CreateOrganizationKey",
    status_code=201,
    opt=allow(in_person=True),
)
async def create_key(handle: FromPath[str], data: JSONBody[OrgKeyIn], desk: NamedDependency[Desk]) -> NewOrgKey:
    """Make a key that acts for an organization. The secret stands in this answer only: no Idempotency-Key."""
    lasts = timedelta(days=data.days) if data.days else None
    async with desk.open() as tx:
        return await service.create_key(
            tx, handle, actor=desk.in_person, name=data.name, scopes=data.scopes, lasts=lasts
        )


@delete(
    "/organizations/{handle:str}/api-keys/{key_id:uuid}",
    operation_id="EndOrganizationKey",
    opt=allow(in_person=True),
)
async def end_key(handle: FromPath[str], key_id: FromPath[UUID], desk: NamedDependency[Desk]) -> None:
    """Revoke a key of an organization at once."""
    async with desk.open() as tx:
        await service.end_key(tx, handle, actor=desk.in_person, key_id=OrgKeyId(key_id))


HANDLERS = [keys, create_key, end_key]
