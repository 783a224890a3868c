"""How making and moving an event can fail, and which constraint says so."""

from __future__ import annotations

from showground.kit.faults import Conflict, Fault, Invalid, Refused


class DescriptionTooLong(Invalid):
    """A description is an article, not a book."""

    code, about = "events.description_too_long", "description"
    says = "This is longer than 20,000 signs."


class LanguageUnknown(Invalid):
    """Languages come from ISO 639, as far as anybody wrote down what they are called."""

    code, about = "events.language_unknown", "language"
    says = "There is no language with this code."


class LanguageUnspoken(Invalid):
    """A text that no reader is given would be in vain."""

    code, about = "events.language_unspoken", "language"
    says = "Pages are not in this language, so nobody would read it."


class LanguageOfOriginal(Conflict):
    """The original is edited with the event."""

    code = "events.language_of_original"
    says = "The event itself is written in this language. Edit the event."


class TimeUnplaced(Invalid):
    """A moment needs an offset."""

    code, about = "events.time_unplaced", "starts_at"
    says = "Say the moment with its offset from UTC."


class TopicUnknown(Invalid):
    """Topics come from a reviewed list."""

    code, about = "events.topic_unknown", "topics"
    says = "There is no topic of this name."


class WebsiteMalformed(Invalid):
    """Websites are on the web."""

    code, about = "events.website_malformed", "website"
    says = "An address on the web begins with http:// or https://."


class OwnerUnknown(Invalid):
    """Events belong to somebody."""

    code, about = "events.owner_unknown", "owner_id"
    says = "There is no such person or organization."


class Stale(Conflict):
    """Somebody else was faster."""

    code = "events.stale"
    says = "Somebody has changed this event since you opened it. Look at it again before you save."


class NotReady(Conflict):
    """Something is missing before the public may see it; `missing` names the steps."""

    code = "events.not_ready"
    says = "It cannot be published yet."


class OutOfRole(Refused):
    """Who helps at an event has a part in it; `role` says which."""

    code = "events.out_of_role"
    says = "You help at this event, but this is not in your part of it. Whoever runs the event can give you another."


class OneWayOnly(Conflict):
    """States of an event follow an order."""

    code = "events.status"
    says = "An event in this state cannot do that."


class SeveralDates(Conflict):
    """An event with several dates has no single time to move."""

    code = "events.several_dates"
    says = "This event has several dates. Change each date by itself."


CONSTRAINTS: dict[str, type[Fault]] = {
    "events_website_web": WebsiteMalformed,
    "events_owner_user": OwnerUnknown,
    "events_owner_org": OwnerUnknown,
    "event_topics_topic": TopicUnknown,
}
STATES: dict[str, type[Fault]] = {"SG034": OneWayOnly}
