"""Why somebody cannot be forgotten yet, in words that say what to do first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

from showground.db.sql import named
from showground.domains.users.errors import ErasureBlocked
from showground.kit.words import gettext

if TYPE_CHECKING:
    from showground.db.tx import Tx
    from showground.domains.users.types import UserId

SQL = named(__name__)


class Hindrance(msgspec.Struct, frozen=True):
    """Something that others would lose with a person; `name` is an organization, an event or a currency."""

    code: Literal["last_owner", "tickets_sold", "money", "money_on_its_way"]
    name: str

    @property
    def says(self) -> str:
        """What to do first, in the language that is spoken."""
        words = {
            "last_owner": gettext("You are the last owner of %(name)s. Make somebody else an owner first."),
            "tickets_sold": gettext(
                "Tickets are sold for %(name)s, which is still to come. "
                "Wait until it is over, or cancel it and return the money."
            ),
            "money": gettext("There is money in your wallet in %(name)s. Have it paid out, or settle what you owe."),
            "money_on_its_way": gettext("Payments to you in %(name)s are not settled yet. Wait until they are."),
        }
        return words[self.code] % {"name": self.name}


async def hindrances(tx: Tx, person: UserId) -> list[Hindrance]:
    """Return what stands in the way; the caller's right was proved before."""
    await tx.as_service()
    return await tx.all(SQL["hindrances"], Hindrance, person=person)


async def require_free(tx: Tx, person: UserId) -> None:
    """Let pass whom nobody else depends on.

    Raises:
        ErasureBlocked: `reasons` say what to do first.
    """
    found = await hindrances(tx, person)
    if found:
        raise ErasureBlocked(reasons=[one.says for one in found])
