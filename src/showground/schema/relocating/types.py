"""What moving speaks of: what goes where, what stands in its way, what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal, TypeAlias

import msgspec

from showground.kit.faults import Fault, Kind
from showground.schema.relocating.lexing import split

Class: TypeAlias = Literal["relation", "type", "routine"]
ALTERED = {
    "table": "table",
    "partitioned": "table",
    "view": "view",
    "materialized": "materialized view",
    "foreign": "foreign table",
    "sequence": "sequence",
    "enum": "type",
    "composite": "type",
    "range": "type",
    "domain": "domain",
    "routine": "routine",
}  # by what `alter ... set schema` is said to it
FIRST: tuple[Class, ...] = ("routine", "type", "relation")  # routines while the types in their arguments stay


def of_class(kind: str) -> Class:
    """Return in which of the catalog's name spaces a kind of thing stands."""
    if kind == "routine":
        return "routine"
    return "type" if kind in {"enum", "composite", "range", "domain"} else "relation"


class Move(msgspec.Struct, frozen=True):
    """Something that goes to another schema; names are as SQL writes them."""

    kind: str  # a key of ALTERED
    was: str  # schema.name, of a routine with its argument types
    schema: str  # where it goes
    along: bool = False  # it goes by itself with what it belongs to: no statement is needed

    @property
    def name(self) -> str:
        """Its name without a schema."""
        return split(self.was)[1]

    @property
    def now(self) -> str:
        """Its name when it has moved; the types in a routine's arguments may have moved as well."""
        return f"{self.schema}.{self.name}"

    @property
    def of_class(self) -> Class:
        """In which of the catalog's name spaces it stands."""
        return of_class(self.kind)


class Obstacle(msgspec.Struct, frozen=True, order=True):
    """Why something cannot be moved, or not without breaking something."""

    subject: str  # an object, or the plan's file
    line: int  # of the plan or of the body; 0: there is none
    why: str

    def __str__(self) -> str:
        return f"{self.subject}{f', line {self.line}' if self.line else ''}: {self.why}"


class Rewrite(msgspec.Struct, frozen=True):
    """A routine whose body names things by their new names."""

    oid: int
    name: str
    former: str  # the whole statement that makes it as it was
    source: str
    statement: str
    places: int


class Count(msgspec.Struct, frozen=True):
    """How many there are of a kind before and after, and whether they are the same ones."""

    kind: str
    before: int
    after: int
    same: bool


class Outcome(msgspec.Struct, frozen=True):
    """What was done, or would have been."""

    statements: tuple[str, ...]
    inventory: tuple[Count, ...]
    rewrites: tuple[Rewrite, ...]
    bodies: int  # routines with a text for a body that were looked at
    proved: int  # pieces of SQL that mean the same objects as before
    notes: tuple[str, ...]


class Moved(msgspec.Struct, frozen=True):
    """One object of an undo file."""

    kind: str
    oid: int
    was: str
    now: str


class Restored(msgspec.Struct, frozen=True):
    """One routine of an undo file."""

    oid: int
    definition: str
    written: str  # the body as it was rewritten: another one is somebody's later work


class Undo(msgspec.Struct, frozen=True):
    """Everything that takes a move back, exactly."""

    database: str
    made_at: datetime
    moves: tuple[Moved, ...]
    routines: tuple[Restored, ...]
    views: tuple[str, ...]
    schemas: tuple[str, ...]  # that were made
    usages: tuple[tuple[str, str], ...]  # schema, grantee: rights that were given


class NotMovable(Fault):
    """The move would lose or break something, or cannot be said to keep it."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "schema.not_movable"

    def __init__(self, obstacles: tuple[Obstacle, ...]) -> None:
        self.obstacles = tuple(sorted(set(obstacles)))
        lines = "\n".join(f"  {one}" for one in self.obstacles)
        super().__init__(f"Nothing was moved, for {len(self.obstacles)} reasons:\n{lines}")
