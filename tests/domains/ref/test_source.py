"""Reference data equals its sources: sets compared with sets, never samples."""

import zoneinfo
from collections import Counter
from importlib import resources

import pycountry
import pytest
from babel import Locale
from babel.numbers import get_currency_precision, list_currencies

from showground.domains.ref import source


def test_currencies_are_those_of_iso_4217_by_two_independent_packages():
    from iso4217 import Currency

    codes = [row.code for row in source.currencies()]

    assert codes == sorted({row.alpha_3 for row in pycountry.currencies})
    assert set(codes) == {currency.code for currency in Currency}
    assert {row.code: row.numeric_code for row in source.currencies()} == {
        currency.code: f"{currency.number:03}" for currency in Currency
    }


def test_exponents_differ_from_cldr_only_where_cldr_rounds_to_what_people_pay_in_cash():
    differing = {
        row.code: (row.exponent, get_currency_precision(row.code))
        for row in source.currencies()
        if row.code in list_currencies() and row.tender and row.exponent != get_currency_precision(row.code)
    }

    rounded_by_cldr = {"AFN", "ALL", "IRR", "KPW", "LAK", "LBP", "MGA", "MMK", "RSD", "SOS", "SYP", "YER"}
    assert differing == dict.fromkeys(rounded_by_cldr, (2, 0)) | {"IQD": (3, 0)}


@pytest.mark.parametrize(("code", "exponent"), [("JPY", 0), ("KWD", 3), ("EUR", 2), ("HUF", 2), ("CLF", 4), ("XAU", 0)])
def test_exponent_of_a_currency_that_breaks_naive_code(code, exponent):
    assert {row.code: row.exponent for row in source.currencies()}[code] == exponent


def test_countries_are_those_of_iso_3166_and_kosovo():
    rows = source.countries()

    assert {(row.code, row.alpha3, row.numeric_code) for row in rows} == {
        (country.alpha_2, country.alpha_3, country.numeric) for country in pycountry.countries
    } | {("XK", "XKX", None)}
    assert {row.code: row.name for row in rows} == {row.code: Locale("en").territories[row.code] for row in rows}


def test_every_country_pays_in_a_listed_tender_except_antarctica():
    tender = {row.code for row in source.currencies() if row.tender}
    own = {row.code: row.currency_code for row in source.countries()}

    assert {code for code, currency in own.items() if currency is None} == {"AQ"}
    assert {currency for currency in own.values() if currency} <= tender
    assert (own["BT"], own["BG"], own["PA"], own["ZW"], own["SV"]) == ("BTN", "EUR", "PAB", "ZWG", "USD")


def test_industries_are_isic_revision_4_sections_with_the_divisions_the_standard_gives_them():
    spans = {
        "A": (1, 3), "B": (5, 9), "C": (10, 33), "D": (35, 35), "E": (36, 39), "F": (41, 43), "G": (45, 47),
        "H": (49, 53), "I": (55, 56), "J": (58, 63), "K": (64, 66), "L": (68, 68), "M": (69, 75), "N": (77, 82),
        "O": (84, 84), "P": (85, 85), "Q": (86, 88), "R": (90, 93), "S": (94, 96), "T": (97, 98), "U": (99, 99),
    }  # fmt: skip
    divisions = {f"{n:02}": section for section, (first, last) in spans.items() for n in range(first, last + 1)}
    rows = source.industries()

    assert {row.code: row.parent_code for row in rows} == dict.fromkeys(spans) | divisions
    assert Counter(row.parent_code is None for row in rows) == {True: 21, False: 88}


def test_time_zones_are_all_names_of_the_database_with_its_links():
    names = {row.name for row in source.timezones()}
    listed = (resources.files("tzdata") / "zones").read_text(encoding="utf-8").split()
    before = zoneinfo.TZPATH
    zoneinfo.reset_tzpath(())  # the machine's own files may be older, or have a `localtime` that is no zone
    try:
        packaged = zoneinfo.available_timezones()
    finally:
        zoneinfo.reset_tzpath(before)

    assert names == set(listed) == packaged
    assert names == zoneinfo.available_timezones() & names


def test_a_link_keeps_the_rules_of_the_zone_it_points_to():
    rows = {row.name: row for row in source.timezones()}

    assert all(rows[row.canonical_name].canonical for row in rows.values())
    assert all(row.canonical == (row.name == row.canonical_name) for row in rows.values())
    shown = {name: rows[name].canonical_name for name in ("Asia/Calcutta", "Europe/Kiev", "UTC", "Europe/Amsterdam")}
    assert shown == {
        "Asia/Calcutta": "Asia/Kolkata", "Europe/Kiev": "Europe/Kyiv", "UTC": "Etc/UTC",
        "Europe/Amsterdam": "Europe/Amsterdam",
    }  # fmt: skip


def test_every_inhabited_country_has_a_zone():
    homes = {row.country_code for row in source.timezones()}

    assert {row.code for row in source.countries()} - homes == {
        "BV",
        "HM",
        "XK",
    }  # two empty islands; XK is not in zone.tab
