"""How long what is kept: `retention.csv` is the schedule, one line for what grows old in a table.

Lines that say `elsewhere` are done by a timer of their own and stand here to be read with the others.
"""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Literal

import msgspec

from showground.db.sql import compile_query
from showground.schema.personal import read

if TYPE_CHECKING:
    from showground.db.sql import Query
    from showground.db.tx import Tx
    from showground.settings import Settings

Done = Literal["delete", "change", "call", "elsewhere"]
BATCH = 1000
MONTH = timedelta(days=30.4375)
UNITS = {"days": timedelta(days=1), "months": MONTH, "seconds": timedelta(seconds=1)}
WORDS = {"delete": "deleted", "change": "anonymised", "call": "deleted", "elsewhere": "deleted"}


class Term(msgspec.Struct, frozen=True):
    """What grows old, and what is then done.

    Attributes:
        setting: The setting that says for how long; its unit is the end of its name.
        rows: Which rows are too old, as a condition over `:kept`.
        change: The assignments of a change, or the call.
    """

    table: str
    setting: str
    rows: str
    done: Done
    change: str
    why: str

    @property
    def unit(self) -> str:
        """The unit of its setting."""
        return self.setting.rpartition("_")[2]

    @property
    def statement(self) -> Query | None:
        """What is done to a batch; None: another timer does it."""
        some = f"t.ctid in (select t.ctid from {self.table} t where {self.rows} limit {BATCH})"  # noqa: S608 - reviewed
        texts = {
            "delete": f"delete from {self.table} t where {some}",  # noqa: S608 - reviewed lines
            "change": f"update {self.table} t set {self.change} where {some}",  # noqa: S608 - reviewed lines
            "call": f"select {self.change}",
            "elsewhere": "",
        }
        text = texts[self.done].replace(":kept", ":kept::interval")
        return compile_query(f"retain.{self.table}", text) if text else None

    def kept(self, settings: Settings) -> timedelta:
        """Return for how long."""
        number: int = getattr(settings, self.setting)
        return number * UNITS[self.unit]


@cache
def schedule() -> tuple[Term, ...]:
    """Return the schedule in its order."""
    return tuple(msgspec.convert(record, Term) for record in read("retention.csv"))


async def apply(tx: Tx, term: Term, *, kept: timedelta) -> int:
    """Do one batch of a term, as the service; return how many rows were touched, for calls 0."""
    if term.statement is None:
        return 0
    touched = await tx.run(term.statement, kept=kept)
    return 0 if term.done == "call" else touched
