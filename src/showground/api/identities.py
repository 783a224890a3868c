"""Accounts elsewhere that let a person in, over the API. They are linked in a browser: it goes there and comes back."""

from __future__ import annotations

from uuid import UUID

from litestar import delete, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from showground.domains.users.identities import service
from showground.domains.users.identities.types import IdentityRow
from showground.domains.users.types import IdentityId
from showground.http.desk import Desk
from showground.http.guards import allow


@get("/me/identities", operation_id="MyIdentities", opt=allow(in_person=True))
async def identities(desk: NamedDependency[Desk]) -> list[IdentityRow]:
    """List the accounts elsewhere that let you in, the oldest first."""
    async with desk.open() as tx:
        return await service.identities(tx, desk.in_person)


@delete("/me/identities/{identity_id:uuid}", operation_id="EndIdentity", opt=allow(in_person=True))
async def unlink(identity_id: FromPath[UUID], desk: NamedDependency[Desk]) -> None:
    """Let an account elsewhere in no more; the last way into your account stays."""
    async with desk.open() as tx:
        await service.unlink(tx, desk.in_person, IdentityId(identity_id))


HANDLERS = [identities, unlink]
