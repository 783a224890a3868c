"""Entries of the audit log as sentences. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from showground.domains.events.auditing.types import Line

if TYPE_CHECKING:
    from showground.domains.events.auditing.types import Entry

NOBODY = "Showground"  # no person acted: the platform itself, or whoever runs its machine
SENTENCES = {
    "organizations.founded": "{who} founded the organization",
    "organizations.member_set": "{who} changed {subject}'s role from {was} to {role}",
    "organizations.member_removed": "{who} removed {subject}, who was {was}",
    "organizations.member_left": "{who} left the team",
    "organizations.invited": "{who} invited {email} as {role}",
    "organizations.invited_again": "{who} sent the invitation of {email} again",
    "organizations.invitation_revoked": "{who} took back the invitation of {email}",
    "organizations.invitation_declined": "The invitation of {email} was declined",
    "organizations.joined": "{who} accepted an invitation and joined as {role}",
    "events.created": "{who} made the event {event}",
    "events.edited": "{who} edited {event}: {fields}",
    "events.published": "{who} put {event} on show",
    "events.postponed": "{who} postponed {event}",
    "events.cancelled": "{who} cancelled {event}",
    "events.archived": "{who} put {event} away",
    "events.staff_invited": "{who} invited {email} to {event} as {role}",
    "events.staff_joined": "{who} accepted an invitation to {event} as {role}",
    "events.staff_set": "{who} changed {subject}'s role at {event} from {was} to {role}",
    "events.staff_removed": "{who} removed {subject}, who was {was}, from {event}",
    "events.staff_left": "{who} no longer helps at {event}",
    "ticketing.tier_added": "{who} added the ticket {tier} to {event} at {price}",
    "ticketing.tier_priced": "{who} changed the price of {tier} at {event} from {was} to {price}",
    "ticketing.tier_edited": "{who} edited the ticket {tier} of {event}",
    "ticketing.tier_status_set": "{who} set the ticket {tier} of {event} from {was} to {status}",
    "ticketing.capacity_set": "{who} set the places of {tier} at {event} to {capacity}",
    "ticketing.fee_payer_set": "{who} chose who pays the fee at {event}: {payer}",
    "payments.refund_asked": "{who} gave {amount} back to a buyer of {event}",
    "users.api_key_made": "{who} made the key {name}",
    "users.api_key_ended": "{who} ended a key",
    "messaging.letter_sent_again": "{who} had a letter sent again",
    "users.operator_set": "{who} changed whether {subject} runs the platform",
}
JOINED = "{who} brought {subject} in as {role}"


class Words(dict[str, object]):
    """What a sentence is filled with; what an old entry lacks reads as an ellipsis."""

    def __missing__(self, _: str) -> str:
        """Stand in for a word that is not there."""
        return "…"


def line(entry: Entry) -> Line:
    """Return an entry as people read it."""
    return Line(
        entry.id,
        entry.at,
        entry.actor_name or NOBODY,
        entry.actor_handle,
        entry.action,
        sentence(entry),
        entry.event_id,
        entry.event_title,
    )


def sentence(entry: Entry) -> str:
    """Say what an entry notes; an action that nobody wrote a sentence for is named as it is."""
    details = msgspec.json.decode(entry.details, type=dict[str, object])
    words = Words(
        {name: ", ".join(map(str, value)) if isinstance(value, list) else value for name, value in details.items()}
    )
    words |= {"who": entry.actor_name or NOBODY, "subject": entry.subject_name or "somebody"}
    words["event"] = f"“{entry.event_title or details.get('title', '…')}”"
    pattern = SENTENCES.get(entry.action)
    if entry.action == "organizations.member_set" and details.get("was") is None:
        pattern = JOINED
    if pattern is None:
        area, _, act = entry.action.partition(".")
        return f"{words['who']}: {area}, {act.replace('_', ' ')}"
    return pattern.format_map(words)
