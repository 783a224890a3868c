"""How giving somebody a role at an event can fail."""

from __future__ import annotations

from showground.kit.faults import Invalid


class EndsAlready(Invalid):
    """A role ends some day, not before it begins."""

    code, about = "events.role_ends_already", "ends_at"
    says = "The day on which the role ends must still be to come."
