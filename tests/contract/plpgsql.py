"""Takes the SQL out of a PL/pgSQL body, so that PostgreSQL can be asked whether each piece of it still means something.

Bodies are not checked when a function is made: a renamed column is an error only when its line runs. Here each
statement and expression becomes the body of an SQL function whose parameters are the variables, which is analysed.
"""

from __future__ import annotations

import re

TOKEN = re.compile(
    r"(?P<space>\s+|--[^\n]*|/\*.*?\*/)|(?P<text>'(?:[^']|'')*'|\$\$.*?\$\$)|(?P<name>[a-z_][a-z0-9_]*|\"[^\"]+\")"
    r"|(?P<number>\d+(?:\.\d+)?)|(?P<sign>:=|::|\.\.|<>|<=|>=|\|\||->>|->|@>|<@|&&|.)",
    re.DOTALL | re.IGNORECASE,
)
TRIGGER_VARIABLES = {"tg_op": "text", "tg_name": "text", "tg_table_name": "text", "tg_argv": "text[]"}


class Unreadable(Exception):
    """A construct that this reader does not know; teach it, rather than skip it."""


def tokens(text):
    """Return the words and signs of a piece of SQL; white space and comments become one blank or line end."""
    found = []
    for match in TOKEN.finditer(text):
        blank = "\n" if "\n" in match.group() else " "  # strings on two lines are one
        found.append(blank if match.lastgroup == "space" else match.group())
    return found


class Reader:
    """Reads a body and collects `pieces`, SQL statements of which none changes anything when it is only analysed."""

    def __init__(self, body: str) -> None:
        self.words = tokens(re.sub(r"^\s*#variable_conflict \w+", "", body))
        self.at = 0
        self.variables: dict[str, str] = {"found": "boolean"}
        self.pieces: list[str] = []
        self._declarations()
        while self._peek():
            self._statement()

    def _peek(self):
        while self.at < len(self.words) and self.words[self.at].isspace():
            self.at += 1
        return self.words[self.at].lower() if self.at < len(self.words) else ""

    def _until(self, *ends):
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

    def _declarations(self):
        if self._peek() != "declare":
            return
        self.at += 1
        while self._peek() != "begin":
            line = self._until(";")
            name, _, rest = line.strip().partition(" ")
            kind, _, value = re.sub(r"^\s*constant\s", "", rest).partition(":=")
            self.variables[name] = kind.strip().replace("%rowtype", "")
            if value:
                self._expression(value)

    def _statement(self):
        word = self._peek()
        if word in {"begin", "else", "loop", ";"}:
            self.at += 1
        elif word == "end":
            self._end()
        elif word in {"if", "elsif", "while"}:
            self.at += 1
            self._expression(self._until("then", "loop"))
        elif word in {"for", "foreach"}:
            self._for()
        elif word == "exception":
            self.at += 1
            self._until("then")
        elif word in {"case", "when", "open", "fetch", "close", "move", "call"}:
            raise Unreadable(word)
        else:
            self._simple(word, self._until(";"))

    def _end(self):
        rest = "".join(self.words[self.at :])
        if ";" in rest:
            self._until(";")
        else:
            self.at = len(self.words)

    def _for(self):
        each = self._peek() == "foreach"
        self.at += 1
        targets, source = self._until("in").strip(), self._until("loop")
        if each:
            self._expression(re.sub(r"^array\s", "", source))
        elif ".." in tokens(source):
            self.variables[targets] = "integer"
            for bound in re.sub(r"^reverse\s", "", source).split(".."):
                self._expression(bound)
        elif source.lower().startswith("execute"):
            self._expression(source[len("execute") :])
        else:
            self.pieces.append(source)

    def _simple(self, word, text):
        rest = text[len(word) :].strip()
        if word in {"insert", "update", "delete", "with", "select", "merge"}:
            self.pieces.append(without_targets(text))
        elif word == "perform":
            self.pieces.append(f"select {rest}")
        elif word == "return":
            self._return(rest)
        elif word in {"continue", "exit"}:
            if rest:
                self._expression(re.sub(r"^when\s", "", rest))
        elif word == "execute":
            words = tokens(rest)
            end = next((n for n, word in enumerate(words) if word.lower() in {"using", "into"}), len(words))
            self._expression("".join(words[:end]))
        elif word == "raise":
            self._raise(rest)
        elif word in {"null", "get"}:
            pass
        else:
            target, sign, value = text.partition(":=")
            if not sign:
                raise Unreadable(text)
            self._expression(target)
            self._expression(value)

    def _return(self, rest):
        if rest.startswith("query"):
            self.pieces.append(rest[len("query") :].strip())
        elif rest:
            self._expression(re.sub(r"^next\s", "", rest))

    def _raise(self, rest):
        """Take the arguments of the message and of `using`; the level and the format are no SQL."""
        words = tokens(re.sub(r"^(?:exception|notice|warning|debug|log|info)\s+", "", rest))
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
        for text in parts[1:]:
            self._expression(re.sub(r"^(?:errcode|detail|message|hint|constraint|table|column|schema)\s*=", "", text))

    def _expression(self, text):
        if text.strip():
            self.pieces.append(f"select ({text.strip()})")


def without_targets(text):
    """Return a statement without its `into a, b`, which names variables."""
    words, depth, index = tokens(text), 0, 0
    kept: list[str] = []
    while index < len(words):
        word = words[index].lower()
        depth += (word in {"(", "["}) - (word in {")", "]"})
        before = next((w.lower() for w in reversed(kept) if not w.isspace()), "")
        if depth == 0 and word == "into" and before not in {"insert", "merge"}:
            tail = "".join(words[index + 1 :])
            targets = re.match(r"\s*(?:strict\s+)?[a-z_][a-z0-9_.]*(?:\s*,\s*[a-z_][a-z0-9_.]*)*", tail)
            index = len(words) - len(tokens(tail[targets.end() :]))
            continue
        kept.append(words[index])
        index += 1
    return "".join(kept)
