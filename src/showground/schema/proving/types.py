"""A relation that is, or is said to be, and what was proved about it."""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

# enforced: a constraint proves it and the rows agree; holds: no row breaks it, nothing enforces it;
# hidden: the reader may not see all rows; unchecked: not asked, and why.
Status: TypeAlias = Literal["enforced", "holds", "violated", "missing", "hidden", "unchecked"]
HIDDEN = "not verifiable: rows hidden"


class Link(msgspec.Struct, frozen=True):
    """A relation from a child's columns to a parent's. Names are as the catalog's snapshot has them."""

    child: str
    columns: tuple[str, ...]
    parent: str
    parent_columns: tuple[str, ...]
    where: str = ""  # SQL condition on the child's alias c: polymorphic branches
    key: str = ""  # the constraint that enforces it, "" when none does


class Proof(msgspec.Struct, frozen=True):
    """What came of a question."""

    subject: str
    kind: str
    status: Status
    evidence: str  # constraint name, query and counts: what was asked
    examined: int = 0  # rows
    violations: int = 0
    samples: tuple[str, ...] = ()  # primary keys of violating rows
    why: str = ""
