"""Makers of other ways in: keys of organizations, scanners, operators who act as somebody."""

from __future__ import annotations

import secrets
from datetime import timedelta

from tests.make.users import Made

from showground.db.principal import Anonymous, Operator, Person, Scope
from showground.domains.organizations.keys import service as keys
from showground.domains.organizations.keys.types import NewOrgKey
from showground.domains.ticketing.devices import service as devices
from showground.domains.ticketing.devices.types import Joined, NewDevice
from showground.domains.users.acting import service as acting
from showground.domains.users.identities import service as identities
from showground.domains.users.types import IdentityId
from showground.gateways.oidc import Vouched

CODE_KEY = b"tests" * 8


async def identity(make, person: Made, *, issuer="https://id.example", subject=None) -> IdentityId:
    """Link an account elsewhere to a person; return its id."""
    vouched = Vouched(issuer, subject or secrets.token_hex(6), "", "")
    async with make.db.acting_as(Person(person.user_id)) as tx:
        await identities.link(tx, person.user_id, vouched)
        return (await identities.identities(tx, person.user_id))[-1].id


async def org_key(make, organization, founder: Made, *, scopes: tuple[Scope, ...] = ("read",), lasts=None) -> NewOrgKey:
    """Return a new key of an organization, made by its founder."""
    async with make.db.acting_as(Person(founder.user_id)) as tx:
        return await keys.create_key(
            tx, organization.handle, actor=founder.user_id, name="website", scopes=scopes, lasts=lasts
        )


async def scanner(
    make, shop, *, key=CODE_KEY, name="Jo's phone", gate="Gate B", lasts=timedelta(minutes=15)
) -> NewDevice:
    """Return a new scanner of a shop's event, with its code.

    Args:
        key: What hashes codes; the application's own, when a browser is to use the code.
    """
    async with make.db.acting_as(Person(shop.owner.user_id)) as tx:
        return await devices.add_device(tx, shop.event_id, name=name, gate_name=gate, key=key, lasts=lasts)


async def joined(make, shop, **wanted) -> Joined:
    """Return a scanner that has joined, with its credential."""
    made = await scanner(make, shop, **wanted)
    async with make.db.acting_as(Anonymous()) as tx:
        return await devices.join(tx, made.code, key=wanted.get("key", CODE_KEY), user_agent="tests")


async def acting_token(
    make, operator: Made, person: Made, *, lasts=timedelta(minutes=30), reason="She asked why."
) -> str:
    """Return what makes an operator's browser look as somebody."""
    async with make.db.acting_as(Operator(operator.user_id)) as tx:
        return await acting.act_as(tx, operator=operator.user_id, handle=person.handle, reason=reason, lasts=lasts)
