"""Reads a contract: which relations and flows a database promises, in files of comma-separated values.

Above the header stand comments, some of which are directives: `# rls: shop.*` names tables on which row-level security
must be on, `# tenant: shop.accounts shop.orders.account_id` the table of tenants and columns that name a row's tenant,
`# crosses: shop.orders.buyer_id` links that may join two tenants.
"""

from __future__ import annotations

import csv
import re
from importlib import resources
from typing import TYPE_CHECKING

import msgspec

from showground.kit.faults import Invalid, Unknown

if TYPE_CHECKING:
    from pathlib import Path

RELATION = ("child", "column", "parent", "parent_column", "kind", "nullable")
OPTIONAL = "when"  # the type column's value, as `owner_type=person`
FLOW = ("flow", "step", "from", "to", "child", "column")
KINDS = re.compile(r"fk|lookup|polymorphic|same-[a-z][a-z0-9_]*")
NAME = re.compile(r'(?:[^\W\d][\w$]*|"[^"]+")')
TABLE = re.compile(rf"{NAME.pattern}\.{NAME.pattern}")
WHEN = re.compile(rf"({NAME.pattern})=(.+)")
DIRECTIVE = re.compile(r"#\s*(rls|tenant|crosses):\s*(.*)")


class Relation(msgspec.Struct, frozen=True):
    """A relation that is promised, and the line that promises it."""

    line: int
    child: str
    column: str
    parent: str
    parent_column: str
    kind: str
    nullable: bool
    type_column: str = ""
    type_value: str = ""

    @property
    def subject(self) -> str:
        """What it is called: `shop.orders.buyer_id -> shop.people.id`."""
        return f"{self.child}.{self.column} -> {self.parent}.{self.parent_column}"


class Hop(msgspec.Struct, frozen=True):
    """A step of a flow: one foreign key, walked in either direction."""

    line: int
    flow: str
    step: int
    start: str
    end: str
    child: str
    column: str

    @property
    def subject(self) -> str:
        """What it is called: `payment 2: shop.orders -> shop.lines`."""
        return f"{self.flow} {self.step}: {self.start} -> {self.end}"


class Contract(msgspec.Struct, frozen=True):
    """What is promised of a database."""

    file: str = ""
    relations: tuple[Relation, ...] = ()
    flows_file: str = ""
    hops: tuple[Hop, ...] = ()
    rls: tuple[str, ...] = ()  # tables, or `schema.*`
    tenant: str = ""
    tenant_columns: tuple[str, ...] = ()  # schema.table.column
    crosses: tuple[str, ...] = ()  # schema.table.column


def ours() -> Contract:
    """Return the contract that ships with the platform."""
    here = resources.files("showground") / "schema"
    relations = (here / "relations.csv").read_text(encoding="utf-8")
    return _contract("relations.csv", relations, "flows.csv", (here / "flows.csv").read_text(encoding="utf-8"))


