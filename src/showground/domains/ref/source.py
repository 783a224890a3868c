"""Where reference data comes from: pure readers of pycountry, iso4217, CLDR (babel), tzdata and `industries.csv`.

Industries are the sections and divisions of ISIC Rev. 4, "International Standard Industrial Classification of All
Economic Activities", United Nations, Statistical Papers, Series M, No. 4/Rev. 4 (2008), written out in full.
"""

from __future__ import annotations

import csv
from importlib import resources

from showground.domains.ref.types import Country, Currency, Industry, Timezone

EURO_SINCE_2026 = "BG"  # ISO 4217 has withdrawn the lev; CLDR as packaged still names it
KOSOVO = Country(code="XK", alpha3="XKX", numeric_code=None, name="Kosovo", currency_code="EUR")


def currencies() -> list[Currency]:
    """Return ISO 4217 list one, by code."""
    import pycountry  # noqa: PLC0415 - loads a second of data; only a load needs it
    from iso4217 import Currency as Iso  # noqa: PLC0415

    tender = {code for country in _alpha2s() for code in _tender(country)}
    return sorted(
        (
            Currency(
                code=currency.alpha_3,
                name=currency.name,
                numeric_code=currency.numeric,
                exponent=Iso(currency.alpha_3).exponent or 0,
                tender=currency.alpha_3 in tender,
            )
            for currency in pycountry.currencies
        ),
        key=lambda row: row.code,
    )


def countries() -> list[Country]:
    """Return ISO 3166-1 and Kosovo, by code, with the English names of CLDR."""
    import pycountry  # noqa: PLC0415
    from babel import Locale  # noqa: PLC0415

    names = Locale("en").territories
    listed = [
        Country(
            code=country.alpha_2,
            alpha3=country.alpha_3,
            numeric_code=country.numeric,
            name=names.get(country.alpha_2, country.name),
            currency_code=_first_currency(country.alpha_2),
        )
        for country in pycountry.countries
    ]
    return sorted([*listed, KOSOVO], key=lambda row: row.code)


def industries() -> list[Industry]:
    """Return the sections and divisions of ISIC Rev. 4, each section before its divisions."""
    text = (resources.files(__package__) / "industries.csv").read_text(encoding="utf-8")
    return [Industry(row["code"], row["name"], row["parent_code"] or None) for row in csv.DictReader(text.splitlines())]


def timezones() -> list[Timezone]:
    """Return every name of the IANA database, by name.

    A link that `zone.tab` lists for a country is canonical: Europe/Amsterdam shares the rules of Europe/Brussels, yet
    is the name to offer in the Netherlands. Any other link (Asia/Calcutta) points to the zone it stands for.
    """
    folder = resources.files("tzdata") / "zoneinfo"
    zones, links = _zones_and_links((folder / "tzdata.zi").read_text(encoding="utf-8"))
    homes = _homes((folder / "zone.tab").read_text(encoding="utf-8"))
    shown = {name: _shown(name, links, homes) for name in sorted(zones | links.keys())}
    return [Timezone(name, name == offered, offered, homes.get(name)) for name, offered in shown.items()]


def _alpha2s() -> list[str]:
    import pycountry  # noqa: PLC0415

    return [*(country.alpha_2 for country in pycountry.countries), KOSOVO.code]


def _tender(country: str) -> list[str]:
    from babel.numbers import get_territory_currencies  # noqa: PLC0415

    if country == EURO_SINCE_2026:
        return ["EUR"]
    return list(get_territory_currencies(country))


def _first_currency(country: str) -> str | None:
    """Return the country's own money where several circulate; its code starts with the country's (BTN in BT)."""
    tender = _tender(country)
    own = [code for code in tender if code.startswith(country)]
    return next(iter([*own, *tender]), None)


def _zones_and_links(text: str) -> tuple[set[str], dict[str, str]]:
    words = [line.split() for line in text.splitlines()]
    zones = {word[1] for word in words if word and word[0] == "Z"}
    links = {word[2]: word[1] for word in words if word and word[0] == "L"}
    return zones, links


def _homes(text: str) -> dict[str, str]:
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return {row[2]: row[0] for row in rows}


def _shown(name: str, links: dict[str, str], homes: dict[str, str]) -> str:
    while name in links and name not in homes:
        name = links[name]
    return name
