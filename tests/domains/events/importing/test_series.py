"""Which editions are one series, and when the next one comes."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from showground.domains.events.importing.identity import event_key
from showground.domains.events.importing.series import bare_name, link, next_edition
from showground.domains.events.importing.types import ImportedEvent, Mode

LOAD_DAY = date(2026, 11, 23)


def event(name="PyCon", starts_on=date(2025, 5, 20), *, days=2, url="https://pycon.org", city="Berlin", twitter=None):
    return ImportedEvent(
        line=1, key=event_key(name, starts_on, url, city), name=name, starts_on=starts_on,
        ends_on=starts_on + timedelta(days=days - 1), mode=Mode.IN_PERSON, city=city, country_code="DE", place=None,
        timezone="Europe/Berlin", url=url, twitter=twitter,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("EKON 28", "ekon"), ("EKON 23", "ekon"), ("10th SEETEST", "seetest"), ("SCaLE 22x", "scale"),
        ("GoWayFest 4.0", "gowayfest"), ("Droids 4 Droids", "droids4droids"), ("Devoxx 2019", "devoxx"),
        ("Conf42: Golang", "conf42golang"), ("T3chFest", "t3chfest"), ("2026", "2026"), ("C++", "c"), ("★", "★"),
    ],
)  # fmt: skip
def test_what_stays_of_a_name(name, bare):
    assert bare_name(name) == bare


@pytest.mark.parametrize(
    ("other", "together"),
    [
        (event("PyCon 2024", city="Munich"), True),
        (event(url="https://pycon.de", city="Munich"), False),
        (event(url="https://pycon.de"), True),
        (event(url="https://pycon.de", city="Munich", twitter="PyCon"), True),
        (event("RustConf"), False),
        (event(url="https://www.pycon.org/2024", city=None), True),
        (event(url="https://pycon2024.org", city=None), True),
        (event(url="https://pycon24.org", city=None), False),
        (event(url="https://2024.pycon.org", city=None), True),
    ],
)
def test_one_series_or_two(other, together):
    series = link([event(starts_on=date(2020, 1, 1), twitter="pycon"), other])

    assert len(series) == (1 if together else 2)


def test_a_series_is_named_after_its_latest_edition_without_the_year():
    (series,) = link(
        [event("PyCon 2025"), event("PyCon DE 2026", date(2026, 5, 20)), event("Pycon de", date(2024, 5, 1))][:1]
    )

    assert (series.name, series.latest.name) == ("PyCon", "PyCon 2025")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (date(2025, 5, 20), date(2027, 5, 18)),  # the third Tuesday of May
        (date(2026, 11, 23), date(2027, 11, 22)),  # today is the fourth Monday
        (date(2026, 11, 1), date(2026, 11, 8)),  # the first Sunday is today; next year's is past the window
        (date(2024, 2, 29), date(2027, 2, 25)),  # a fifth Thursday that most years do not have
        (date(2025, 12, 31), date(2026, 12, 30)),
    ],
)
def test_the_same_weekday_of_the_same_month_comes_again(before, after):
    load_day = LOAD_DAY if before != date(2026, 11, 1) else date(2026, 11, 1)
    (series,) = link([event("PyCon 2025", before)])

    edition = next_edition(series, load_day, alive_since=2022)

    assert edition is not None
    assert (edition.starts_on, edition.ends_on) == (after, after + timedelta(days=1))
    assert edition.name == f"PyCon {after.year}"
    assert edition.key == event_key(edition.name, after, "https://pycon.org", "Berlin")


@pytest.mark.parametrize("starts_on", [date(2021, 5, 20), date(2026, 11, 24)])
def test_no_edition_of_a_dead_series_nor_of_one_that_has_its_own(starts_on):
    (series,) = link([event(starts_on=starts_on)])

    assert next_edition(series, LOAD_DAY, alive_since=2022) is None


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 1500))
def test_next_edition_is_within_a_year_for_every_pair_of_days(before, later):
    load_day = before + timedelta(days=later)
    (series,) = link([event(starts_on=before)])

    edition = next_edition(series, load_day, alive_since=1900)

    assert edition is not None
    assert load_day < edition.starts_on <= load_day + timedelta(days=365)
    assert (edition.starts_on.month, edition.starts_on.weekday()) == (before.month, before.weekday())
