"""What the platform knows of people, table by table: what they take along, and what becomes of it when they go.

`personal.csv` is the reviewed list. A line names rows by one of three parameters: `:person`, his `:orders`, or his
`:addresses`; a guest is his orders and their addresses. Lines stand down the ladder: people themselves come last.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources
from itertools import groupby
from typing import TYPE_CHECKING, Literal
from uuid import UUID

import msgspec

from showground.db.sql import compile_query

if TYPE_CHECKING:
    from collections.abc import Mapping

    from showground.db.sql import Query
    from showground.db.tx import Tx

Erased = Literal["keep", "change", "delete", "call"]
CASTS = {"person": "uuid", "orders": "uuid[]", "addresses": "text[]"}


class Line(msgspec.Struct, frozen=True):
    """Rows of a table that are somebody's.

    Attributes:
        names: The columns that name somebody, or lead to him.
        rows: Which rows, as a condition over one parameter.
        exported: Whether he gets them; where not, `why` says the reason.
        withheld: Columns that he does not get: secrets, and what is somebody else's.
        erased: What becomes of them; where they are kept, `why` says the reason.
        change: The assignments of a change, or the call.
    """

    table: str
    names: tuple[str, ...]
    rows: str
    exported: bool
    withheld: tuple[str, ...]
    erased: Erased
    change: str
    why: str

    @property
    def parameter(self) -> str:
        """The one parameter that its rows are found by."""
        query = compile_query(self.table, self.rows)
        (name,) = query.parameters
        return name

    @property
    def reading(self) -> Query:
        """The statement that returns its rows as JSON, in the order of their keys."""
        withheld = "".join(f" - '{column}'" for column in self.withheld)
        text = f"select to_jsonb(t){withheld} from {self.table} t where {self._typed()}"  # noqa: S608 - reviewed lines
        return compile_query(f"export.{self.table}", text)

    @property
    def erasing(self) -> Query | None:
        """The statement that anonymises or deletes its rows; None: they are kept."""
        texts = {
            "keep": "",
            "change": f"update {self.table} set {self.change} where {self._typed()}",  # noqa: S608 - reviewed lines
            "delete": f"delete from {self.table} where {self._typed()}",  # noqa: S608 - reviewed lines
            "call": f"select {_typed(self.change)}",
        }
        return compile_query(f"erase.{self.table}", texts[self.erased]) if texts[self.erased] else None

    def _typed(self) -> str:
        return _typed(self.rows)


class Subject(msgspec.Struct, frozen=True):
    """Who goes: a person with all that he bought, or a guest, who is what he bought."""

    person: UUID | None
    orders: tuple[UUID, ...]
    addresses: tuple[str, ...]

    def value_of(self, parameter: str) -> object:
        """Return what a parameter stands for; None: no line of that parameter is about this subject."""
        value: UUID | tuple[UUID, ...] | tuple[str, ...] | None = getattr(self, parameter)
        return list(value) if isinstance(value, tuple) else value


def _typed(text: str) -> str:
    for name, cast in CASTS.items():
        text = text.replace(f":{name}::{cast}", f":{name}").replace(f":{name}", f":{name}::{cast}")
    return text


@cache
def lines() -> tuple[Line, ...]:
    """Return the reviewed list in its order."""
    return tuple(_line(record) for record in read("personal.csv"))


def read(name: str) -> list[dict[str, str]]:
    """Return the records of a reviewed list of this folder."""
    text = (resources.files(__package__) / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _line(record: Mapping[str, str]) -> Line:
    return Line(
        table=record["table"],
        names=tuple(record["names"].split()),
        rows=record["rows"],
        exported=record["exported"] == "yes",
        withheld=tuple(record["withheld"].split()),
        erased=msgspec.convert(record["erased"], Erased),
        change=record["change"],
        why=record["why"],
    )


def steps() -> list[tuple[str, list[Line]]]:
    """Return the lines schema by schema: one transaction of an erasure each, the people themselves last."""
    return [(schema, list(some)) for schema, some in groupby(lines(), key=lambda line: line.table.partition(".")[0])]


async def erase_step(tx: Tx, some: list[Line], subject: Subject) -> int:
    """Anonymise or delete a subject's rows of some lines, as the service; return how many were touched."""
    touched = 0
    for line in some:
        value = subject.value_of(line.parameter)
        if value is not None and (query := line.erasing) is not None:
            touched += await tx.run(query, **{line.parameter: value})
    return touched
