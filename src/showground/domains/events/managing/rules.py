"""Which way an event's state may go, and what it needs before the public sees it. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.domains.events.managing.types import Check

if TYPE_CHECKING:
    from showground.domains.events.managing.types import ManagedEvent
    from showground.domains.events.types import EventStatus

NEXT: dict[EventStatus, frozenset[EventStatus]] = {
    "draft": frozenset({"scheduled", "published"}),
    "scheduled": frozenset({"draft", "published"}),
    "published": frozenset({"postponed", "cancelled", "ended"}),
    "postponed": frozenset({"published", "cancelled", "ended"}),
    "cancelled": frozenset({"archived"}),
    "ended": frozenset({"archived"}),
    "archived": frozenset(),
}


def may_become(now: EventStatus, then: EventStatus) -> bool:
    """Return whether an event may go from one state to another; a trigger of the table says the same in SQL."""
    return then in NEXT[now]


def checklist(event: ManagedEvent, *, tiers_count: int) -> list[Check]:
    """Return what an event needs before it is shown, in the order in which people do it.

    Args:
        tiers_count: Tickets that are, or will be, on sale.
    """
    return [
        Check("title", done=bool(event.title), needed=True),
        Check("tier", done=tiers_count > 0, needed=True),
        Check("place", done=event.is_online or bool(event.city), needed=True),
        Check("description", done=bool(event.description or event.summary), needed=False),
    ]


def missing(checks: list[Check]) -> list[Check]:
    """Return what still keeps an event from being shown."""
    return [check for check in checks if check.needed and not check.done]
