"""How often somebody may set places aside or buy on the spot: API and web count together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.http.counter import counter_of
from showground.http.limits import Limit, count

if TYPE_CHECKING:
    from showground.http.desk import Desk

PEOPLE_BEHIND_AN_ADDRESS = 5  # an office or a school asks from one address
REPEATS = 10  # a purchase is sent again with its key until it is answered


async def count_hold(desk: Desk) -> None:
    """Count a cart: by person, else by address. All processes count together.

    Raises:
        TooMany: it is one too many; says when to come back.
    """
    who, most = _who(desk)
    await count(desk, Limit("hold", most, fails_open=True).of(who))


def count_purchase(desk: Desk) -> None:
    """Count a purchase on the spot, which asks the database once and no more: it is told with others, afterwards.

    Raises:
        TooMany: it is one too many; says when to come back.
    """
    who, most = _who(desk)
    counter_of(desk).tally.take(f"buy:{who}", most=most * REPEATS)


def _who(desk: Desk) -> tuple[str, int]:
    most, person = desk.settings.most_holds, desk.person_or_none
    return (f"user:{person}", most) if person else (f"ip:{desk.client_ip}", most * PEOPLE_BEHIND_AN_ADDRESS)
