"""Reads a file of events: every record becomes an event, perhaps with warnings, or an error."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from msgspec.structs import replace

from showground.domains.events.importing import lines, words
from showground.domains.events.importing.identity import event_key
from showground.domains.events.importing.places import NOWHERE, Gazetteer, country_code
from showground.domains.events.importing.topics import topics
from showground.domains.events.importing.types import Form, ImportedEvent, Mode, Parsed, Place, Problem, Severity
from showground.kit.faults import Invalid

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from showground.domains.events.importing.lines import Record

LONGEST_NAME, LONGEST_CITY = 200, 100
LONG_DAYS, EARLY_CALL_DAYS = 60, 730


class UnknownForm(Invalid):
    """The file's name does not say how it is written."""

    code = "events.unknown_import_form"
    says = "A file of events ends in .jsonl or .csv."


def form_of(file: str) -> Form:
    """Return how a file is written, by its suffix.

    Raises:
        UnknownForm: the suffix is neither `.jsonl` nor `.csv`.
    """
    try:
        return Form(PurePath(file).suffix.lower().removeprefix("."))
    except ValueError:
        raise UnknownForm(file=file) from None


def parse(data: bytes, form: Form, *, gazetteer: Gazetteer | None = None) -> Parsed:
    """Read a whole file.

    Args:
        data: The file's bytes, UTF-8.
        gazetteer: Places to look in; those of GeoNames when absent, read and dropped again.
    """
    places = gazetteer or Gazetteer.load()
    read = 0
    events: list[ImportedEvent] = []
    warnings: list[Problem] = []
    errors: list[Problem] = []
    seen: dict[UUID, int] = {}
    for line, record, said in lines.records(data, form):
        read += 1
        event, says = (None, said) if record is None else _event(line, record, places)
        if event and (before := seen.setdefault(event.key, line)) != line:
            event, says = None, [f"the same event as in line {before}"]
        if event is None:
            errors.append(Problem(line, says[0], Severity.ERROR))
        else:
            events.append(event)
            warnings += [Problem(line, text) for text in (*said, *says)]
    return Parsed(read, events, warnings, errors)


def _event(line: int, record: Record, places: Gazetteer) -> tuple[ImportedEvent | None, list[str]]:
    """Return the event of a record and its warnings, or None and the errors."""
    name, city = words.clean(record.name), words.clean(record.city)
    days, says = _days(record)
    if name is None:
        return None, ["name is missing"]
    if days is None:
        return None, says
    if len(name) > LONGEST_NAME or len(city or "") > LONGEST_CITY:
        return None, [f"name is longer than {LONGEST_NAME} characters or city longer than {LONGEST_CITY}"]
    country, place, zone, whereabouts = _where(record, city, places)
    url, url_says = words.address(record.url, "url")
    known_topics, topics_say = topics(record.topics or ())
    languages, languages_say = words.languages(record.locales)
    event = ImportedEvent(
        line=line,
        key=event_key(name, days[0], url, city),
        name=name,
        starts_on=days[0],
        ends_on=days[1],
        mode=_mode(record, city),
        city=city,
        country_code=country,
        place=place,
        timezone=zone,
        url=url,
        topics=known_topics,
        languages=languages,
        captioned=record.captioned,
    )
    event, links_say = _with_links(event, record)
    return event, [*says, *whereabouts, *url_says, *topics_say, *languages_say, *links_say]


def _days(record: Record) -> tuple[tuple[date, date] | None, list[str]]:
    first, last = words.clean(record.start_date), words.clean(record.end_date)
    if first is None:
        return None, ["startDate is missing"]
    if (starts_on := words.day(first)) is None:
        return None, [f"startDate {first[:40]!r} is no date like 2026-05-21"]
    if last is None:
        return (starts_on, starts_on), ["endDate is missing; taken to end on the day it starts"]
    if (ends_on := words.day(last)) is None:
        return None, [f"endDate {last[:40]!r} is no date like 2026-05-21"]
    if ends_on < starts_on:
        return None, [f"ends on {ends_on}, before it starts on {starts_on}"]
    days = (ends_on - starts_on).days + 1
    return (starts_on, ends_on), [f"lasts {days} days"] if days > LONG_DAYS else []


def _mode(record: Record, city: str | None) -> Mode:
    if not record.online:
        return Mode.IN_PERSON
    return Mode.HYBRID if city else Mode.ONLINE


def _where(record: Record, city: str | None, places: Gazetteer) -> tuple[str | None, Place | None, str, list[str]]:
    """Return country, place, zone, and warnings."""
    country_name = words.clean(record.country)
    country = country_code(country_name) if country_name else None
    says = [f"country {country_name[:40]!r} is not known"] if country_name and not country else []
    if city:
        place, more = places.find(city, country)
        if country and place.country_code != country:
            more = [*more, f"city {city!r} is in {place.country_code}, not in {country}"]
        return place.country_code, place, place.timezone, says + more
    if record.online:
        return country, None, NOWHERE, says
    zone = places.main_zone(country)
    return country, None, zone, [*says, f"neither a city nor online; place to be announced, zone taken to be {zone}"]


def _with_links(event: ImportedEvent, record: Record) -> tuple[ImportedEvent, list[str]]:
    """Add calls for proposals, conduct and handles."""
    cfp_url, cfp_says = words.address(record.cfp_url, "cfpUrl")
    conduct_url, conduct_says = words.address(record.coc_url, "cocUrl")
    cfp_ends_on, ends_say = _call_ends(event, words.clean(record.cfp_end_date))
    twitter, twitter_says = words.twitter(record.twitter)
    mastodon, mastodon_says = words.mastodon(record.mastodon)
    bluesky, bluesky_says = words.bluesky(record.bluesky)
    linked = replace(
        event,
        cfp_url=cfp_url,
        cfp_ends_on=cfp_ends_on,
        conduct_url=conduct_url,
        twitter=twitter,
        mastodon=mastodon,
        bluesky=bluesky,
    )
    return linked, [*cfp_says, *ends_say, *conduct_says, *twitter_says, *mastodon_says, *bluesky_says]


def _call_ends(event: ImportedEvent, text: str | None) -> tuple[date | None, list[str]]:
    if text is None:
        return None, []
    ends_on = words.day(text)
    if ends_on is None or ends_on > event.ends_on or (event.starts_on - ends_on).days > EARLY_CALL_DAYS:
        return None, [f"cfpEndDate {text[:40]!r} is no day before the event and is left out"]
    return ends_on, []


def in_order(parsed: Parsed) -> list[Problem]:
    """Return warnings and errors together, by line."""
    return sorted([*parsed.warnings, *parsed.errors])
