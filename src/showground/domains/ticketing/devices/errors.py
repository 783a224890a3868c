"""What can go wrong with scanners."""

from __future__ import annotations

from showground.kit.faults import Invalid


class DeviceNameNeeded(Invalid):
    """Somebody must know which phone it is."""

    code, about = "ticketing.device_name_needed", "name"
    says = "A scanner has a name of 1 to 60 signs: whose phone it is."


class GateTooLong(Invalid):
    """A gate is a short name."""

    code, about = "ticketing.gate_too_long", "gate_name"
    says = "The name of a gate has up to 60 signs."


class CodeRefused(Invalid):
    """Unknown, used, run out or revoked: told apart nowhere."""

    code, about = "ticketing.code_refused", "code"
    says = "This code is wrong, was used or ran out. Ask the organizer for a new one."
