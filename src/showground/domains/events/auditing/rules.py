"""Entries of the audit log as sentences. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from showground.domains.events.auditing.sentences import SENTENCES
from showground.domains.events.auditing.types import Line
from showground.kit.words import gettext, marked

if TYPE_CHECKING:
    from showground.domains.events.auditing.types import Entry

NOBODY = "Showground"  # no person acted: the platform itself, or whoever runs its machine
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
