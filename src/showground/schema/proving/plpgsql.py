"""Takes the SQL out of a PL/pgSQL body, so that PostgreSQL can be asked whether each piece of it still means something.

Bodies are not checked when a function is made: a renamed column is an error only when its line runs.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

TOKEN = re.compile(
    r"(?P<space>\s+|--[^\n]*|/\*.*?\*/)|(?P<text>[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|(?P<tag>\$(?:[a-z_]\w*)?\$).*?(?P=tag))"
    r"|(?P<name>[a-z_][\w$]*|\"[^\"]+\")|(?P<number>\d+(?:\.\d+)?|\$\d+)"
    r"|(?P<sign>:=|::|\.\.|=>|<>|<=|>=|\|\||->>|->|@>|<@|&&|<<|>>|.)",
    re.DOTALL | re.IGNORECASE,
)
TRIGGER_VARIABLES = {
    **dict.fromkeys(("tg_op", "tg_name", "tg_when", "tg_level", "tg_table_name", "tg_table_schema"), "text"),
    **dict.fromkeys(("tg_relname", "tg_event", "tg_tag"), "text"),
    "tg_argv": "text[]",
    "tg_nargs": "integer",
    "tg_relid": "oid",
}
DIAGNOSED = {"found": "boolean", "sqlstate": "text", "sqlerrm": "text"}
PASSED = {"null", "get", "commit", "rollback", "fetch", "move", "close"}
# Commands whose names PostgreSQL looks up only as they run.
UTILITIES = {
    *(
        "create",
        "drop",
        "alter",
        "truncate",
        "lock",
        "set",
        "reset",
        "analyze",
        "vacuum",
        "notify",
        "listen",
        "unlisten",
    ),
    *("grant", "revoke", "refresh", "copy", "comment", "discard", "reindex", "cluster", "security", "import", "do"),
}
QUERIES = {"insert", "update", "delete", "with", "select", "merge", "values"}


class Unreadable(Exception):
    """A construct that this reader does not know; teach it, rather than skip it."""


class Piece(NamedTuple):
    """A statement that changes nothing when it is only analysed, and the variables that its columns go into."""

    sql: str
    targets: tuple[str, ...] = ()


def tokens(text: str) -> list[str]:
    """Return the words and signs of a piece of SQL; white space and comments become one blank or line end."""
    found = []
    for match in TOKEN.finditer(text):
        blank = "\n" if "\n" in match.group() else " "  # strings on two lines are one
        found.append(blank if match["space"] is not None else match.group())
    return found


def statements(text: str) -> list[str]:
    """Return the statements of a body in SQL."""
    found, start, words = [], 0, [*tokens(text), ";"]
    for at, word in enumerate(words):
        if word == ";":
            found.append("".join(words[start:at]).strip())
            start = at + 1
    return [statement for statement in found if statement]


class Reader:
    """Reads a body and collects its `pieces`, the types of its `variables` and the names of its blocks."""

    def __init__(self, body: str) -> None:
        self.words = tokens(re.sub(r"^(\s*#\w+ \w+)+", "", body))
        self.at = 0
        self.variables: dict[str, str] = dict(DIAGNOSED)
        self.pieces: list[Piece] = []
        self.labels: set[str] = set()
        while self._peek():
            self._statement()

    def _peek(self) -> str:
        while self.at < len(self.words) and self.words[self.at].isspace():
            self.at += 1
        return self.words[self.at].lower() if self.at < len(self.words) else ""

    def _until(self, *ends: str) -> str:
        """Return the text up to a word that stands outside of parentheses and of case expressions, and pass it."""
        depth, cases, start = 0, 0, self.at
        while self.at < len(self.words):
            word = self.words[self.at].lower()
            if depth == 0 and cases == 0 and word in ends:
                text = "".join(self.words[start : self.at]).strip()
                self.at += 1
                return text
            depth += (word in {"(", "["}) - (word in {")", "]"})
            cases += (word == "case") - (word == "end" and cases > 0)
            self.at += 1
        raise Unreadable("".join(self.words[start:]))

    def _declarations(self) -> None:
        self.at += 1
        while self._peek() != "begin":
            name, _, rest = self._until(";").strip().partition(" ")
            if cursor := re.match(
                r"(?:no\s+)?(?:scroll\s+)?cursor\s*(?:\((.*?)\))?\s+(?:for|is)\s+(.*)", rest, re.IGNORECASE | re.DOTALL
            ):
                for argument in filter(None, (cursor[1] or "").split(",")):
                    self.variables[argument.split()[0].lower()] = " ".join(argument.split()[1:])
                self.variables[name.lower()] = "refcursor"
                self.pieces.append(Piece(cursor[2]))
                continue
            if re.match(r"alias\s+for\s", rest, re.IGNORECASE):
                raise Unreadable(rest)
            kind, _, value = _assignment(re.sub(r"^\s*constant\s", "", rest, flags=re.IGNORECASE), ":=", "=", "default")
            self.variables[name.lower()] = re.sub(
                r"\s+(not\s+null|collate\s.*)$", "", kind.strip(), flags=re.IGNORECASE
            )
            if value:
                self._expression(value)

    def _statement(self) -> None:
        word = self._peek()
        if word in {"begin", "else", "loop", ";"}:
            self.at += 1
        elif word in {"if", "elsif", "elseif", "while"}:
            self.at += 1
            self._expression(self._until("then", "loop"))
        elif (read := self._compound().get(word)) is not None:
            read()
        else:
            self._simple(word, self._until(";"))

    def _compound(self) -> dict[str, Callable[[], None]]:
        """Return how to read what does not end with the next semicolon, by its first word."""
        return {
            "declare": self._declarations,
            "<<": self._label,
            "end": self._end,
            "for": self._for,
            "foreach": self._for,
            "case": self._case,
            "when": self._when,
            "exception": self._exception,
            "open": self._open,
        }

    def _label(self) -> None:
        self.at += 1
        self.labels.add(self._until(">>").strip().lower())

    def _when(self) -> None:
        """Read a branch of a case statement; those of a block's handlers are passed with `exception`."""
        self.at += 1
        self._expression(f"array[{self._until('then')}]")

    def _end(self) -> None:
        self.at += 1
        if self._peek() in {"if", "loop", "case"}:
            self.at += 1
        rest = "".join(self.words[self.at :])
        if ";" in rest:
            self._until(";")
        else:
            self.at = len(self.words)

    def _case(self) -> None:
        self.at += 1
        if self._peek() != "when":
            self._expression(self._until("when"))
            self._expression(f"array[{self._until('then')}]")

    def _exception(self) -> None:
        """Pass the conditions of every handler; what they do is read like anything else."""
        self.at += 1
        depth = 0
        for at in range(self.at, len(self.words)):
            word = self.words[at].lower()
            if depth == 0 and word == "when" and self._word_before(at) in {"exception", ";"}:
                then = next(n for n in range(at, len(self.words)) if self.words[n].lower() == "then")
                self.words[at : then + 1] = [" "] * (then + 1 - at)
            opens = word in {"begin", "case", "if", "loop"} and self._word_before(at) != "end"
            depth += opens - (word == "end")
            if depth < 0:
                return

    def _word_before(self, at: int) -> str:
        return next((word.lower() for word in reversed(self.words[:at]) if not word.isspace()), "")

    def _open(self) -> None:
        text = self._until(";")
        if found := re.match(r"open\s+\S+\s+(?:no\s+)?(?:scroll\s+)?for\s+(.*)", text, re.IGNORECASE | re.DOTALL):
            query = found[1]
            if query.lower().startswith("execute"):
                self._execute(query[len("execute") :])
            else:
                self.pieces.append(Piece(query))

    def _for(self) -> None:
        each = self._peek() == "foreach"
        self.at += 1
        targets, source = self._until("in").strip(), self._until("loop")
        if each:
            self._expression(re.sub(r"^array\s", "", source, flags=re.IGNORECASE))
        elif ".." in tokens(source):
            self.variables[targets.lower()] = "integer"
            for bound in re.split(r"\.\.|\sby\s", re.sub(r"^reverse\s", "", source)):
                self._expression(bound)
        elif source.lower().startswith("execute"):
            self._execute(source[len("execute") :])
        elif re.match(r"(select|with|values|insert|update|delete)\b|\(", source, re.IGNORECASE):
            self.pieces.append(Piece(source, _names(targets)))
        else:  # a cursor's rows: the loop declares their name
            self.variables.setdefault(targets.lower(), "record")

    def _simple(self, word: str, text: str) -> None:
        rest = text[len(word) :].strip()
        read: Callable[[str], None] | None = {
            "return": self._return,
            "execute": self._execute,
            "raise": self._raise,
            "continue": self._leave,
            "exit": self._leave,
            "call": self._call,
            "assert": self._assert,
        }.get(word)
        if read is not None:
            read(rest)
        elif word in QUERIES:
            self.pieces.append(_without_targets(text))
        elif word == "perform":
            self.pieces.append(Piece(f"select {rest}"))
        elif word not in PASSED | UTILITIES:
            target, sign, value = _assignment(text, ":=", "=")
            if not sign:
                raise Unreadable(text)
            self._expression(target)
            self._expression(value)

    def _call(self, rest: str) -> None:
        """Take a call for a query: that a procedure is none is the proof that it is there."""
        self.pieces.append(Piece(f"select {rest}"))

    def _assert(self, rest: str) -> None:
        self._expression(_assignment(rest, ",")[0])

    def _leave(self, rest: str) -> None:
        if condition := re.search(r"\bwhen\s(.*)$", rest, re.IGNORECASE | re.DOTALL):
            self._expression(condition[1])

    def _execute(self, text: str) -> None:
        words = tokens(text)
        end = next((n for n, word in enumerate(words) if word.lower() in {"using", "into"}), len(words))
        self._expression("".join(words[:end]))

    def _return(self, rest: str) -> None:
        if re.match(r"query\s+execute\b", rest, re.IGNORECASE):
            self._execute(re.sub(r"^query\s+execute\b", "", rest, flags=re.IGNORECASE))
        elif re.match(r"query\b", rest, re.IGNORECASE):
            self.pieces.append(Piece(rest[len("query") :].strip()))
        elif rest:
            self._expression(re.sub(r"^next\b\s*", "", rest, flags=re.IGNORECASE))

    def _raise(self, rest: str) -> None:
        """Take the arguments of the message and of `using`; the level and the format are no SQL."""
        words = tokens(re.sub(r"^(?:exception|notice|warning|debug|log|info)\s+", "", rest, flags=re.IGNORECASE))
        depth = 0
        part: list[str] = []
        parts: list[str] = []
        for word in [*words, ","]:
            if depth == 0 and word.lower() in {",", "using"}:
                parts.append("".join(part).strip())
                part = []
                continue
            depth += (word in {"(", "["}) - (word in {")", "]"})
            part.append(word)
        option = r"^(?:errcode|detail|message|hint|constraint|table|column|schema|datatype)\s*:?="
        for text in parts[1:]:
            self._expression(re.sub(option, "", text, flags=re.IGNORECASE))

    def _expression(self, text: str) -> None:
        if text.strip():
            self.pieces.append(Piece(f"select ({text.strip()})"))


