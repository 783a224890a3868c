"""Sentences in the reader's language: gettext over one catalogue for each language (`showground/words/<language>.po`).

The language is the task's own: a request's, a letter's, a command's. English is what the code says: no catalogue.
"""

from __future__ import annotations

import io
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib import resources
from typing import TYPE_CHECKING

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

if TYPE_CHECKING:
    from collections.abc import Iterator

LANG: ContextVar[str] = ContextVar("lang", default="en")
LANGUAGES = {"en": "English", "de": "Deutsch"}  # each in its own words


@cache
def catalogue(lang: str) -> NullTranslations:
    """Return a language's sentences, read on first use."""
    if lang == "en" or lang not in LANGUAGES:
        return NullTranslations()
    text = (resources.files("showground") / "words" / f"{lang}.po").read_bytes()
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(text), locale=lang))
    compiled.seek(0)
    return GNUTranslations(compiled)


def gettext(sentence: str) -> str:
    """Return a sentence in the language that is spoken."""
    return catalogue(LANG.get()).gettext(sentence)


def pgettext(about: str, sentence: str) -> str:
    """Return a sentence that is said of a certain thing: what English has one word for may be two elsewhere."""
    return catalogue(LANG.get()).pgettext(about, sentence)


def marked(sentence: str) -> str:
    """Return a sentence as it is: it stands in a table of the code, and whoever shows it translates it then."""
    return sentence


def ngettext(one: str, many: str, count: int) -> str:
    """Return a sentence in the form that goes with a number."""
    return catalogue(LANG.get()).ngettext(one, many, count)


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Speak a language within a block; one that we have no words for is English."""
    token = LANG.set(lang if lang in LANGUAGES else "en")
    try:
        yield
    finally:
        LANG.reset(token)


def best_language(accepted: str) -> str:
    """Return the language of ours that an `Accept-Language` header likes best (RFC 9110, 12.5.4); else English.

    A regional one counts as its language: there is one German for Basel and for Kiel.
    """
    liked: list[tuple[float, int, str]] = []
    for place, choice in enumerate(accepted.split(",")[:20]):
        tag, _, weight = choice.partition(";")
        quality = _quality(weight)
        if (language := tag.strip().lower().partition("-")[0]) in LANGUAGES and quality > 0:
            liked.append((-quality, place, language))
    return min(liked)[2] if liked else "en"


def _quality(weight: str) -> float:
    name, _, value = weight.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
