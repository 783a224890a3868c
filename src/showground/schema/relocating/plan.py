"""The plan: a small TOML file that says which table, type, sequence or function goes into which schema."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

import msgspec

from showground.kit.faults import Invalid, literal
from showground.schema.relocating.lexing import unquoted

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 63  # bytes in a name
BARE = re.compile(r"[A-Za-z0-9_-]+")
SECTION = re.compile(r"^\s*\[\s*([^\[\]]+?)\s*\]\s*(?:#.*)?$")


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What goes into one schema. Names are as SQL writes them, without a schema when they are in `from`."""

    tables: tuple[str, ...] = ()
    views: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    sequences: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()  # the name alone when there is one of it, else with its argument types

    def entries(self) -> Iterator[tuple[str, str]]:
        """Yield each name with the key that it stands under."""
        for key in self.__struct_fields__:
            for name in getattr(self, key):
                yield key, name


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What goes where.

    Attributes:
        schemas: By their plain names, as the catalog has them.
        source: The schema of names that say none; its plain name.
        search_path: What callers of functions come with; what the server and its roles have when absent.
        compatibility_views: Leave a view with each table's former name, for statements that name no schema.
        accept: Routines, views and tables whose warnings somebody has read: they are left as they are.
    """

    schemas: dict[str, Part]
    source: str = msgspec.field(default="public", name="from")
    search_path: str | None = None
    compatibility_views: bool = False
    accept: tuple[str, ...] = ()


def parse(text: str) -> Plan:
    """Read a plan.

    Raises:
        Invalid: it is not one; the line is named.
    """
    try:
        plan = msgspec.convert(tomllib.loads(text), type=Plan)
    except tomllib.TOMLDecodeError as error:
        raise Invalid(literal(f"The plan is not TOML: {error}.")) from error
    except msgspec.ValidationError as error:
        raise Invalid(literal(f"The plan cannot be read{_place(text, str(error))}: {error}.")) from error
    for schema in (plan.source, *plan.schemas):
        if not 0 < len(schema.encode()) <= LONGEST:
            raise Invalid(literal(f"The plan's line {line_of_key(text, schema)}: {schema!r} can name no schema."))
    if not any(tuple(part.entries()) for part in plan.schemas.values()):
        raise Invalid("The plan moves nothing.")
    return plan


def _place(text: str, error: str) -> str:
    """Return the line of a key that msgspec complains about, as far as it says which."""
    unknown = re.search(r"unknown field `([^`]+)`", error)
    path = re.search(r"at `\$([^`]*)`", error)
    if unknown:
        return f" in line {line_of_key(text, unknown[1])}"
    if path and (keys := re.findall(r"\.(\w+)", path[1])):
        return f" in line {line_of_key(text, keys[-1])}"
    return ""


def line_of_key(text: str, key: str) -> int:
    """Return the first line on which a key or a section of that name stands, 1 when there is none."""
    plain = re.escape(unquoted(key))
    wanted = re.compile(rf"^\s*(?:\[.*\b{plain}\b.*\]|[\"']?{plain}[\"']?\s*=)")
    return next((number for number, line in enumerate(text.splitlines(), 1) if wanted.search(line)), 1)


def line_of_entry(text: str, schema: str, name: str) -> int:
    """Return the line on which a name stands in the section of its schema."""
    section = ""
    for number, line in enumerate(text.splitlines(), 1):
        if heading := SECTION.match(line):
            section = heading[1]
        written = (f'"{name}"', f"'{name}'", '"' + name.replace('"', '\\"') + '"')
        if section.partition(".")[2].strip("\"'") == unquoted(schema) and any(one in line for one in written):
            return number
    return 1


def written(plan: Plan, remarks: tuple[str, ...] = ()) -> str:
    """Return a plan as a file that somebody edits."""
    lines = [*(f"# {remark}" for remark in remarks), f"from = {_toml(plan.source)}"]
    if plan.search_path is not None:
        lines.append(f"search_path = {_toml(plan.search_path)}")
    lines.append(f"compatibility_views = {'true' if plan.compatibility_views else 'false'}")
    lines.append(_listed("accept", plan.accept))
    for schema, part in plan.schemas.items():
        lines += ["", f"[schemas.{schema if BARE.fullmatch(schema) else _toml(schema)}]"]
        lines += [_listed(key, getattr(part, key)) for key in part.__struct_fields__ if getattr(part, key)]
    return "\n".join(lines) + "\n"


def _listed(key: str, names: tuple[str, ...]) -> str:
    if not names:
        return f"{key} = []"
    return "\n".join([f"{key} = [", *(f"    {_toml(name)}," for name in names), "]"])


def _toml(text: str) -> str:
    return f"'{text}'" if '"' in text else f'"{text}"'
