"""Consent over the API: what you agreed to, and taking it back."""

from __future__ import annotations

import msgspec
from litestar import get, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from showground.domains.users.consenting import service
from showground.domains.users.consenting.types import PURPOSES, Consent, Purpose
from showground.http.desk import Desk
from showground.http.guards import allow
from showground.kit.faults import Unknown


class ConsentIn(msgspec.Struct, forbid_unknown_fields=True):
    """A decision."""

    given: bool


@get("/me/consents", operation_id="Consents")
async def consents(desk: NamedDependency[Desk]) -> list[Consent]:
    """List what you may agree to, and whether you did."""
    async with desk.open(read_only=True) as tx:
        return await service.consents(tx, desk.person)


@put("/me/consents/{purpose:str}", operation_id="Decide", opt=allow(in_person=True))
async def decide(purpose: FromPath[str], data: JSONBody[ConsentIn], desk: NamedDependency[Desk]) -> list[Consent]:
    """Give your consent to a purpose, or withdraw it. Only in person."""
    person, wanted = desk.in_person, _purpose(purpose)
    async with desk.open() as tx:
        return await service.decide(tx, person, wanted, given=data.given)


def _purpose(name: str) -> Purpose:
    for known in PURPOSES:
        if known == name:
            return known
    raise Unknown


HANDLERS = [consents, decide]
