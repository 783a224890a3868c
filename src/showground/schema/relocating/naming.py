"""What moves, by the names that a text may have for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.schema.relocating.lexing import Token, lex, parts, quoted, split, unquoted
from showground.schema.relocating.lookups import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from showground.schema.relocating.types import Move

READS_SCHEMAS = frozenset({
    "schemaname", "table_schema", "routine_schema", "nspname", "tg_table_schema", "current_schema", "current_schemas",
    "regnamespace", "to_regnamespace", "quote_ident", "format", "execute", *WORDS,
})  # fmt: skip


class Names:
    """Answers whether a word may mean something that moves, and how it is to be called then."""

    def __init__(self, moves: Iterable[Move], more: Iterable[str] = ()) -> None:
        self._new: dict[tuple[bool, str, str], str] = {}
        self.schemas: set[str] = set()
        for move in moves:
            schema, name = parts(move.was)
            self._new[move.kind == "routine", schema, name] = move.schema
            self.schemas.add(schema)
        self.words = frozenset(name for _, _, name in self._new) | frozenset(unquoted(split(one)[1]) for one in more)

    def mentions(self, token: Token) -> bool:
        """Whether a token names something that moves, or is a string with such a name in it."""
        if token.is_name:
            return token.word in self.words
        return token.kind == "string" and any(inner.word in self.words for inner in lex(token.content) if inner.is_name)

    def mentions_schema(self, token: Token, *, cast: bool) -> bool:
        """Whether a string names a schema that something leaves: alone, or before a dot.

        Args:
            cast: It is all of a constant: `'public.other'::regclass` names something that stays.
        """
        if token.kind != "string" or (cast and len(parts(token.content)) == 2):
            return False
        inner = [one for one in lex(token.content) if one.kind != "space"]
        follows = [one.word for one in inner[1:]] + [""]
        return any(
            one.is_name and one.word in self.schemas and (len(inner) == 1 or after == ".")
            for one, after in zip(inner, follows, strict=False)
        )

    def corrected(self, tokens: Sequence[Token], place: int, *, routine: bool) -> tuple[int, str] | None:
        """Return the token to write anew so that the name that starts at a place is found again, and its new text."""
        token = tokens[place]
        if token.kind == "string":
            if token.text[0] != "'":
                return None
            inner = lex(token.content)
            for kind in (routine, not routine):
                if inner and (found := self._corrected(inner, 0, routine=kind)):
                    written = "".join(found[1] if at == found[0] else one.text for at, one in enumerate(inner))
                    return place, quoted(written)
            return None
        return self._corrected(tokens, place, routine=routine)

    def _corrected(self, tokens: Sequence[Token], place: int, *, routine: bool) -> tuple[int, str] | None:
        token = tokens[place]
        if not token.is_name:
            return None
        following = [at for at in range(place + 1, len(tokens)) if tokens[at].kind != "space"][:2]
        if len(following) == 2 and tokens[following[0]].word == ".":
            new = self._new.get((routine, token.word, tokens[following[1]].word))
            if new is not None:
                return place, new
        for (kind, _, name), new in sorted(self._new.items()):
            if kind == routine and name == token.word:
                return place, f"{new}.{token.text}"
        return None


def argument_names(definition: str, names: Names) -> bool:
    """Whether a trigger gives its function the name of something that moves, as a text."""
    tokens = lex(definition)
    call = next((place for place, token in enumerate(tokens) if token.word == "execute"), len(tokens))
    return any(token.kind == "string" and names.mentions(token) for token in tokens[call:])


def hidden_names(text: str, names: Names) -> bool:
    """Whether an expression that is stored analysed still has a moved thing's name as a text, and reads it as a name.

    Args:
        text: As the catalog deparses it: `'sales.orders'::regclass` is no text but the table itself.
    """
    tokens = [token for token in lex(text) if token.kind != "space"]
    for place, token in enumerate(tokens):
        known = [one.word for one in tokens[place + 1 : place + 3]]
        itself = len(known) == 2 and known[0] == "::" and known[1].startswith("reg")
        if token.kind == "string" and not itself and names.mentions(token):
            others = {one.word for one in tokens if one.is_name}
            return bool(others & WORDS)
    return False
