"""Who may give and take which role. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.domains.organizations.types import ROLES

if TYPE_CHECKING:
    from showground.domains.organizations.types import OrgRole


def may_assign(mine: OrgRole, *, now: OrgRole | None, then: OrgRole | None) -> bool:
    """Return whether somebody may change another's role: admins and owners, up to their own role and not above it.

    Args:
        now: The role that the other has; None: none yet.
        then: The role that he is to have; None: to be removed.
    """
    if power(mine) < power("admin"):
        return False
    return all(role is None or power(role) <= power(mine) for role in (now, then))


def power(role: OrgRole) -> int:
    """Return how far a role reaches; a higher one may do all that a lower one may."""
    return ROLES.index(role)
