"""Acting from the command line: as the platform, or as the person who answers for an event or an owner."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from showground.cli.house import running_house
from showground.database import open_database_of
from showground.db.principal import Person, Worker
from showground.domains.events.managing import store as events
from showground.domains.organizations import store as organizations
from showground.domains.ref import store as ref
from showground.domains.users import store as users
from showground.kit.faults import Unknown
from showground.kit.money import to_decimal
from showground.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from uuid import UUID

    from showground.db.tx import Database, Tx
    from showground.settings import Settings


@asynccontextmanager
async def desk() -> AsyncIterator[tuple[Database, Settings]]:
    """Open the database that is up.

    Raises:
        Unavailable: none is.
    """
    settings = running_house(read_settings()).settings
    db = open_database_of(settings)
    try:
        yield db, settings
    finally:
        await db.close()


async def event_called(db: Database, name: str) -> tuple[UUID, Person]:
    """Return the event with this id or address, and who answers for it.

    Raises:
        Unknown: there is none.
    """
    async with db.acting_as(Worker(), read_only=True) as tx:
        event_id = await events.event_named(tx, name)
        keeper = await events.keeper_of_event(tx, event_id) if event_id else None
    if event_id is None or keeper is None:
        raise Unknown(f"There is no event {name}.")
    return event_id, Person(keeper)


async def owner_called(db: Database, handle: str) -> tuple[UUID, Person]:
    """Return the person or organization with this handle, and a person who may look into its wallets.

    Raises:
        Unknown: there is none.
    """
    async with db.acting_as(Worker(), read_only=True) as tx:
        person = await users.user_id_of_handle(tx, handle)
        if person is not None:
            return person, Person(person)
        organization = await organizations.organization_by_handle(tx, handle)
        keeper = next(one for one in await organizations.members(tx, organization.id) if one.role == "owner")
    return organization.id, Person(keeper.user_id)


async def person_with(db: Database, email: str) -> Person:
    """Return who has an e-mail address.

    Raises:
        Unknown: nobody.
    """
    async with db.acting_as(Worker(), read_only=True) as tx:
        found = await users.person_of_email(tx, email.strip())
    if found is None:
        raise Unknown(f"Nobody has the address {email}.")
    return Person(found)


async def exponents(tx: Tx) -> dict[str, int]:
    """Return how many decimals each currency has."""
    return {one.code: one.exponent for one in await ref.currencies(tx)}


def money(amount: int, currency: str, by_currency: dict[str, int]) -> str:
    """Return minor units as a decimal with the currency's code: 4800, "EUR" -> "48.00 EUR"."""
    return f"{to_decimal(amount, by_currency[currency])} {currency}"


def row(*cells: object) -> None:
    """Print a line whose parts stand between tabs, so that `cut -f` finds them."""
    print(*("" if cell is None else cell for cell in cells), sep="\t")
