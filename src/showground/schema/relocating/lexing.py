"""SQL as tokens with their places: what is a name, a string or neither. It knows words, not grammar."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple, TypeAlias

Kind: TypeAlias = Literal["space", "name", "quoted", "string", "parameter", "number", "sign"]

_LETTER = r"A-Za-z_\u0080-\U0010ffff"
TOKEN = re.compile(
    rf"(?P<space>\s+|--[^\n]*|/\*)"
    rf"|(?P<string>[eE]'(?:[^'\\]|\\.|'')*'|(?:[bBxXnN]|[uU]&)?'(?:[^']|'')*'"
    rf"|\$(?P<tag>(?:[{_LETTER}][{_LETTER}0-9]*)?)\$.*?\$(?P=tag)\$)"
    rf"|(?P<quoted>(?:[uU]&)?\"(?:[^\"]|\"\")+\")"
    rf"|(?P<name>[{_LETTER}][{_LETTER}0-9$]*)"
    rf"|(?P<parameter>\$[0-9]+)"
    rf"|(?P<number>[0-9]+(?:\.(?!\.)[0-9]*)?|\.[0-9]+)"
    rf"|(?P<sign>:=|::|\.\.|=>|<<|>>|.)",
    re.DOTALL,
)
_COMMENT_EDGE = re.compile(r"/\*|\*/")


class Token(NamedTuple):
    """A piece of a text that means one thing."""

    kind: Kind
    start: int
    text: str

    @property
    def end(self) -> int:
        """Where the next one starts."""
        return self.start + len(self.text)

    @property
    def word(self) -> str:
        """What PostgreSQL takes it for: unquoted names are folded to lower case; other things stay as they are."""
        if self.kind == "quoted":
            return self.text[self.text.index('"') + 1 : -1].replace('""', '"')
        return self.text.lower() if self.kind == "name" else self.text

    @property
    def is_name(self) -> bool:
        """Whether it may name something."""
        return self.kind in {"name", "quoted"}

    @property
    def content(self) -> str:
        """What a string says; escapes are left as they are written."""
        if self.text.startswith("$"):
            edge = self.text.index("$", 1) + 1
            return self.text[edge:-edge]
        return self.text[self.text.index("'") + 1 : -1].replace("''", "'")


def lex(text: str) -> tuple[Token, ...]:
    """Return all of a text as tokens; together they are the text again."""
    found: list[Token] = []
    at = 0
    while at < len(text):
        match = TOKEN.match(text, at)
        assert match is not None  # a sign is any character  # noqa: S101
        kind: Kind = match.lastgroup if match.lastgroup != "tag" else "string"  # type: ignore[assignment]
        end = _end_of_comment(text, at) if match.group() == "/*" else match.end()
        found.append(Token(kind, at, text[at:end]))
        at = end
    return tuple(found)


def _end_of_comment(text: str, start: int) -> int:
    """Return where a comment ends; they nest."""
    depth, at = 1, start + 2
    while depth and (edge := _COMMENT_EDGE.search(text, at)):
        depth += 1 if edge.group() == "/*" else -1
        at = edge.end()
    return len(text) if depth else at


def line_of(text: str, offset: int) -> int:
    """Return the line of a place in a text; the first is 1."""
    return text.count("\n", 0, offset) + 1


def quoted(word: str) -> str:
    """Return a string as SQL writes it."""
    return "'" + word.replace("'", "''") + "'"


def unquoted(name: str) -> str:
    """Return what one identifier, as SQL writes it, is called in the catalog."""
    return name[1:-1].replace('""', '"') if name.startswith('"') else name


def split(name: str) -> tuple[str, str]:
    """Return the schema of `schema.name` and the rest, both as SQL writes them."""
    first = lex(name)[0]
    return first.text, name[first.end + 1 :]


def parts(name: str) -> tuple[str, ...]:
    """Return the identifiers of `schema.name`, each as the catalog has it; of a routine without its arguments."""
    found = []
    for token in lex(name):
        if token.text == "(":
            break
        if token.is_name:
            found.append(token.word)
    return tuple(found)
