"""Rows of the reference tables."""

from __future__ import annotations

import msgspec


class Currency(msgspec.Struct, frozen=True):
    """A currency of ISO 4217; `exponent` counts the decimal places of its minor unit."""

    code: str
    name: str
    numeric_code: str
    exponent: int
    tender: bool


class Country(msgspec.Struct, frozen=True):
    """A country of ISO 3166-1, or Kosovo; `currency_code` is the money to offer there first."""

    code: str
    alpha3: str
    numeric_code: str | None
    name: str
    currency_code: str | None


class Industry(msgspec.Struct, frozen=True):
    """A section or division of ISIC Rev. 4."""

    code: str
    name: str
    parent_code: str | None


class Timezone(msgspec.Struct, frozen=True):
    """A name of the IANA database; `canonical_name` is the one to offer."""

    name: str
    canonical: bool
    canonical_name: str
    country_code: str | None
