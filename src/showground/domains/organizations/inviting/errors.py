"""What can go wrong with invitations, and which constraint says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.kit.faults import Conflict, Invalid, Refused, TooMany

if TYPE_CHECKING:
    from showground.kit.faults import Fault


class NobodyAsked(Invalid):
    """An invitation goes to somebody."""

    code, about = "organizations.nobody_asked", "emails"
    says = "Write at least one e-mail address, and at most 50."


class AddressMalformed(Invalid):
    """One of the addresses is none; nobody was asked."""

    code, about = "organizations.address_malformed", "emails"
    says = "One of these is no e-mail address. Nobody was invited yet."


class InvitationOver(Conflict):
    """It was answered, taken back, or its time is over; `status` says which."""

    code = "organizations.invitation_over"
    says = "This invitation is no longer open. Ask for a new one."


class ForAnotherAddress(Refused):
    """An invitation is for the person whose address it was sent to."""

    code = "organizations.for_another_address"
    says = (
        "This invitation was sent to another address than your account has. Sign in with the account of that address."
    )


class SentJustNow(TooMany):
    """Letters to one person keep a distance."""

    code = "organizations.sent_just_now"
    says = "The last letter went out only just now. Give it some minutes."


class InvitedEnough(TooMany):
    """A day has a limit, so that nobody sends mail at large through us."""

    code = "organizations.invited_enough"
    says = "That is more invitations than one team may send in a day. Go on tomorrow."


CONSTRAINTS: dict[str, type[Fault]] = {"invitations_email_form": AddressMalformed}
