"""What console pages share: whose desk, which event, times typed in the event's zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import msgspec
from litestar.params import QueryParameter

from showground.domains.events.managing import service as managing
from showground.domains.events.managing.types import ManagedEvent
from showground.web.owners import Owner, desk_of, owners_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from showground.db.tx import Tx
    from showground.domains.events.managing.types import Part
    from showground.http.desk import Desk

OwnerKey = Annotated[str | None, QueryParameter(name="owner")]
PAGE = 30
PERIOD_DAYS = 30


class Workspace(msgspec.Struct, frozen=True):
    """An event on its owner's desk."""

    event: ManagedEvent
    owner: Owner
    owners: list[Owner]

    @property
    def context(self) -> dict[str, Any]:
        """What every page of the event reads."""
        return {"event": self.event, "owner": self.owner, "owners": self.owners}


async def workspace(desk: Desk, tx: Tx, event_id: UUID, part: Part | None = None) -> Workspace:
    """Return an event that the viewer runs, with his desks.

    Args:
        part: What of it the page shows; None: what everybody who runs it sees.

    Raises:
        Unknown: there is no such event, or it is hidden from him.
        Refused: he sees it, but does not run it, or helps there with something else.
    """
    event = await managing.managed(tx, event_id, part)
    owners = await owners_of(desk, tx)
    return Workspace(event, desk_of(owners, event), owners)


def moment(day: str, clock: str, zone: str) -> datetime | None:
    """Return a day and a time of a zone as people type them; None when they are none."""
    try:
        return datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), ZoneInfo(zone))
    except ValueError:
        return None


def local(text: str, zone: str) -> datetime | None:
    """Return what a datetime-local field holds as a moment of a zone; None when it holds none."""
    day, _, clock = text.partition("T")
    return moment(day, clock, zone)


def month_ago(*, periods: int = 1) -> datetime:
    """Return midnight (UTC) of the first of the last 30 days, or of as many days before."""
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(days=periods * PERIOD_DAYS - 1)


def change_bps(now: int, before: int) -> int | None:
    """Return by how much a figure changed, in basis points; None when there is nothing to compare with."""
    return round((now - before) * 10_000 / before) if before else None


def address(path: str, **query: object) -> str:
    """Return a path with a query; what is empty is left out."""
    given = urlencode({name: value for name, value in query.items() if value})
    return f"{path}?{given}" if given else path


def days(rows: Iterable[date], *, least: int, longest: int) -> list[date]:
    """Return every day from the first of some to today (UTC): at least so many, and the latest if there are more."""
    found = list(rows)
    today = datetime.now(UTC).date()
    first = min(min(found, default=today), today - timedelta(days=least - 1))
    first = max(first, today - timedelta(days=longest - 1))
    last = max(*found, today) if found else today
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def texts(form: msgspec.Struct) -> Mapping[str, Any]:
    """Return what a form holds, to be shown again."""
    return msgspec.structs.asdict(form)
