"""From words to values: dates, addresses, handles, languages; each with what is odd about it."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import cache
from urllib.parse import urlsplit

from showground.kit.text import squash

EARLIEST, LATEST = date(1990, 1, 1), date(2100, 1, 1)
LONGEST_URL = 2000
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_BARE = re.compile(r"[\w-]+(\.[\w-]+)*\.[a-z]{2,}([/?#]\S*)?", re.IGNORECASE)
_TWITTER = re.compile(r"\w{1,30}", re.ASCII)
_MASTODON = re.compile(r"[\w.-]+@[\w-]+(\.[\w-]+)+", re.ASCII)
_BLUESKY = re.compile(r"[\w-]+(\.[\w-]+)+", re.ASCII)
_LANGUAGE = {"jp": "ja", "ua": "uk", "cz": "cs", "gr": "el", "se": "sv", "dk": "da", "cn": "zh", "br": "pt"}


def clean(text: str | None) -> str | None:
    """Return text fit for a page and a database: composed, one line, no control signs; None when nothing is left."""
    if text is None:
        return None
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return squash("".join(sign if sign.isprintable() else " " for sign in text)) or None


def fold(text: str) -> str:
    """Return text for comparing names: no case, no accents, no punctuation."""
    if not text.isascii():
        text = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()


def day(text: str) -> date | None:
    """Return an ISO date between 1990 and 2100, else None."""
    if not _DATE.fullmatch(text):
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if EARLIEST <= found < LATEST else None


def address(text: str | None, field: str) -> tuple[str | None, list[str]]:
    """Return a web address; one without `https://` is mended, anything else is left out and said."""
    given = clean(text)
    if given is None:
        return None, []
    mended = (f"https://{given}" if _BARE.fullmatch(given) else given).replace(" ", "%20")
    if host(mended) is None:
        return None, [f"{field} {given[:80]!r} is no web address and is left out"]
    return mended, [] if mended == given else [f"{field} {given[:80]!r} was read as {mended[:88]}"]


def host(url: str) -> str | None:
    """Return the host of a web address in small letters, without `www.`; None when it is none."""
    if len(url) > LONGEST_URL or " " in url:
        return None
    try:
        parts = urlsplit(url)
        name = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not name or "." not in name.strip("."):
        return None
    return name.removeprefix("www.")


def twitter(text: str | None) -> tuple[str | None, list[str]]:
    """Return a handle without its @."""
    return _handle(text, _TWITTER, "twitter")


def mastodon(text: str | None) -> tuple[str | None, list[str]]:
    """Return `user@host`."""
    return _handle(text, _MASTODON, "mastodon")


def bluesky(text: str | None) -> tuple[str | None, list[str]]:
    """Return a handle, which is a host name."""
    return _handle(text, _BLUESKY, "bluesky")


def _handle(text: str | None, form: re.Pattern[str], field: str) -> tuple[str | None, list[str]]:
    given = clean(text)
    if given is None:
        return None, []
    handle = given.lstrip("@")
    return (handle, []) if form.fullmatch(handle) else (None, [f"{field} {given[:80]!r} is no handle and is left out"])


def languages(text: str | None) -> tuple[tuple[str, ...], list[str]]:
    """Return ISO 639 codes in small letters; country codes that people write for languages are understood."""
    known, odd = [], []
    for word in re.split(r"[\s,;|/]+", clean(text) or ""):
        code = _LANGUAGE.get(word.lower(), word.lower())
        if code in _languages():
            known.append(code)
        elif word:
            odd.append(f"language {word[:20]!r} is not known and is left out")
    return tuple(dict.fromkeys(known)), odd


@cache
def _languages() -> frozenset[str]:
    from babel import Locale  # noqa: PLC0415 - loads only when a file names languages

    return frozenset(code for code in map(str, Locale("en").languages) if code.isalpha())
