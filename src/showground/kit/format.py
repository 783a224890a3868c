"""How money and time read to people, in the language of the page."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton, format_timedelta
from babel.lists import format_list
from babel.numbers import format_decimal, get_currency_precision

from showground.kit.money import to_decimal
from showground.kit.words import LANG

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LOCALES = {"en": "en_GB", "de": "de_DE"}
PATTERNS = {"day": "d", "month": "MMM", "weekday": "EEE", "time": "HH:mm"}
SKELETONS = {"date": "yMMMEd", "short": "MMMd", "full": "yMMMEd"}
LONG_AGO = timedelta(days=30)

exponents: dict[str, int] = {}


def use_exponents(by_currency: Mapping[str, int]) -> None:
    """Take the exponents of `ref.currencies`, once at start; until then those of CLDR hold."""
    exponents.update(by_currency)


def money(amount: int, currency: str) -> str:
    """Return minor units as people write them, with the currency's code: 4800, "EUR" -> "48.00 EUR"."""
    return f"{bare_money(amount, currency)}\N{NO-BREAK SPACE}{currency}"


def bare_money(amount: int, currency: str) -> str:
    """Return minor units as figures alone, where the currency stands elsewhere: 4800, "EUR" -> "48.00"."""
    exponent = _exponent(currency)
    pattern = "#,##0" + ("." + "0" * exponent if exponent else "")
    figures: str = format_decimal(to_decimal(amount, exponent), format=pattern, locale=_locale())
    return figures


def major(amount: int, currency: str) -> str:
    """Return minor units as a bare decimal of the major unit ("48.00"), for plots and input fields."""
    return str(to_decimal(amount, _exponent(currency)))


def listing(parts: Sequence[str]) -> str:
    """Return parts as they are listed in a sentence ("a ticket and a place")."""
    text: str = format_list(parts, locale=_locale())
    return text


def country_name(code: str | None, english: str | None) -> str:
    """Return what a country is called in the language that is spoken; the English name if nobody knows."""
    names = {} if LANG.get() == "en" else Locale.parse(_locale()).territories
    return names.get(code) or english or ""


@cache
def language_codes() -> frozenset[str]:
    """Return the codes of ISO 639-1, as far as CLDR knows the language."""
    return frozenset(code for code in map(str, Locale("en").languages) if len(code) == 2)


def language_name(code: str) -> str:
    """Return what a language is called in the language that is spoken; its code if nobody knows."""
    return Locale.parse(_locale()).languages.get(code) or code


def currency_name(code: str, english: str) -> str:
    """Return what a currency is called in the language that is spoken; the English name if nobody knows."""
    return english if LANG.get() == "en" else Locale.parse(_locale()).currencies.get(code, english)


def number(value: float) -> str:
    """Return a count with thousands set apart."""
    text: str = format_decimal(value, locale=_locale())
    return text


def when(moment: datetime, zone: str, style: str = "full") -> str:
    """Return a moment in a zone.

    Styles: "full" (Sat, 14 Jun 2026, 19:30), "date", "short" (14 Jun), "time", "day", "month", "weekday".
    """
    local = moment.astimezone(ZoneInfo(zone))
    if style in PATTERNS:
        return format_datetime(local, PATTERNS[style], locale=_locale())
    text: str = format_skeleton(SKELETONS[style], local, tzinfo=local.tzinfo, locale=_locale())
    return f"{text}, {when(moment, zone, 'time')}" if style == "full" else text


def zone_name(moment: datetime, zone: str) -> str:
    """Return a zone's short name at a moment ("CEST"); its offset where it has none ("UTC+03:00")."""
    name = moment.astimezone(ZoneInfo(zone)).strftime("%Z")
    if name[:1] not in "+-":
        return name
    offset = moment.astimezone(ZoneInfo(zone)).strftime("%z")
    return f"UTC{offset[:3]}:{offset[3:]}"


def span(starts: datetime, ends: datetime, zone: str) -> str:
    """Return from when to when, saying the day once if it is one day (or a night that ends before six)."""
    first, last = starts.astimezone(ZoneInfo(zone)), ends.astimezone(ZoneInfo(zone))
    if (last - timedelta(hours=6)).date() <= first.date():
        return f"{when(starts, zone)} \N{EN DASH} {when(ends, zone, 'time')}"
    days = format_date(last, format="medium", locale=_locale())
    opening = when(starts, zone, "short") if first.year == last.year else when(starts, zone, "date")
    return f"{opening} \N{EN DASH} {days}"


def ago(moment: datetime, now: datetime | None = None) -> str:
    """Return how long ago in words ("3 minutes ago"); the date once that is more than a month."""
    passed = (now or datetime.now(UTC)) - moment
    if passed > LONG_AGO:
        return when(moment, "UTC", "date")
    return format_timedelta(-passed, add_direction=True, threshold=1.5, locale=_locale())


def lasting(seconds: float) -> str:
    """Return how long something took or takes, in words ("3 minutes")."""
    return format_timedelta(timedelta(seconds=seconds), threshold=1.5, locale=_locale())


def day_label(value: date | str) -> str:
    """Return a day for an axis ("14 Jun"); text stays as it is."""
    return value if isinstance(value, str) else format_date(value, "d MMM", locale=_locale())


def iso(moment: datetime) -> str:
    """Return a moment for the datetime attribute, in UTC."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _exponent(currency: str) -> int:
    return exponents[currency] if currency in exponents else get_currency_precision(currency)


def _locale() -> str:
    lang = LANG.get()
    return LOCALES.get(lang, lang)
