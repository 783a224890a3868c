"""The vocabulary of topics, and what people write for them."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources

import msgspec

from showground.domains.events.importing.words import clean


class Topic(msgspec.Struct, frozen=True):
    """A word of the vocabulary in `topics.csv`."""

    slug: str
    name: str


def vocabulary() -> list[Topic]:
    """Return every topic by slug."""
    return [Topic(row["slug"], row["name"]) for row in _rows()]


def topics(words: tuple[str, ...]) -> tuple[tuple[str, ...], list[str]]:
    """Return the slugs that words stand for, each once, and what is not in the vocabulary."""
    known, odd = [], []
    for word in filter(None, map(clean, words)):
        if slug := _spellings().get(word.casefold()):
            known.append(slug)
        else:
            odd.append(f"topic {word[:40]!r} is not in the vocabulary and is left out")
    return tuple(dict.fromkeys(known)), odd


@cache
def _rows() -> tuple[dict[str, str], ...]:
    text = (resources.files(__package__) / "topics.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def _spellings() -> dict[str, str]:
    return {
        spelling.casefold(): row["slug"]
        for row in _rows()
        for spelling in (row["slug"], row["name"], *filter(None, row["spellings"].split("|")))
    }
