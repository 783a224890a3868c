"""What takes place: the archive and the next editions through the importer, and gatherings that only the demo has."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from showground.db.sql import compile_query
from showground.demo.clubs import ATTENDEE, HOME
from showground.demo.loading import Batch, moment
from showground.demo.words import WORDS
from showground.demo.world import DAY, Happening
from showground.domains.events.importing.drafts import Credit
from showground.domains.events.importing.series import link, next_editions
from showground.domains.events.importing.topics import vocabulary
from showground.domains.events.importing.writing import import_events, plan_import
from showground.domains.ref.source import countries
from showground.kit.text import slug

if TYPE_CHECKING:
    from collections.abc import Callable

    from showground.demo.chance import Chance
    from showground.demo.world import World
    from showground.domains.events.importing.types import ImportedEvent, Parsed, Series

OF_PEOPLE = 0.14  # share of series that a person owns
MEETUPS_AHEAD, MEETUPS_PAST = 140, 120
ODD = {
    ("published", "unlisted"): 24, ("published", "private"): 20, ("draft", "public"): 24, ("scheduled", "public"): 12,
    ("postponed", "public"): 6, ("cancelled", "public"): 8, ("archived", "public"): 6,
}  # fmt: skip
FAR = (("Kuwait City", "KW", "Asia/Kuwait", 29.37, 47.98), ("Tokyo", "JP", "Asia/Tokyo", 35.69, 139.69))

TABLES = {
    "events.events": (
        "id owner_context_type owner_context_id created_by slug title summary description status visibility "
        "starts_at ends_at timezone is_online venue_name city country_code latitude longitude currency_code "
        "published_at created_at"
    ),
    "events.event_occurrences": "id event_id name starts_at ends_at",
    "events.event_topics": "event_id topic",
    "events.event_links": "event_id link_token_hash",
    "events.event_access": "event_id user_id reason created_at",
}
PUBLISH_EARLIER = compile_query(
    "demo.publish_earlier",
    """
    update events.events set published_at = least(published_at, :at::timestamptz), created_at = least(created_at,
    :at::timestamptz)
     where import_key is not null
    """,
)
HAPPENINGS = compile_query(
    "demo.happenings",
    """
    select id, owner_org_id, owner_user_id, created_by, status::text, visibility::text,
    extract(epoch from starts_at)::float8,
           extract(epoch from ends_at)::float8, currency_code, title, slug, country_code, import_key is not null
      from events.events order by id
    """,
)
OCCURRENCES = compile_query(
    "demo.occurrences", "select event_id, id from events.event_occurrences order by event_id, starts_at, id"
)


class Where(msgspec.Struct, frozen=True):
    """A place where something is held."""

    city: str
    country: str
    timezone: str
    latitude: float | None
    longitude: float | None
    currency: str


class Occurrence(msgspec.Struct, frozen=True):
    """A date of an event."""

    event_id: UUID
    id: UUID


async def import_archive(world: World, archive: Parsed) -> None:
    """Import the conferences, true dates kept, and the next edition of every series that is alive."""
    ahead = [edition for _, edition in next_editions(link(archive.events), world.day)]
    everything = msgspec.structs.replace(archive, read=archive.read + len(ahead), events=[*archive.events, *ahead])
    chance = world.chance(6)
    plan = await plan_import(world.loader.tx, everything, credit=_credits(world), now=world.midnight)
    make_ids = lambda count: chance.ids(count, world.now - 100 * DAY)  # noqa: E731
    report = await import_events(world.loader.tx, plan, now=world.midnight, make_ids=make_ids)
    world.loader.wrote(report.new)
    await world.loader.tx.run(PUBLISH_EARLIER, at=world.midnight - timedelta(days=100))


def _credits(world: World) -> Callable[[Series], Credit]:
    chance = world.chance(7)

    def credit(_: Series) -> Credit:
        if chance.hits(OF_PEOPLE):
            person = chance.one(world.people)
            return Credit("user", person, person)
        org = world.organizations[chance.low(len(world.organizations), power=1.5)]
        return Credit("organization", org, chance.one(world.staff[org]))

    return credit


async def hold_gatherings(world: World, archive: list[ImportedEvent]) -> None:
    """Add what no file has: two conferences running today, people's meetups, and events that few may see."""
    chance, batch = world.chance(8), Batch(world.loader, TABLES)
    places = _places(archive)
    special = _Maker(world, chance, batch)
    special.conference("home", world.organizations[0], f"{HOME} {world.day.year}", Where(
        "Rotterdam", "NL", "Europe/Amsterdam", 51.92, 4.48, "EUR"), starts_in=-1)  # fmt: skip
    special.conference("today", world.organizations[1], f"Northern Data Days {world.day.year}", Where(
        "Tallinn", "EE", "Europe/Tallinn", 59.44, 24.75, "EUR"), starts_in=-1)  # fmt: skip
    special.conference("showcase", world.organizations[2], f"Open Systems Forum {world.day.year}", Where(
        "Ghent", "BE", "Europe/Brussels", 51.05, 3.72, "EUR"), starts_in=24)  # fmt: skip
    for number in range(MEETUPS_AHEAD + MEETUPS_PAST):
        where = places[number % 2 - 2] if number % 20 < 2 else chance.one(places)
        days = 1 + chance.below(75) if number < MEETUPS_AHEAD else -5 - chance.below(310)
        owner = world.people[ATTENDEE] if number % 40 == 3 else chance.one(world.people)
        special.meetup(owner, where, days)
    for (status, visibility), count in ODD.items():
        for _ in range(count):
            org = chance.one(world.organizations)
            days = -60 - chance.below(200) if status == "archived" else 10 + chance.below(200)
            special.gathering(org, chance.one(places), days, status=status, visibility=visibility)
    await batch.flush()
    await _learn(world, special.names)


