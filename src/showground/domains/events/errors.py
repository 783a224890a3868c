"""What can go wrong with events, and which constraint says so."""

from __future__ import annotations

from showground.domains.events.managing import errors as managing
from showground.kit.faults import Conflict, Fault, Invalid


class SlugTaken(Conflict):
    """Addresses are unique."""

    code, about = "events.slug_taken", "slug"
    says = "Another event has this address already."


class SlugMalformed(Invalid):
    """An address is small letters, figures and dashes."""

    code, about = "events.slug_malformed", "slug"
    says = "An address has 1 to 120 small letters, figures and dashes, with a letter or figure at both ends."


class TitleNeeded(Invalid):
    """Events have titles."""

    code, about = "events.title_needed", "title"
    says = "A title has 1 to 200 signs."


class EndsBeforeItStarts(Invalid):
    """Time runs forward."""

    code, about = "events.ends_before_it_starts", "ends_at"
    says = "The event must not end before it starts."


class ZoneUnknown(Invalid):
    """Time zones come from IANA."""

    code, about = "events.timezone_unknown", "timezone"
    says = "There is no time zone of this name."


class CountryUnknown(Invalid):
    """Countries come from ISO 3166."""

    code, about = "events.country_unknown", "country_code"
    says = "There is no country with this code."


class CurrencyUnknown(Invalid):
    """Currencies come from ISO 4217."""

    code, about = "events.currency_unknown", "currency_code"
    says = "There is no currency with this code."


CONSTRAINTS: dict[str, type[Fault]] = {
    "events_slug_unique": SlugTaken,
    "events_slug_form": SlugMalformed,
    "events_titled": TitleNeeded,
    "events_in_order": EndsBeforeItStarts,
    "events_timezone": ZoneUnknown,
    "events_country": CountryUnknown,
    "events_currency": CurrencyUnknown,
    "event_occurrences_in_order": EndsBeforeItStarts,
    **managing.CONSTRAINTS,
}
STATES: dict[str, type[Fault]] = {**managing.STATES}
