"""Writes bodies anew where they name what has moved, and proves of each that it means what it meant.

PostgreSQL says where: a piece of a body is analysed after the move, its complaint points at the name that is not
found any more, that name is qualified, and so on until there is no complaint. Then the tree must be the former one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import asyncpg

from showground.schema.relocating.lexing import line_of
from showground.schema.relocating.lookups import lookers, looks_up, may_look_up
from showground.schema.relocating.naming import READS_SCHEMAS, Names
from showground.schema.relocating.probing import Analysis, Body, Prober, Setting
from showground.schema.relocating.types import Obstacle, Rewrite
from showground.schema.relocating.walking import Reading, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from showground.schema.catalog.read import Connection

READABLE = {"sql", "plpgsql"}


class Concerned:
    """A body that names something that moves: what it meant before, and how it is written afterwards."""

    def __init__(self, body: Body, reading: Reading, prober: Prober, lookers: frozenset[str]) -> None:
        self.body, self.reading, self.prober, self.lookers = body, reading, prober, lookers
        self.meant: dict[int, dict[Setting, str]] = {}  # the trees of its pieces
        self.edits: dict[int, str] = {}

    @property
    def source(self) -> str:
        """The body as it is to be written."""
        return "".join(self.edits.get(place, token.text) for place, token in enumerate(self.reading.tokens))

    def line(self, place: int) -> int:
        """The line of a token."""
        return line_of(self.body.source, self.reading.tokens[place].start) if self.reading.tokens else 0

    def obstacle(self, place: int, why: str) -> Obstacle:
        """Say what is wrong with a token."""
        return Obstacle(self.body.name, self.line(place), why)

    async def remember(self, names: Names, paths: tuple[str, ...]) -> list[Obstacle]:
        """Learn before the move what each piece means that names something that moves."""
        settings = [Setting(path, table) for path in paths for table in self.body.tables or (None,)]
        for path in paths:
            if await self.prober.declare(path) is None:
                break
        found = [await self._remember(number, settings, names) for number in range(len(self.reading.pieces))]
        return [one for one in found if one is not None]

    async def _remember(self, number: int, settings: list[Setting], names: Names) -> Obstacle | None:
        piece = self.reading.pieces[number]
        if piece.row in self.reading.records:
            await self.prober.learn(piece, settings[0])
        inside = [(place, token) for place, token in enumerate(self.reading.tokens) if piece.covers(place)]
        named = [place for place, token in inside if names.mentions(token)]
        looking = [place for place, token in inside if may_look_up((token,))]
        if not named and not looking:
            return None
        answers = {setting: (await self.prober.tree(piece, setting, {}))[0] for setting in settings}
        trees = {setting: tree for setting, tree in answers.items() if isinstance(tree, str)}
        if not trees:
            why = "names something that moves" if named else "may look something up by its name"
            before = f"cannot be analysed even before the move ({said(next(iter(answers.values())))}), and {why}"
            return self.obstacle((named or looking)[0], before)
        if named:
            self.meant[number] = trees
        if any(looks_up(tree, self.lookers) for tree in trees.values()):
            return self.obstacle(looking[0], "looks something up by a name that is only known when it runs")
        return None

    async def correct(self, names: Names) -> list[Obstacle]:
        """Qualify, after the move, each name that is not found any more; prove that every piece means what it meant."""
        obstacles = []
        for number, meant in self.meant.items():
            if meant and (found := await self._correct(number, meant, names)):
                obstacles.append(found)
        return obstacles

    async def _correct(self, number: int, meant: dict[Setting, str], names: Names) -> Obstacle | None:
        piece = self.reading.pieces[number]
        first = min(part[0] for part in piece.parts if not isinstance(part, str))
        for setting, tree in meant.items():
            while True:
                answer, probe = await self.prober.tree(piece, setting, self.edits)
                if isinstance(answer, str):
                    break
                place = probe.token_at(int(answer.position)) if answer.position else None
                edit = None if place is None or place in self.edits else names.corrected(
                    self.reading.tokens, place, routine=isinstance(answer, asyncpg.UndefinedFunctionError)
                )  # fmt: skip
                if edit is None:
                    return self.obstacle(
                        first if place is None else place, f"would not resolve any more: {said(answer)}"
                    )
                self.edits[edit[0]] = edit[1]
            if answer != tree:
                return self.obstacle(
                    first, f"would mean other objects than before, with the search path {setting.path}"
                )
        return None

    async def proved(self) -> int:
        """Return how many pieces mean what they meant, with what stands written now."""
        return sum(
            [
                await self._means(number, setting, tree)
                for number, meant in self.meant.items()
                for setting, tree in meant.items()
            ]
        )

    async def _means(self, number: int, setting: Setting, tree: str) -> bool:
        return (await self.prober.tree(self.reading.pieces[number], setting, self.edits))[0] == tree

    def unseen(self, names: Names) -> list[Obstacle]:
        """Return what no analysis can see: names in strings, SQL that is put together, words not understood."""
        put_together = "runs SQL that is put together when it runs: which tables it names cannot be seen"
        found = [self.obstacle(piece[0], put_together) for piece in self.reading.dynamic if not self._constant(piece)]
        places = [place for place in range(len(self.reading.tokens)) if not self._inert(place)]
        left = [(place, self._unseen(place, names)) for place in places if place not in self.edits]
        found += [self.obstacle(place, why) for place, why in left if why]
        if any(names.mentions(self.reading.tokens[place]) for place in places):
            changes = [*self.reading.sets_path, *(place for place in places if self._text(place) == "search_path")]
            found += [self.obstacle(place, "changes the search path on its way") for place in changes]
        return found

    def _unseen(self, place: int, names: Names) -> str:
        """Return what is wrong with a token that was left as it was; nothing when it can do no harm."""
        token = self.reading.tokens[place]
        if token.kind == "string" and names.mentions(token):
            return f"has the name of something that moves as a text: {token.text[:60]}"
        after = next((one.word for one in self.reading.tokens[place + 1 :] if one.kind != "space"), "")
        if (
            names.mentions_schema(token, cast=after == "::")
            and {one.word for one in self.reading.tokens if one.is_name} & READS_SCHEMAS
        ):
            return f"has the name of a schema that tables leave as a text: {token.text[:60]}"
        if names.mentions(token) and not any(piece.covers(place) for piece in self.reading.pieces):
            return f"names {token.text} in a statement that cannot be analysed"
        return ""

    def _inert(self, place: int) -> bool:
        return any(start <= place < end for start, end in self.reading.inert)

    def _text(self, place: int) -> str:
        token = self.reading.tokens[place]
        return token.content.lower() if token.kind == "string" else ""

    def _constant(self, piece: tuple[int, int]) -> bool:
        solid = [token for token in self.reading.tokens[piece[0] : piece[1]] if token.kind != "space"]
        return len(solid) == 1 and solid[0].kind == "string"


def said(complaint: object) -> str:
    """Return the first line of what PostgreSQL says."""
    return str(complaint).splitlines()[0]


async def concerned(
    connection: Connection, bodies: Iterable[Body], names: Names
) -> tuple[list[Concerned], list[Obstacle]]:
    """Return the bodies that a move may touch, and what stands in its way in those that cannot be read."""
    found: list[Concerned] = []
    obstacles: list[Obstacle] = []
    looking, analysis = await lookers(connection), Analysis(connection)
    for body in bodies:
        if body.language not in READABLE:
            obstacles += _foreign(body, names)
            continue
        try:
            reading = body.read()
        except Unreadable as unknown:
            if body.source and _mentioned(body, names):
                obstacles.append(
                    Obstacle(body.name, 0, f"is not understood ({unknown}), and names something that moves")
                )
            continue
        told = any(names.mentions(token) or names.mentions_schema(token, cast=False) for token in reading.tokens)
        if told or reading.dynamic or may_look_up(reading.tokens):
            found.append(Concerned(body, reading, Prober(analysis, body, reading), looking))
    return found, obstacles


def _mentioned(body: Body, names: Names) -> int:
    """Return the line on which a body in whatever language has the name of something that moves; 0: on none."""
    for number, line in enumerate(body.source.splitlines(), 1):
        if any(word in names.words for word in _words(line)):
            return number
    return 0


def _words(line: str) -> list[str]:
    kept = "".join(sign if sign.isalnum() or sign in "_$" else " " for sign in line)
    return [word for one in kept.split() for word in (one, one.lower())]


def _foreign(body: Body, names: Names) -> list[Obstacle]:
    line = _mentioned(body, names)
    return (
        [Obstacle(body.name, line, f"names something that moves in {body.language}, which cannot be analysed")]
        if line
        else []
    )


def rewritten(item: Concerned, current: Body) -> Rewrite:
    """Return the statement that writes a body as it was corrected; everything else of the routine stays.

    Args:
        current: The routine after the move: its head may name what moved.
    """
    tag = current.definition.rstrip("\n").rpartition("$")[0].rpartition("$")[2]
    end = f"${tag}$\n"
    head = current.definition.removesuffix(end).removesuffix(current.source).removesuffix(f"${tag}$")
    fresh = tag
    while f"${fresh}$" in item.source:
        fresh += "_"
    statement = f"{head}${fresh}${item.source}${fresh}$"
    return Rewrite(item.body.oid, current.name, item.body.definition, item.source, statement, len(item.edits))
