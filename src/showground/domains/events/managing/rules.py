"""Which way an event's state may go, and what it needs before the public sees it. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.domains.events.managing.types import Check

if TYPE_CHECKING:
    from showground.domains.events.managing.types import ManagedEvent, Part
    from showground.domains.events.types import EventStatus, StaffRole

NEXT: dict[EventStatus, frozenset[EventStatus]] = {
    "draft": frozenset({"scheduled", "published"}),
    "scheduled": frozenset({"draft", "published"}),
    "published": frozenset({"postponed", "cancelled", "ended"}),
    "postponed": frozenset({"published", "cancelled", "ended"}),
    "cancelled": frozenset({"archived"}),
    "ended": frozenset({"archived"}),
    "archived": frozenset(),
}
# What each part of an event is open to, of those who only help there; the owner's own people see all of them. Scanners
# outlast a role, so they are made by the owner's people alone.
PARTS: dict[Part, frozenset[StaffRole]] = {
    "overview": frozenset({"manager"}),
    "offer": frozenset({"manager"}),
    "figures": frozenset({"finance", "manager"}),
    "orders": frozenset({"finance", "manager"}),
    "people": frozenset({"door", "manager"}),
    "door": frozenset({"door", "manager"}),
    "scanners": frozenset(),
    "team": frozenset(),
}


def includes(role: StaffRole | None, part: Part) -> bool:
    """Return whether a part of an event is open to somebody who runs it.

    Args:
        role: What he helps as; None: he is one of the owner's own people.
    """
    return role is None or role in PARTS[part]


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
