"""What stands after the `?` of an API call, held against the API's description: nothing else is taken.

Litestar reads more than the description says: seconds of 1970 as a moment, `1` as true, the last of two. A program that
sends such a thing has a mistake in it, and is told so by the name of the parameter instead of getting another answer.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl
from uuid import UUID

from showground.kit.faults import Invalid
from showground.kit.format import listing
from showground.kit.words import gettext

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from litestar import Request

READ_METHOD = {"HEAD": "get"}
NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,17})")
MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)
UNDERSTOOD = {  # a keyword that is not here could not be held against anything: a test looks for one
    *("type", "format", "enum", "minimum", "maximum", "minLength", "maxLength", "pattern"),
    *("description", "default", "examples"),
}


class WrongQuery(Invalid):
    """A parameter that the description of the API does not have, or a value that it does not allow."""

    code = "query"
    says = "This address is asked in a way that the API does not have."


def check_query(request: Request[Any, Any, Any]) -> None:
    """Hold what a call asks against the description of its operation.

    Raises:
        WrongQuery: a parameter is unknown, stands twice, or has a value that is not allowed; `field` names it.
    """
    raw: bytes = request.scope["query_string"]
    if not raw:
        return
    described: dict[str, Any] = request.app.state.description()["paths"].get(request.scope["path_template"], {})
    operation = described.get(READ_METHOD.get(request.method, request.method.lower()), {})
    check(_pairs(raw), {one["name"]: one["schema"] for one in operation.get("parameters", ()) if one["in"] == "query"})


def check(asked: Iterable[tuple[str, str]], schemas: Mapping[str, Mapping[str, Any]]) -> None:
    """Hold pairs of name and value against the schemas of an operation's parameters.

    Raises:
        WrongQuery: as `check_query` says.
    """
    seen: set[str] = set()
    for name, value in asked:
        if name not in schemas:
            if not schemas:
                raise WrongQuery("There is no parameter “%(field)s” here.", field=name[:80])
            raise WrongQuery(
                "There is no parameter “%(field)s” here. It takes %(known)s.", field=name[:80], known=", ".join(schemas)
            )
        if name in seen:
            raise WrongQuery("“%(field)s” stands here twice. Say it once.", field=name)
        seen.add(name)
        if wanted := _wanted(value, schemas[name]):
            raise WrongQuery("“%(field)s” has to be %(wanted)s.", field=name, wanted=wanted)


def _pairs(raw: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(raw.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=100)
    except ValueError as error:  # too many, or no UTF-8 behind the percent signs
        raise WrongQuery("What stands after the question mark cannot be read.") from error


def _wanted(value: str, schema: Mapping[str, Any]) -> str:
    """Return what a parameter has to be when `value` is none of it, else nothing."""
    if "enum" in schema:
        return "" if value in schema["enum"] else gettext("one of %(choices)s") % {"choices": ", ".join(schema["enum"])}
    match schema["type"], schema.get("format"):
        case "boolean", _:
            return "" if value in {"true", "false"} else gettext("true or false")
        case "integer", _:
            least, most = schema.get("minimum"), schema.get("maximum")
            fits = (
                NUMBER.fullmatch(value)
                and (least is None or least <= int(value))
                and (most is None or int(value) <= most)
            )
            return "" if fits else _between(gettext("a whole number"), least, most)
        case "string", "date-time":
            return (
                "" if _is_moment(value) else gettext("a moment as in 2027-06-12T19:30:00+02:00, with the + sent as %2B")
            )
        case "string", "uuid":
            return "" if _is_uuid(value) else gettext("an id")
        case _:
            return _wanted_text(value, schema)


def _wanted_text(value: str, schema: Mapping[str, Any]) -> str:
    least, most = schema.get("minLength"), schema.get("maxLength")
    if (least is not None and len(value) < least) or (most is not None and len(value) > most):
        return _between(gettext("a text whose length is"), least, most)
    pattern: str = schema.get("pattern", "")
    exact = re.sub(r"\$$", r"\\Z", pattern)  # Python's $ lets a line end stand behind
    return "" if re.search(exact, value) else gettext("a text that matches %(pattern)s") % {"pattern": pattern}


def _between(what: str, least: float | None, most: float | None) -> str:
    bounds = []
    if least is not None:
        bounds.append(gettext("at least %(least)g") % {"least": least})
    if most is not None:
        bounds.append(gettext("at most %(most)g") % {"most": most})
    return f"{what} {listing(bounds)}".strip()


def _is_moment(value: str) -> bool:
    try:
        return MOMENT.fullmatch(value) is not None and bool(datetime.fromisoformat(value.upper()).astimezone(UTC))
    except (ValueError, OverflowError):  # no such day, or not one in UTC
        return False


def _is_uuid(value: str) -> bool:
    try:
        return str(UUID(value)) == value.lower()
    except ValueError:
        return False