def read_contract(relations: Path | None, flows: Path | None) -> Contract:
    """Return the contract of the files that are given.

    Raises:
        Unknown: a file cannot be read.
        Invalid: a file is no contract; the sentence says in which line and column.
    """
    promised = _text(relations) if relations else None
    walked = _text(flows) if flows else None
    return _contract(str(relations or ""), promised, str(flows or ""), walked)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise Unknown(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise Invalid(f"{file} is not in UTF-8.") from error


def _contract(file: str, relations: str | None, flows_file: str, flows: str | None) -> Contract:
    said = _directives(file, relations or "")
    tenants = [name for name in said["tenant"] if TABLE.fullmatch(name)]
    if len(tenants) > 1 or (said["tenant"] and not tenants):
        raise Invalid(f"{file}: `# tenant:` names one table, and columns as schema.table.column.")
    return Contract(
        file=file,
        relations=() if relations is None else tuple(_relation(*one) for one in _lines(file, relations, RELATION)),
        flows_file=flows_file,
        hops=() if flows is None else tuple(_hop(flows_file, *one) for one in _lines(flows_file, flows, FLOW)),
        rls=tuple(said["rls"]),
        tenant=tenants[0] if tenants else "",
        tenant_columns=tuple(name for name in said["tenant"] if name not in tenants),
        crosses=tuple(said["crosses"]),
    )


def _directives(file: str, text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"rls": [], "tenant": [], "crosses": []}
    for number, line in enumerate(text.splitlines(), start=1):
        if directive := DIRECTIVE.fullmatch(line.strip()):
            for name in directive[2].split():
                if not re.fullmatch(rf"{TABLE.pattern}(\.{NAME.pattern})?|{NAME.pattern}\.\*", name):
                    _wrong(file, number, line.index(name) + 1, f"{name} is no table or column")
                found[directive[1]].append(name)
    return found


def _lines(file: str, text: str, header: tuple[str, ...]) -> list[tuple[int, dict[str, str]]]:
    """Return each line's number and its fields by name."""
    numbered = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    lines = [(number, line) for number, line in numbered if not line.startswith("#")]
    if not lines:
        _wrong(file, 1, 1, f"no header; it is {','.join(header)}")
    first, written = lines[0]
    names = next(csv.reader([written]))
    allowed = (*header, OPTIONAL) if header is RELATION else header
    for place, name in enumerate(names):
        if name not in allowed or name in names[:place]:
            _wrong(
                file,
                first,
                _column(written, place),
                f"{name!r} is no column of a contract, which has {', '.join(allowed)}",
            )
    if missing := [name for name in header if name not in names]:
        _wrong(file, first, len(written) + 1, f"the header lacks {', '.join(missing)}")
    found = []
    for number, line in lines[1:]:
        fields = next(csv.reader([line]))
        if len(fields) != len(names):
            _wrong(file, number, len(line) + 1, f"{len(fields)} fields, not {len(names)}")
        _examine(file, number, line, dict(zip(names, fields, strict=True)))
        found.append((number, dict(zip(names, fields, strict=True))))
    return found


def _examine(file: str, number: int, line: str, fields: dict[str, str]) -> None:
    rules = {
        **dict.fromkeys(("child", "parent", "from", "to"), (TABLE, "a table as schema.table")),
        **dict.fromkeys(("column", "parent_column"), (NAME, "the name of a column")),
        "kind": (KINDS, "fk, lookup, polymorphic or same-NAME"),
        "nullable": (re.compile("yes|no"), "yes or no"),
        "step": (re.compile(r"[1-9]\d*"), "a number from 1"),
        "when": (re.compile(rf"|{WHEN.pattern}"), "empty, or a column and its value as column=value"),
    }
    for place, (name, value) in enumerate(fields.items()):
        if name in rules and not rules[name][0].fullmatch(value):
            _wrong(file, number, _column(line, place), f"{name} is {value!r}, not {rules[name][1]}")


def _relation(number: int, fields: dict[str, str]) -> Relation:
    when = WHEN.fullmatch(fields.get(OPTIONAL, ""))
    return Relation(
        line=number,
        **{name: fields[name] for name in RELATION[:5]},
        nullable=fields["nullable"] == "yes",
        type_column=when[1] if when else "",
        type_value=when[2] if when else "",
    )


def _hop(file: str, number: int, fields: dict[str, str]) -> Hop:
    if fields["child"] not in {fields["from"], fields["to"]}:
        _wrong(file, number, 1, f"child is {fields['child']}, neither end of the step")
    return Hop(
        number, fields["flow"], int(fields["step"]), fields["from"], fields["to"], fields["child"], fields["column"]
    )


def _column(line: str, place: int) -> int:
    """Return where a field begins, from 1; quoted fields hold no commas in a contract."""
    return 1 + sum(len(field) + 1 for field in line.split(",")[:place])


def _wrong(file: str, line: int, column: int, says: str) -> None:
    raise Invalid(f"{file}, line {line}, column {column}: {says}.")
