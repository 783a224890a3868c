"""Finds every named query, and every place in the code that asks it: with which keywords, into which row type."""

from __future__ import annotations

import ast
import collections.abc
import enum
import importlib
import pkgutil
import types
import typing
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import msgspec

import showground
from showground.db.sql import Query, named

ASKING = {"all", "one", "maybe", "value", "run", "call"}
INTO_ROWS = {"all", "one", "maybe", "call"}
PYTHON: dict[str, set[type]] = {
    "uuid": {UUID}, "text": {str}, "varchar": {str}, "name": {str}, "int2": {int}, "int4": {int}, "int8": {int},
    "minor_units": {int}, "bool": {bool}, "timestamptz": {datetime}, "date": {date}, "interval": {timedelta},
    "bytea": {bytes}, "float4": {float}, "float8": {float}, "numeric": {Decimal}, "xid8": {int}, "oid": {int},
    "void": {type(None)},
}  # fmt: skip


class Asked(msgspec.Struct, frozen=True):
    """One call that asks a query."""

    where: str
    query: Query
    method: str
    keywords: dict[str, object]  # name -> annotation of the parameter that is passed on, or None when it is made there
    row: object


def modules():
    """Return every module of the package, imported."""
    items = pkgutil.walk_packages(showground.__path__, prefix="showground.")
    return [showground, *(importlib.import_module(item.name) for item in items if not item.name.endswith("__main__"))]


def every_query():
    """Return every query of the package: of the files beside modules, and those that stand in modules."""
    queries = {}
    for folder in Path(showground.__path__[0]).rglob("queries.sql"):
        package = "showground." + ".".join(folder.parent.relative_to(showground.__path__[0]).parts)
        for query in named(f"{package}.x").values():
            queries[f"{package}:{query.name}"] = query
    for module in modules():
        for thing in vars(module).values():
            if isinstance(thing, Query):
                queries.setdefault(f"{module.__name__.rpartition('.')[0]}:{thing.name}", thing)
    return queries


def every_asking():
    """Return every call that asks a query."""
    return [asked for module in modules() for asked in _askings(module)]


def _askings(module):
    if not (module.__file__ or "").endswith(".py"):
        return
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    known = _names(module, tree)
    for function in ast.walk(tree):
        if not isinstance(function, ast.AsyncFunctionDef | ast.FunctionDef):
            continue
        local = {
            node.targets[0].id: node.value
            for node in ast.walk(function)
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        }
        annotations = {a.arg: a.annotation for a in (*function.args.args, *function.args.kwonlyargs)}
        for call in ast.walk(function):
            if (
                isinstance(call, ast.Call)
                and isinstance(call.func, ast.Attribute)
                and call.func.attr in ASKING
                and call.args
            ):
                for query in _queries(call.args[0], known, local):
                    yield _asked(module, function, call, query=query, known=known, annotations=annotations)


def _asked(module, function, call, *, query, known, annotations):
    keywords = {
        keyword.arg: _evaluated(
            annotations.get(keyword.value.id) if isinstance(keyword.value, ast.Name) else None, known
        )
        for keyword in call.keywords
    }
    row = None
    if call.func.attr in INTO_ROWS and len(call.args) > 1:
        row = _evaluated(call.args[1], known)
    return Asked(f"{module.__name__}.{function.name}", query, call.func.attr, keywords, row)


def _queries(node, known, local):
    """Return the queries that an expression may stand for."""
    if isinstance(node, ast.Name) and node.id in local:
        node = local[node.id]
    if isinstance(node, ast.Name):
        return [known[node.id]] if isinstance(known.get(node.id), Query) else []
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "SQL":
        names = [part.value for part in _branches(node.slice) if isinstance(part, ast.Constant)]
        return [known["SQL"][name] for name in names]
    return []


def _branches(node):
    return [*_branches(node.body), *_branches(node.orelse)] if isinstance(node, ast.IfExp) else [node]


def _names(module, tree):
    """Return what the module's names mean, those that only type checkers import included."""
    names = dict(vars(module))
    for node in tree.body:
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            exec(compile(ast.Module(node.body, []), module.__file__, "exec"), names)  # noqa: S102 - our own imports
    return names


def _evaluated(node, known):
    return None if node is None else eval(compile(ast.Expression(node), "annotation", "eval"), known)  # noqa: S307 - ours


def fits(kind, annotation):
    """Return whether a value of a database type is one of the annotated Python type."""
    accepted = PYTHON.get(kind.name, {str})  # an enum of ours is text
    if annotation is None or annotation in {typing.Any, object}:
        return True
    wanted = _plain(annotation)
    if kind.name.endswith("[]"):
        inside = typing.get_args(wanted)
        holds = typing.get_origin(wanted) or wanted
        element = type(kind)(kind.oid, kind.name[:-2], "scalar", kind.schema)
        return issubclass(holds, collections.abc.Iterable) and (not inside or fits(element, inside[0]))
    if isinstance(wanted, types.UnionType) or typing.get_origin(wanted) is typing.Union:
        return any(fits(kind, option) for option in typing.get_args(wanted) if option is not type(None))
    wanted = typing.get_origin(wanted) or wanted
    if kind.name in {"json", "jsonb", "vector", "record"} or kind.kind == "composite" or wanted is tuple:
        return True
    return wanted in accepted


def _plain(annotation):
    """Return the type that a NewType, a literal, an annotated or a text enumeration is at run time."""
    if hasattr(annotation, "__supertype__"):
        return _plain(annotation.__supertype__)
    if typing.get_origin(annotation) is typing.Annotated:
        return _plain(typing.get_args(annotation)[0])
    if typing.get_origin(annotation) is typing.Literal:
        return type(typing.get_args(annotation)[0])
    if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        return str if issubclass(annotation, str) else annotation
    return annotation


def columns_of(row):
    """Return a struct's fields in order: name, type, and whether it must be given; None of anything else."""
    if isinstance(row, type) and issubclass(row, msgspec.Struct):
        hints = typing.get_type_hints(row)
        return [(field.name, hints[field.name], field.required) for field in msgspec.structs.fields(row)]
    return None
