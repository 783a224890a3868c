"""When a letter is tried again, and how one reads that has no more tries. Pure."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec

from showground.domains.messaging.mail.types import MailStatus

if TYPE_CHECKING:
    from showground.domains.messaging.mail.types import Pace
    from showground.gateways.mail.messages import Reply

SPREAD = 0.1  # of a pause, so that what failed together is not tried together


class Outcome(msgspec.Struct, frozen=True):
    """What is noted about an attempt; `pause`: until the next one, None: there is none by itself."""

    status: MailStatus
    pause: timedelta | None = None


def pause_after(attempts: int, pace: Pace, *, luck: float) -> timedelta:
    """Return how long to wait after so many attempts.

    Args:
        luck: A random number from 0 to 1.
    """
    doubled: timedelta = pace.first_pause * 2 ** min(max(attempts - 1, 0), 30)
    return min(doubled, pace.longest_pause) * (1 - SPREAD + 2 * SPREAD * luck)


def outcome(reply: Reply, *, before: MailStatus, attempts: int, repeatable: bool, pace: Pace, luck: float) -> Outcome:
    """Return what an attempt leaves behind.

    What may have arrived is tried again only if it is repeatable; and stays uncertain until a server has it for sure.

    Args:
        before: In what state the letter was taken up: queued or uncertain.
        attempts: With this one.
        repeatable: Getting it twice, with the same Message-ID, does less harm than not getting it.
    """
    again = pause_after(attempts, pace, luck=luck) if attempts < pace.attempts else None
    if reply.fate == "accepted":
        return Outcome("sent")
    if reply.fate == "refused":
        return Outcome("failed")
    if reply.fate == "unknown" or before == "uncertain":
        return Outcome("uncertain", again if repeatable else None)
    return Outcome("queued", again) if again is not None else Outcome("failed")


def spoken_name(name: str) -> str:
    """Return a name as letters say it: whatever somebody calls himself, it carries no link to a stranger's mailbox."""
    kept = "".join(sign for sign in name if sign.isalnum() or sign in " '\N{RIGHT SINGLE QUOTATION MARK}-")
    return " ".join(kept.split())[:60]
