"""The packaged file of conferences, whole: every line, every country, every zone, every topic, every series."""

import json
import zoneinfo
from collections import Counter
from datetime import date, timedelta

import pytest

from showground.domains.events.importing.places import country_code
from showground.domains.events.importing.series import link, next_editions
from showground.domains.events.importing.topics import topics, vocabulary
from showground.domains.events.importing.types import Mode
from showground.domains.ref import source


@pytest.fixture(scope="module")
def series(parsed):
    return link(parsed.events)


def test_every_line_is_an_event(parsed):
    print(
        f"{parsed.read} read, {len(parsed.events)} events, {len(parsed.warnings)} warnings, {len(parsed.errors)} errors"
    )

    assert (parsed.read, len(parsed.events), parsed.errors) == (6007, 6007, [])
    assert len({event.key for event in parsed.events}) == 6007
    assert [event.line for event in parsed.events] == list(range(1, 6008))


def test_names_days_and_cities_are_as_written(conferences, parsed):
    written = [json.loads(line) for line in conferences.splitlines()]

    assert [(e.name, e.starts_on.isoformat(), e.ends_on.isoformat(), e.city) for e in parsed.events] == [
        (" ".join(w["name"].split()), w["startDate"], w["endDate"], w.get("city")) for w in written
    ]


def test_every_country_of_the_file_is_one_of_the_reference_data(conferences):
    names = {json.loads(line).get("country") for line in conferences.splitlines()} - {None}
    codes = {name: country_code(name) for name in names}

    assert len(names) == 94
    assert {name for name, code in codes.items() if code is None} == set()
    assert set(codes.values()) <= {country.code for country in source.countries()}
    odd = ("U.S.A.", "U.K.", "Scotland", "Korea", "Kosovo", "Turkey", "Czech Republic", "Puerto Rico", "Hong Kong")
    assert [codes[name] for name in odd] == ["US", "GB", "GB", "KR", "XK", "TR", "CZ", "PR", "HK"]


def test_every_city_is_found_with_coordinates_and_a_zone_of_the_reference_data(parsed):
    placed = [event for event in parsed.events if event.city]
    zones = {zone.name for zone in source.timezones()}

    assert len(placed) == 4916
    assert [event.city for event in placed if event.place.latitude is None] == []
    assert {event.timezone for event in parsed.events} <= zones & zoneinfo.available_timezones()
    assert Counter(event.mode for event in parsed.events) == {Mode.IN_PERSON: 4179, Mode.ONLINE: 1090, Mode.HYBRID: 738}
    assert {event.timezone for event in parsed.events if event.mode is Mode.ONLINE} == {"Etc/UTC"}


@pytest.mark.parametrize(
    ("city", "country", "name", "zone"),
    [
        ("Bangalore", "India", "Bengaluru", "Asia/Kolkata"),
        ("Honolulu, HI", "U.S.A.", "Honolulu", "Pacific/Honolulu"),
        ("Portland, OR", "U.S.A.", "Portland", "America/Los_Angeles"),
        ("Portland, ME", "U.S.A.", "Portland", "America/New_York"),
        ("New York, NY", "U.S.A.", "New York City", "America/New_York"),
        ("Perth", "Australia", "Perth", "Australia/Perth"),
        ("Bali", "Indonesia", "Denpasar", "Asia/Makassar"),
        ("Las Palmas", "Spain", "Las Palmas de Gran Canaria", "Atlantic/Canary"),
        ("Kraków", "Poland", "Kraków", "Europe/Warsaw"),
        ("Novosibirsk", "Russia", "Novosibirsk", "Asia/Novosibirsk"),
        ("Waterloo, ON", "U.S.A.", "Waterloo", "America/Toronto"),
        ("Київ", "Ukraine", "Kyiv", "Europe/Kyiv"),
        ("東京", "Japan", "Tokyo", "Asia/Tokyo"),
        ("Desenzano del Garda (BS)", "Italy", "Desenzano del Garda", "Europe/Rome"),
    ],
)
def test_a_city_by_its_spelling(gazetteer, city, country, name, zone):
    place, _ = gazetteer.find(city, country_code(country))

    assert (place.name, place.timezone) == (name, zone)


@pytest.mark.parametrize(
    ("city", "country", "zone"),
    [("Erewhon, HI", "US", "Pacific/Honolulu"), ("Erewhon", "KE", "Africa/Nairobi"), ("Erewhon", "BV", "Etc/UTC")],
)
def test_a_city_nobody_knows_gets_the_nearest_zone_and_a_warning(gazetteer, city, country, zone):
    place, warnings = gazetteer.find(city, country)

    assert (place.name, place.timezone, place.latitude) == (city, zone, None)
    assert warnings == [f"city {city!r} is not known in {country}; its zone is taken to be {zone}"]


def test_a_city_without_a_country_is_the_largest_of_its_name(gazetteer):
    place, warnings = gazetteer.find("Nairobi", None)

    assert (place.country_code, place.timezone) == ("KE", "Africa/Nairobi")
    assert warnings == ["city 'Nairobi' comes without a country; taken to be in KE"]


def test_every_alias_of_a_city_leads_to_a_place(gazetteer):
    for country, spelling in gazetteer._aliases:
        place, warnings = gazetteer.find(spelling, country)
        assert (place.latitude is not None, warnings) == (True, []), spelling


def test_every_topic_of_the_file_is_in_the_vocabulary(conferences, parsed):
    words = {word for line in conferences.splitlines() for word in json.loads(line)["topics"]}

    assert len(words) == 39
    assert topics(tuple(sorted(words)))[1] == []
    assert {slug for event in parsed.events for slug in event.topics} <= {topic.slug for topic in vocabulary()}
    assert all(event.topics for event in parsed.events)


def test_series_hold_every_edition_once(parsed, series):
    print(f"{len(series)} series, {sum(len(one.editions) > 1 for one in series)} with several editions")

    assert sorted(e.key for one in series for e in one.editions) == sorted(event.key for event in parsed.events)
    assert len({one.key for one in series}) == len(series) == 3690
    assert Counter(len(one.editions) > 1 for one in series) == {True: 1094, False: 2596}


def test_series_do_not_depend_on_the_order_of_lines_nor_on_later_editions(parsed, series):
    keys = {one.key for one in series}
    early = link(event for event in reversed(parsed.events) if event.starts_on.year < 2024)

    assert link(reversed(parsed.events)) == series
    assert len({one.key for one in early} - keys) <= 5  # a later edition joined two series: the older one's key is kept


LOAD_DAYS = [date(2026, month, 1) for month in range(1, 13)] + [date(2027, 3, 31), date(2028, 2, 29), date(2031, 7, 1)]


@pytest.mark.parametrize("load_day", LOAD_DAYS, ids=str)
def test_at_least_1500_editions_lie_within_the_year_after_any_load_day(series, load_day):
    coming = next_editions(series, load_day)
    listed = sum(
        load_day < event.starts_on <= load_day + timedelta(days=365) for one in series for event in one.editions
    )
    print(f"{load_day}: {len(coming)} next editions, {listed} already listed")

    assert len(coming) + listed >= 1500
    assert all(timedelta(0) < event.starts_on - load_day <= timedelta(days=365) for _, event in coming)
    assert [(event.starts_on.month, event.starts_on.weekday(), event.city, event.timezone) for _, event in coming] == [
        (last.starts_on.month, last.starts_on.weekday(), last.city, last.timezone)
        for last in (one.latest for one, _ in coming)
    ]
    known = {event.key for one in series for event in one.editions}
    assert len({event.key for _, event in coming} - known) == len(coming)
