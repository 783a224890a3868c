"""Finds the SQL in a body: each query, expression and type of a PL/pgSQL or SQL function, with its place.

What stands outside of the pieces that are returned is either said to be inert (it can name no object) or was not
understood: whoever relies on a body counts the names that neither holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.schema.relocating.walking import Piece, Reading, Unreadable, Walk

if TYPE_CHECKING:
    from showground.schema.relocating.walking import Slice

QUERIES = {"insert", "update", "delete", "with", "select", "merge", "values", "("}
INERT = {"get", "null", "commit", "rollback", "close", "fetch", "move"}
ON_RELATIONS = {"truncate", "lock", "refresh", "analyze"}
LEVELS = {"exception", "notice", "warning", "debug", "log", "info"}
OPTIONS = {"errcode", "detail", "message", "hint", "constraint", "table", "column", "datatype", "schema"}


def read_sql(body: str) -> Reading:
    """Read the body of an SQL function: statements with semicolons between them."""
    reader = _Reader(body)
    while reader.peek():
        reader.sql(reader.until(";", last=True))
    return reader.found


def read_plpgsql(body: str) -> Reading:
    """Read the body of a PL/pgSQL function or procedure.

    Raises:
        Unreadable: it holds a construct that is not known here.
    """
    reader = _Reader(body)
    reader.options()
    while reader.peek():
        reader.statement()
    return reader.found


class _Reader(Walk):
    def __init__(self, body: str) -> None:
        super().__init__(body)
        self.blocks: list[str] = []
        self.found = Reading(self.tokens, [], [], [], set(), {}, set(), [])

    # what a piece becomes

    def query(self, piece: Slice, row: str = "") -> None:
        if self.words(piece):
            kept, targets = self.without_targets(piece)
            for target in targets:
                into = [self.word(place) for place in self.words(target)]
                row = into[-1] if len(into) == 2 + ("strict" in into) else ""
            self.found.pieces.append(Piece(kept, row=row))
            self.found.inert.extend(targets)

    def expression(self, piece: Slice) -> None:
        if self.words(piece):
            self.found.pieces.append(Piece(("select ", piece)))

    def inert(self, piece: Slice) -> None:
        self.found.inert.append(piece)

    def dynamic(self, piece: Slice) -> None:
        """A text that is run: the expression is analysed, what it says is not."""
        parts = self.split(piece, "using", "into")
        self.found.dynamic.append(parts[0][1])
        self.expression(parts[0][1])
        for word, part in parts[1:]:
            if word == "into":
                self.inert(part)
            else:
                for _, one in self.split(part, ","):
                    self.expression(one)

    def sql(self, piece: Slice) -> None:
        """An SQL statement, of whatever kind."""
        words = self.words(piece)
        if not words:
            return
        first = self.tokens[words[0]].word
        if first in QUERIES:
            self.query(piece)
        elif first in ON_RELATIONS:
            self.on_relations(words, piece)
        elif first == "call":
            self.called((words[0] + 1, piece[1]))
        elif first == "set" and "search_path" in {self.tokens[place].word for place in words[:3]}:
            self.found.sets_path.append(words[0])

    def called(self, piece: Slice) -> None:
        """`call a.b(x, y => z)`: the procedure's name, and its arguments."""
        words = self.words(piece)
        start = next((place for place in words if self.tokens[place].word == "("), piece[1])
        self.found.pieces.append(Piece(((words[0], start),), procedure=True))
        for _, part in self.split((start + 1, words[-1]), ","):
            *name, (_, value) = self.split(part, "=>")
            for _, one in name:
                self.inert(one)
            self.expression(value)

    def on_relations(self, words: list[int], piece: Slice) -> None:
        """`truncate a, b cascade`: each name is proved by a query of its own."""
        rest = [place for place in words if self.tokens[place].word not in {"table", "only", "materialized", "view"}]
        rest = [place for place in rest if self.tokens[place].word not in {"concurrently", "verbose"}][1:]
        if not rest:
            return
        for _, part in self.split((rest[0], piece[1]), ","):
            end, names = part[0], self.words(part)
            for place, following in zip(names, [*names[1:], part[1]], strict=True):
                if not self.tokens[place].is_name and self.tokens[place].word != ".":
                    break
                end = place + 1
                if self.tokens[place].is_name and self.word(following) != ".":
                    break
            self.found.pieces.append(Piece(("select from ", (names[0], end))))

    # statements of PL/pgSQL

    def options(self) -> None:
        while self.peek() == "#":
            start = self.at = self.significant(self.at)
            while self.at < len(self.tokens) and "\n" not in self.tokens[self.at].text:
                self.at += 1
            self.inert((start, self.at))

    def statement(self) -> None:  # noqa: C901, PLR0912 - one branch a statement
        word = self.peek()
        simple = {"begin", "loop", "else", ";"}
        if word == "<<":
            self.label()
        elif word == "declare":
            self.declarations()
        elif word in simple:
            self.step()
            if word in {"begin", "loop"}:
                self.blocks.append(word)
        elif word == "end":
            self.inert(self.until(";", last=True))
            if self.blocks:
                self.blocks.pop()
        elif word in {"if", "elsif", "elseif", "while"}:
            self.step()
            if word == "if":
                self.blocks.append(word)
            self.expression(self.until("loop" if word == "while" else "then"))
            if word == "while":
                self.blocks.append("loop")
        elif word in {"for", "foreach"}:
            self.loop(word)
        elif word == "case":
            self.case()
        elif word == "when":
            self.when()
        elif word == "exception":
            self.step()
        else:
            self.ended(word, self.until(";"))

    def label(self) -> None:
        start = self.at
        self.step()
        self.found.labels.add(self.step())
        self.step()
        self.inert((start, self.at))

    def case(self) -> None:
        self.step()
        self.blocks.append("case")
        if self.peek() != "when":
            self.expression(self.until("when"))
            self.at -= 1

    def when(self) -> None:
        self.step()
        condition = self.until("then")
        if (self.blocks and self.blocks[-1] == "case") or "(" in {self.tokens[at].word for at in range(*condition)}:
            for _, part in self.split(condition, ","):
                self.expression(part)
        else:
            self.inert(condition)

    def loop(self, word: str) -> None:
        self.step()
        target = self.until("in")
        self.inert(target)
        names = self.words(target)
        self.blocks.append("loop")
        source = self.until("loop")
        inner = self.words(source)
        first = self.tokens[inner[0]].word
        if word == "foreach":
            self.expression((inner[0] + 1, source[1]))
        elif first == "execute":
            self.dynamic((inner[0] + 1, source[1]))
        elif bounds := self._range(source):
            self.found.same.setdefault(self.tokens[names[0]].word, "integer")
            for bound in bounds:
                self.expression(bound)
        elif first in QUERIES:
            self.query(source, self.word(names[0]) if len(names) == 1 else "")
        else:
            self._cursor_loop(inner, source)

    def _range(self, source: Slice) -> list[Slice]:
        """Return the bounds of `1 .. 10 by 2`; none when it is a query."""
        found = self.split(source, "..", "by")
        if ".." not in {word for word, _ in found}:
            return []
        first = self.words(found[0][1])
        if self.tokens[first[0]].word == "reverse":
            found[0] = ("", (first[0] + 1, found[0][1][1]))
        return [part for _, part in found]

    def _cursor_loop(self, inner: list[int], source: Slice) -> None:
        """`for r in cursor(a, b) loop`."""
        self.inert((inner[0], inner[0] + 1))
        if len(inner) > 1:
            self.expression((inner[1], source[1]))

    def ended(self, word: str, piece: Slice) -> None:  # noqa: C901 - one branch a statement
        """A statement that a semicolon ends."""
        words = self.words(piece)
        rest = (words[0] + 1, piece[1])
        if word == "perform":
            self.found.pieces.append(Piece(("select ", rest)))
        elif word == "return":
            self.returned(words, rest)
        elif word in {"continue", "exit"}:
            self.jump(piece)
        elif word == "execute":
            self.dynamic(rest)
        elif word == "raise":
            self.raised(words, rest)
        elif word == "assert":
            for _, part in self.split(rest, ","):
                self.expression(part)
        elif word == "open":
            self.opened(piece)
        elif word in INERT:
            self.inert(piece)
        elif self._assigns(words):
            self.assigned(piece)
        else:
            self.sql(piece)

    def _assigns(self, words: list[int]) -> bool:
        """Whether it is `a.b[c] := ...`; no other statement has its sign there."""
        depth, named = 0, False
        for place in words:
            token = self.tokens[place]
            if depth == 0 and token.word in {":=", "="}:
                return named
            depth += (token.word == "[") - (token.word == "]")
            if depth or token.word in {".", "]"}:
                named = token.word == "]"
            elif named or not (token.is_name or token.kind == "parameter"):
                return False
            else:
                named = True
        return False

    def assigned(self, piece: Slice) -> None:
        (_, target), *values = self.split(piece, ":=", "=")
        words = self.words(target)
        subscript = next((place for place in words if self.tokens[place].word == "["), target[1])
        self.inert((target[0], subscript))
        if subscript < target[1]:
            self.expression((subscript + 1, words[-1]))
        self.expression((values[0][1][0], piece[1]))

    def returned(self, words: list[int], rest: Slice) -> None:
        following = self.tokens[words[1]].word if len(words) > 1 else ""
        if following == "query":
            second = self.tokens[words[2]].word
            if second == "execute":
                self.dynamic((words[2] + 1, rest[1]))
            else:
                self.query((words[2], rest[1]))
        elif following == "next":
            self.expression((words[1] + 1, rest[1]))
        else:
            self.expression(rest)

    def jump(self, piece: Slice) -> None:
        label, *conditions = self.split(piece, "when")
        self.inert(label[1])
        for _, part in conditions:
            self.expression(part)

    def opened(self, piece: Slice) -> None:
        cursor, *rest = self.split(piece, "for")
        if not rest:
            name, *arguments = self.split(piece, "(")
            self.inert(name[1])
            if arguments:
                self.expression((arguments[0][1][0] - 1, piece[1]))
            return
        self.inert(cursor[1])
        words = self.words(rest[0][1])
        if self.tokens[words[0]].word == "execute":
            self.dynamic((words[0] + 1, piece[1]))
        else:
            self.query((words[0], piece[1]))

    def raised(self, words: list[int], rest: Slice) -> None:
        """Take the arguments and options of a message; its level and format are no SQL."""
        if len(words) > 1 and self.tokens[words[1]].word in LEVELS:
            self.inert((words[1], words[1] + 1))
            rest = (words[1] + 1, rest[1])
        (_, said), *more = self.split(rest, ",", "using")
        self.inert(said)
        for _, part in more:
            option = self.words(part)
            named = len(option) > 1 and self.tokens[option[0]].word in OPTIONS and self.word(option[1]) in {"=", ":="}
            if named:
                self.inert((part[0], option[1] + 1))
            self.expression((option[2], part[1]) if named else part)

    def declarations(self) -> None:
        self.step()
        while self.peek() not in {"begin", ""}:
            if self.peek() == "<<":
                self.label()
                continue
            self.declared(self.until(";"))

    def declared(self, piece: Slice) -> None:
        words = self.words(piece)
        name = self.tokens[words[0]].word
        self.inert((words[0], words[0] + 1))
        told = [self.tokens[place].word for place in words]
        if told[1] == "alias":
            self.found.same[name] = told[3]
            self.inert(piece)
        elif "cursor" in told[1:4]:
            self.cursor(name, words, piece)
        else:
            start = words[2] if told[1] == "constant" else words[1]
            (_, kind), *values = self.split((start, piece[1]), ":=", "=", "default")
            for _, part in values[:1]:
                self.expression((part[0], piece[1]))
            self.type(name, kind)

    def cursor(self, name: str, words: list[int], piece: Slice) -> None:
        self.found.same[name] = "refcursor"
        for number, place in enumerate(words):
            if self.tokens[place].word in {"for", "is"} and not self._inside(words[:number]):
                self.cursor_arguments(words[:number])
                self.query((words[number + 1], piece[1]))
                return
        raise Unreadable(f"the cursor {name}")

    def cursor_arguments(self, words: list[int]) -> None:
        """`pages cursor (least bigint)`: its arguments are variables."""
        told = [self.tokens[place].word for place in words]
        if "(" not in told:
            self.inert((words[0], words[-1] + 1))
            return
        start = told.index("(")
        self.inert((words[0], words[start] + 1))
        for _, part in self.split((words[start + 1], words[-1]), ","):
            name, *kind = self.words(part)
            self.inert((name, name + 1))
            self.type(self.tokens[name].word, (kind[0], part[1]))

    def _inside(self, words: list[int]) -> bool:
        told = [self.tokens[place].word for place in words]
        return told.count("(") > told.count(")")

    def type(self, name: str, kind: Slice) -> None:
        """A variable's type: `numeric(10, 2)`, `orders%rowtype`, `orders.total%type`, `other%type`, `record`."""
        words = self.words(kind)
        told = [self.tokens[place].word for place in words]
        if "collate" in told:
            words, told = words[: told.index("collate")], told[: told.index("collate")]
        if told[-2:] == ["not", "null"]:
            words, told = words[:-2], told[:-2]
        if told == ["record"]:
            self.found.records.add(name)
        elif told[-2:] == ["%", "rowtype"]:
            self.found.pieces.append(Piece(("select null::", (words[0], words[-2])), name))
        elif told[-2:] == ["%", "type"] and "." in told:
            dot = max(number for number, word in enumerate(told) if word == ".")
            relation, column = (words[0], words[dot]), (words[dot + 1], words[-2])
            self.found.pieces.append(Piece(("select (null::", relation, ").", column), name))
        elif told[-2:] == ["%", "type"]:
            self.found.same[name] = told[0]
            self.inert(kind)
        else:
            self.found.pieces.append(Piece(("select null::", (words[0], words[-1] + 1)), name))