def _assignment(text: str, *signs: str) -> tuple[str, str, str]:
    """Divide a text at the first of some signs outside of parentheses."""
    words, depth = tokens(text), 0
    for at, word in enumerate(words):
        depth += (word in {"(", "["}) - (word in {")", "]"})
        if depth == 0 and word.lower() in signs:
            return "".join(words[:at]), word, "".join(words[at + 1 :])
    return text, "", ""


def _names(targets: str) -> tuple[str, ...]:
    return tuple(name.strip().lower() for name in re.sub(r"^\s*strict\s", "", targets, flags=re.IGNORECASE).split(","))


def _without_targets(text: str) -> Piece:
    """Return a statement without its `into a, b`, which names variables."""
    words, depth, index = tokens(text), 0, 0
    kept: list[str] = []
    into: tuple[str, ...] = ()
    while index < len(words):
        word = words[index].lower()
        depth += (word in {"(", "["}) - (word in {")", "]"})
        before = next((w.lower() for w in reversed(kept) if not w.isspace()), "")
        if depth == 0 and word == "into" and before not in {"insert", "merge"}:
            tail = "".join(words[index + 1 :])
            one = r'(?:[a-z_"][\w".]*(?:\[[^\]]*\])?)'
            targets = re.match(rf"\s*(?:strict\s+)?{one}(?:\s*,\s*{one})*", tail, re.IGNORECASE)
            if targets is None:
                raise Unreadable(text)
            into = _names(targets.group())
            index = len(words) - len(tokens(tail[targets.end() :]))
            continue
        kept.append(words[index])
        index += 1
    return Piece("".join(kept), into)
