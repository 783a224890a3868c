"""Editions of one event linked over the years, and the edition that comes next. Pure: the day is an argument.

Two events belong to one series when they bear the same bare name (no year, no ordinal, no trailing number: "EKON 23"
is "EKON 28") and share a host, a city, or a Twitter handle within a country. The name alone would join the unrelated
DevFests and Devoxxes of many countries; name and host alone would part some 80 conferences that moved to a new domain.
A series that travels stays one through its host, one that moved its site through its city or handle.
"""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING

from msgspec.structs import replace

from showground.domains.events.importing.identity import event_key, series_key
from showground.domains.events.importing.types import ImportedEvent, Series
from showground.domains.events.importing.words import fold, host

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

LIVING_YEARS = 4
REST = timedelta(days=180)  # an annual event does not come back sooner
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_ORDINAL = re.compile(r"\b\d{1,3}(?:st|nd|rd|th)\b")
_TRAILING = re.compile(r"(?<=\w)(?:\s+\d{1,2}){1,2}x?$")


def bare_name(name: str) -> str:
    """Return what stays of a name over the years, without blanks."""
    folded = fold(name)
    bare = " ".join(_ORDINAL.sub(" ", _YEAR.sub(" ", folded)).split())
    return _TRAILING.sub("", bare).replace(" ", "") or folded or name


def link(events: Iterable[ImportedEvent]) -> list[Series]:
    """Return the series that events make up, by key; each event is in exactly one."""
    by_name: dict[str, list[ImportedEvent]] = defaultdict(list)
    for event in events:
        by_name[bare_name(event.name)].append(event)
    found = [_series(name, group) for name, namesakes in by_name.items() for group in _groups(namesakes)]
    return sorted(found, key=lambda series: series.key)


def next_edition(series: Series, load_day: date, *, alive_since: int) -> ImportedEvent | None:
    """Return the edition to expect within the twelve months after a day: same month, weekday and city as the latest.

    Args:
        alive_since: Year in or after which a living series had an edition.

    Returns:
        None for a series that is no longer alive, or that has an edition after `load_day` already.
    """
    latest = series.latest
    if latest.starts_on.year < alive_since or latest.starts_on > load_day:
        return None
    starts_on = _recurrence(latest.starts_on, load_day)
    year = str(starts_on.year)
    name = _YEAR.sub(year, latest.name)
    return replace(
        latest,
        key=event_key(name, starts_on, latest.url, latest.city),
        name=name,
        starts_on=starts_on,
        ends_on=starts_on + (latest.ends_on - latest.starts_on),
        cfp_url=None,
        cfp_ends_on=None,
    )


def next_editions(all_series: Sequence[Series], load_day: date) -> list[tuple[Series, ImportedEvent]]:
    """Return the next edition of every living series.

    Living is who had an edition in this year or the four before; a file older than that is judged by its newest year.
    """
    newest = max((series.latest.starts_on.year for series in all_series), default=load_day.year)
    alive_since = min(load_day.year, newest) - LIVING_YEARS
    found = ((series, next_edition(series, load_day, alive_since=alive_since)) for series in all_series)
    return [(series, edition) for series, edition in found if edition is not None]


def _recurrence(before: date, load_day: date) -> date:
    """Return the day within a year after `load_day` that is most like `before`: the third Tuesday of March again."""
    window = [load_day + timedelta(days=ahead) for ahead in range(1, 366)]
    alike = [day for day in window if (day.month, day.weekday()) == (before.month, before.weekday())]
    rested = [day for day in alike if day - before >= REST] or alike
    return min(rested, key=lambda day: (abs(_nth(day) - _nth(before)), day))


def _nth(day: date) -> int:
    return (day.day - 1) // 7


def _series(name: str, group: list[ImportedEvent]) -> Series:
    editions = tuple(sorted(group, key=lambda event: (event.starts_on, event.key)))
    title = " ".join(_YEAR.sub(" ", editions[-1].name).split()) or editions[-1].name
    return Series(series_key(name, *_marks(editions[0])[0]), title, editions)


def _groups(namesakes: list[ImportedEvent]) -> list[list[ImportedEvent]]:
    """Join events that share a mark, directly or through others."""
    groups: dict[UUID, list[ImportedEvent]] = {event.key: [event] for event in namesakes}
    owner: dict[tuple[str, str], ImportedEvent] = {}
    for event in namesakes:
        for mark in _marks(event):
            first = owner.setdefault(mark, event)
            mine, theirs = groups[event.key], groups[first.key]
            if mine is not theirs:
                theirs += mine
                groups.update(dict.fromkeys((member.key for member in mine), theirs))
    return list({id(group): group for group in groups.values()}.values())


def _marks(event: ImportedEvent) -> list[tuple[str, str]]:
    handle = f"{event.twitter.casefold()} {event.country_code or ''}" if event.twitter else ""
    marks = [("host", _host(event)), ("city", fold(event.city or "")), ("twitter", handle)]
    return [(kind, mark) for kind, mark in marks if mark] or [("name", "")]


def _host(event: ImportedEvent) -> str:
    """Return the host without years: uxpa2018.org and uxpa2019.org are one."""
    name = (host(event.url) if event.url else None) or ""
    return re.sub(r"[-.]?(?:19|20)\d\d(?=[-.]|$)", "", name).strip("-.")
