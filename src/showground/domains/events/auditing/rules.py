"""Entries of the audit log as sentences. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from showground.domains.events.auditing.types import Line
from showground.kit.words import gettext, marked

if TYPE_CHECKING:
    from showground.domains.events.auditing.types import Entry

NOBODY = "Showground"  # no person acted: the platform itself, or whoever runs its machine
SENTENCES = {
    "organizations.founded": marked("{who} founded the organization"),
    "organizations.member_set": marked("{who} changed {subject}'s role from {was} to {role}"),
    "organizations.member_removed": marked("{who} removed {subject}, who was {was}"),
    "organizations.member_left": marked("{who} left the team"),
    "organizations.invited": marked("{who} invited {email} as {role}"),
    "organizations.invited_again": marked("{who} sent the invitation of {email} again"),
    "organizations.invitation_revoked": marked("{who} took back the invitation of {email}"),
    "organizations.invitation_declined": marked("The invitation of {email} was declined"),
    "organizations.joined": marked("{who} accepted an invitation and joined as {role}"),
    "events.created": marked("{who} made the event {event}"),
    "events.edited": marked("{who} edited {event}: {fields}"),
    "events.text_written": marked("{who} wrote what {event} says in another language: {language}"),
    "events.text_removed": marked("{who} took back what {event} said in another language: {language}"),
    "events.published": marked("{who} put {event} on show"),
    "events.postponed": marked("{who} postponed {event}"),
    "events.cancelled": marked("{who} cancelled {event}"),
    "events.archived": marked("{who} put {event} away"),
    "events.staff_invited": marked("{who} invited {email} to {event} as {role}"),
    "events.staff_joined": marked("{who} accepted an invitation to {event} as {role}"),
    "events.staff_set": marked("{who} changed {subject}'s role at {event} from {was} to {role}"),
    "events.staff_removed": marked("{who} removed {subject}, who was {was}, from {event}"),
    "events.staff_left": marked("{who} no longer helps at {event}"),
    "ticketing.tier_added": marked("{who} added the ticket {tier} to {event} at {price}"),
    "ticketing.tier_priced": marked("{who} changed the price of {tier} at {event} from {was} to {price}"),
    "ticketing.tier_edited": marked("{who} edited the ticket {tier} of {event}"),
    "ticketing.tier_status_set": marked("{who} set the ticket {tier} of {event} from {was} to {status}"),
    "ticketing.capacity_set": marked("{who} set the places of {tier} at {event} to {capacity}"),
    "ticketing.fee_payer_set": marked("{who} chose who pays the fee at {event}: {payer}"),
    "payments.refund_asked": marked("{who} gave {amount} back to a buyer of {event}"),
    "users.api_key_made": marked("{who} made the key {name}"),
    "users.api_key_ended": marked("{who} ended a key"),
    "messaging.letter_sent_again": marked("{who} had a letter sent again"),
    "users.operator_set": marked("{who} changed whether {subject} runs the platform"),
    "users.looked_up": marked("{who} looked {subject} up"),
    "users.address_searched": marked("{who} searched for an e-mail address"),
    "users.account_closed": marked("{who} closed the account of {subject}: {reason}"),
    "users.account_opened": marked("{who} opened the account of {subject} again"),
    "users.acting_started": marked("{who} began to act as {subject}: {reason}"),
    "users.acted": marked("An operator acted as {who}: {method} {path}"),
    "users.acting_ended": marked("{who} no longer acts as {subject}"),
    "operating.check_asked": marked("{who} had all rows checked"),
    "operating.job_done_again": marked("{who} had job {job} done again: {task}"),
    "operating.job_set_aside": marked("{who} set job {job} aside: {task}"),
    "operating.notice_processed_again": marked("{who} had a payment notice processed again"),
}
CODED = {"was", "role", "status", "payer", "capacity"}  # facts that are codes, not words of people
VALUES: dict[object, str] = {
    "viewer": marked("viewer"),
    "editor": marked("editor"),
    "admin": marked("admin"),
    "owner": marked("owner"),
    "door": marked("door"),
    "finance": marked("finance"),
    "manager": marked("manager"),
    "on_sale": marked("on sale"),
    "hidden": marked("hidden"),
    "paused": marked("paused"),
    "buyer": marked("buyer"),
    "organizer": marked("organizer"),
    "no limit": marked("no limit"),
}
JOINED = marked("{who} brought {subject} in as {role}")


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
    words |= {"who": entry.actor_name or NOBODY, "subject": entry.subject_name or gettext("somebody")}
    words["event"] = gettext("“%(title)s”") % {"title": entry.event_title or details.get("title", "…")}
    words |= {name: gettext(VALUES[value]) for name, value in words.items() if name in CODED and value in VALUES}
    pattern = SENTENCES.get(entry.action)
    if entry.action == "organizations.member_set" and details.get("was") is None:
        pattern = JOINED
    if pattern is None:
        area, _, act = entry.action.partition(".")
        return f"{words['who']}: {area}, {act.replace('_', ' ')}"
    return gettext(pattern).format_map(words)
