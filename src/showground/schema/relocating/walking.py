"""Walks over the tokens of a body, and holds what is found in it."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from showground.schema.relocating.lexing import Token, lex

Slice: TypeAlias = tuple[int, int]  # tokens from, to


class Unreadable(Exception):
    """A construct that the reader does not know."""


class Piece(NamedTuple):
    """One statement to be analysed: text of ours, and slices of the body's tokens."""

    parts: tuple[str | Slice, ...]
    variable: str = ""  # the one whose type it is
    row: str = ""  # the variable that its rows go into, when there is one
    procedure: bool = False  # it is the name of one that is called, which no query can hold

    def covers(self, place: int) -> bool:
        """Whether a token is part of it."""
        return any(not isinstance(part, str) and part[0] <= place < part[1] for part in self.parts)


class Reading(NamedTuple):
    """What was found in a body."""

    tokens: tuple[Token, ...]
    pieces: list[Piece]
    inert: list[Slice]
    dynamic: list[Slice]  # expressions whose values are run as SQL
    records: set[str]  # variables that are rows of a shape nobody declared
    same: dict[str, str]  # variables with the type of another
    labels: set[str]
    sets_path: list[int]  # tokens where the search path is changed on the way


class Walk:
    """A place among tokens."""

    def __init__(self, body: str) -> None:
        self.tokens = lex(body)
        self.at = 0

    def word(self, place: int) -> str:
        """Return the word at a place, nothing behind the end."""
        return self.tokens[place].word if place < len(self.tokens) else ""

    def significant(self, place: int) -> int:
        """Return the first place from there on that is not space."""
        while place < len(self.tokens) and self.tokens[place].kind == "space":
            place += 1
        return place

    def peek(self) -> str:
        """Return the next word without passing it."""
        return self.word(self.significant(self.at))

    def step(self) -> str:
        """Pass a word and return it."""
        self.at = self.significant(self.at)
        self.at += 1
        return self.word(self.at - 1)

    def until(self, *ends: str, last: bool = False, start: int | None = None) -> Slice:
        """Return the tokens up to a word outside of parentheses and of case expressions, and pass it."""
        self.at = self.significant(self.at if start is None else start)
        first, depth, cases = self.at, 0, 0
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            word = token.word if token.kind not in {"string", "quoted"} else ""
            if depth == 0 and cases == 0 and word in ends:
                self.at += 1
                return first, self.at - 1
            depth += (word in {"(", "["}) - (word in {")", "]"})
            cases += (word == "case") - (word == "end" and cases > 0)
            self.at += 1
        if last:
            return first, self.at
        raise Unreadable("".join(token.text for token in self.tokens[first:])[:40])

    def words(self, piece: Slice) -> list[int]:
        """Return the places of a slice that are not space."""
        return [place for place in range(*piece) if self.tokens[place].kind != "space"]

    def split(self, piece: Slice, *ends: str) -> list[tuple[str, Slice]]:
        """Cut a slice at words outside of parentheses; each part with the word before it."""
        found: list[tuple[str, Slice]] = []
        start, depth, before = piece[0], 0, ""
        for place in range(*piece):
            word = self.tokens[place].word if self.tokens[place].kind in {"name", "sign"} else ""
            if depth == 0 and word in ends:
                found.append((before, (start, place)))
                before, start = word, place + 1
            depth += (word in {"(", "["}) - (word in {")", "]"})
        return [*found, (before, (start, piece[1]))]

    def without_targets(self, piece: Slice) -> tuple[tuple[Slice, ...], list[Slice]]:
        """Cut `into a, b` out of a query, which names variables: what is left, and what was cut out."""
        depth, before, start = 0, "", piece[0]
        kept: list[Slice] = []
        targets: list[Slice] = []
        places = self.words(piece)
        position = 0
        while position < len(places):
            place = places[position]
            token = self.tokens[place]
            word = token.word if token.kind in {"name", "sign"} else ""
            depth += (word in {"(", "["}) - (word in {")", "]"})
            if depth == 0 and word == "into" and before not in {"insert", "merge"}:
                position = self._after_targets(places, position + 1)
                end = places[position - 1] + 1
                kept.append((start, place))
                targets.append((place, end))
                start, before = end, ""
                continue
            before = word
            position += 1
        return (*kept, (start, piece[1])), targets

    def _after_targets(self, places: list[int], position: int) -> int:
        """Return the position in `places` behind a list of variables."""
        if self.word(places[position]) == "strict":
            position += 1
        while True:
            position += 1  # a name
            while position + 1 < len(places) and self.tokens[places[position]].word == ".":
                position += 2
            if position >= len(places) or self.tokens[places[position]].word != ",":
                return position
            position += 1
