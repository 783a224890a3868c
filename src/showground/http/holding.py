"""How often somebody may set places aside or buy on the spot: API and web count together."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from showground.http.counter import counter_of
from showground.http.limits import take_attempt

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
    await take_attempt(desk.db, f"hold:{who}", most=most, per=timedelta(seconds=desk.settings.attempt_seconds))


def count_purchase(desk: Desk) -> None:
    """Count a purchase on the spot, which asks the database once and no more: each process counts for itself.

    Raises:
        TooMany: it is one too many; says when to come back.
    """
    brake = counter_of(desk).brake
    who, most = _who(desk)
    brake.take(who, most=most * REPEATS)


def _who(desk: Desk) -> tuple[str, int]:
    most, person = desk.settings.most_holds, desk.person_or_none
    return (f"user:{person}", most) if person else (f"ip:{desk.client_ip}", most * PEOPLE_BEHIND_AN_ADDRESS)
