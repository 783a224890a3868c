"""What is refused about letters."""

from __future__ import annotations

from showground.kit.faults import Conflict


class NotRepeatable(Conflict):
    """A letter that arrived, is on its way, or has nothing to say any more."""

    code = "messaging.not_repeatable"
    says = "This letter cannot be sent again: it has arrived, is on its way, or has nothing to say any more."
