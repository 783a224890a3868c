"""Events as iCalendar (RFC 5545), for people's own calendars."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from litestar import Response

from showground.kit.words import gettext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from icalendar import Event as Entry

    from showground.domains.events.types import Event, Occurrence

STATUS = {"cancelled": "CANCELLED", "postponed": "TENTATIVE"}


def calendar(event: Event, dates: Sequence[Occurrence], *, address: str, now: datetime) -> bytes:
    """Return an event with all its dates as a calendar; times stand in UTC, which every program turns into its own."""
    from icalendar import Calendar  # two megabytes that most processes never need

    whole = Calendar()
    whole.add("prodid", "-//Showground//EN")
    whole.add("version", "2.0")
    whole.add("method", "PUBLISH")
    for date in dates:
        whole.add_component(_entry(event, date, address=address, now=now))
    content: bytes = whole.to_ical()
    return content


def _entry(event: Event, date: Occurrence, *, address: str, now: datetime) -> Entry:
    from icalendar import Event as Entry

    url = f"{address}/events/{event.slug}"
    entry = Entry()
    entry.add("uid", f"{date.id}@showground")
    entry.add("dtstamp", now.astimezone(UTC))
    entry.add("dtstart", date.starts_at.astimezone(UTC))
    entry.add("dtend", date.ends_at.astimezone(UTC))
    entry.add("summary", f"{event.title}: {date.name}" if date.name else event.title)
    entry.add("description", "\n\n".join(part for part in (event.summary, url) if part))
    place = [event.venue_name, event.address, event.city, event.country]
    entry.add("location", gettext("Online") if event.is_online else ", ".join(part for part in place if part))
    entry.add("url", url)
    entry.add("sequence", event.revision)
    entry.add("status", STATUS.get(event.status, "CONFIRMED"))
    if event.latitude is not None and event.longitude is not None:
        entry.add("geo", (event.latitude, event.longitude))
    return entry


def as_file(content: bytes, slug: str) -> Response[bytes]:
    """Answer with a calendar to be saved or opened."""
    headers = {"content-disposition": f'attachment; filename="{slug}.ics"'}
    return Response(content, media_type="text/calendar", headers=headers)