async def _learn(world: World, special: dict[str, UUID]) -> None:
    """Read back all events and their dates."""
    world.events = await world.loader.tx.all(HAPPENINGS, Happening)
    world.by_id = {event.id: event for event in world.events}
    for row in await world.loader.tx.all(OCCURRENCES, Occurrence):
        world.occurrences.setdefault(row.event_id, []).append(row.id)
    world.special = {name: world.by_id[event_id] for name, event_id in special.items()}


def _places(archive: list[ImportedEvent]) -> list[Where]:
    """Return where the archive has been, by name, and the two far places last."""
    tender = {country.code: country.currency_code for country in countries()}
    found = {}
    for event in archive:
        if event.place and event.country_code and event.place.latitude is not None and tender.get(event.country_code):
            place, currency = event.place, tender[event.country_code] or "USD"
            found[place.name, event.country_code] = Where(
                place.name, event.country_code, event.timezone, place.latitude, place.longitude, currency
            )
    far = [Where(*place, tender[place[1]] or "USD") for place in FAR]
    return [found[key] for key in sorted(found)] + far


class _Maker:
    """Adds gatherings to a batch; `names` are the ids of those that have a part to play."""

    def __init__(self, world: World, chance: Chance, batch: Batch) -> None:
        self._world, self._chance, self._batch = world, chance, batch
        self._topics = [topic.slug for topic in vocabulary()]
        self._count = 0
        self.names: dict[str, UUID] = {}

    def conference(self, name: str, org: UUID, title: str, where: Where, *, starts_in: int) -> None:
        """Add three days of an organization, each an occurrence of its own."""
        first = self._world.day + timedelta(days=starts_in)
        days = [(time(9), time(18), first + timedelta(days=n), f"Day {n + 1}") for n in range(3)]
        self.names[name] = self._add("organization", org, title, where, days)

    def meetup(self, person: UUID, where: Where, days_ahead: int) -> None:
        """Add an evening of a person; some have three of them."""
        title = f"{where.city} {self._chance.one(WORDS.meetup)} {self._chance.one(WORDS.meetup_is)}"
        first = self._world.day + timedelta(days=days_ahead)
        dates = 3 if self._chance.hits(0.2) and days_ahead > 0 else 1
        days = [(time(18, 30), time(21), first + timedelta(weeks=n), f"Evening {n + 1}") for n in range(dates)]
        self._add("user", person, title, where, days, ended=days_ahead < 0)

    def gathering(self, org: UUID, where: Where, days_ahead: int, *, status: str, visibility: str) -> None:
        """Add a day of an organization that is not simply on show."""
        title = f"{where.city} {self._chance.one(WORDS.meetup)} {self._chance.one(('Retreat', 'Summit', 'Dinner'))}"
        days = [(time(10), time(17), self._world.day + timedelta(days=days_ahead), "")]
        event_id = self._add("organization", org, title, where, days, status=status, visibility=visibility)
        if visibility == "unlisted":
            token = hashlib.sha256(f"demo link {self._count}".encode()).hexdigest()
            self._batch.add("events.event_links", event_id, hashlib.sha256(token.encode()).hexdigest())
        if visibility == "private":
            for person in self._chance.some(self._world.people, 6):
                at = moment(self._world.now - 20 * DAY)
                self._batch.add("events.event_access", event_id, person, "invited", at)

    def _add(
        self,
        kind: str,
        owner: UUID,
        title: str,
        where: Where,
        days: list[tuple[time, time, date, str]],
        **more: object,
    ) -> UUID:
        world, chance = self._world, self._chance
        self._count += 1
        zone = ZoneInfo(where.timezone)
        dates = [
            (datetime.combine(day, opens, zone), datetime.combine(day, closes, zone), name)
            for opens, closes, day, name in days
        ]
        status = more.get("status") or ("ended" if more.get("ended") else "published")
        made = min(dates[0][0].timestamp() - 90 * DAY, world.now - 70 * DAY)
        event_id = chance.id(made)
        founder = owner if kind == "user" else world.staff[owner][0]
        self._batch.add(
            "events.events", event_id, kind, owner, founder, f"{slug(title, longest=60)}-d{self._count}", title,
            f"{where.city}, {len(dates)} days" if len(dates) > 1 else where.city,
            f"{title}: come as you are, bring a question.", status, more.get("visibility") or "public",
            dates[0][0], dates[-1][1], where.timezone, False, chance.one(("Town Hall", "Library", "Old Mill",
            "Campus")),
            where.city, where.country, where.latitude, where.longitude, where.currency,
            None if status in {"draft", "scheduled"} else moment(made + 60), moment(made),
        )  # fmt: skip
        for starts, ends, name in dates:
            self._batch.add(
                "events.event_occurrences", chance.id(made), event_id, name if len(dates) > 1 else "", starts, ends
            )
        for topic in chance.some(self._topics, 1 + chance.below(3)):
            self._batch.add("events.event_topics", event_id, topic)
        return event_id
