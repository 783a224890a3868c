"""What is found by comparing two catalogs."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

import msgspec

Kind: TypeAlias = Literal[
    "schema",
    "extension",
    "type",
    "table",
    "column",
    "column order",
    "primary key",
    "unique",
    "foreign key",
    "check",
    "exclusion",
    "index",
    "trigger",
    "policy",
    "rule",
    "statistics",
    "view",
    "sequence",
    "routine",
    "event trigger",
    "cast",
    "operator",
    "collation",
    "grant",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
Fate: TypeAlias = Literal["lost", "added", "changed"]


class Facet(msgspec.Struct, frozen=True, order=True):
    """One property of a thing, in the first and in the second catalog; empty where it has none or is not there."""

    name: str
    before: str
    after: str


class Change(msgspec.Struct, frozen=True):
    """One thing that is not the same in both catalogs."""

    kind: Kind
    name: str
    table: str  # that it belongs to; empty when to none
    fate: Fate
    facets: tuple[Facet, ...]  # of something lost or added all that it has, else those that differ


class Difference(msgspec.Struct, frozen=True):
    """All that is not the same, in a fixed order; false when nothing is."""

    changes: tuple[Change, ...]

    def __bool__(self) -> bool:
        return bool(self.changes)
