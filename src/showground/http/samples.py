"""An example of a JSON schema's value, made of the examples that its parts give."""

from __future__ import annotations

from typing import Any

FORMATS = {
    "uuid": "0190d5a8-c7a2-7b5e-8f3e-9a1c2b4d6e8f",
    "date-time": "2027-06-12T19:30:00+02:00",
    "date": "2027-06-12",
}
PLAIN: dict[str, Any] = {"string": "words", "integer": 1, "number": 1.5, "boolean": True, "null": None}


def sample(schema: dict[str, Any], schemas: dict[str, Any]) -> Any:  # noqa: ANN401 - whatever the schema says
    """Return a value of a schema: its example or default, else one made of those of its parts.

    Args:
        schemas: What `#/components/schemas/` means.
    """
    if "$ref" in schema:
        return sample(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    for found in (
        schema.get("examples", [])[:1],
        schema.get("enum", [])[:1],
        [schema["const"]] if "const" in schema else [],
    ):
        if found:
            return found[0]
    for several in ("oneOf", "anyOf", "allOf"):
        if several in schema:
            return sample(schema[several][0], schemas)
    return _made(schema, schemas)


def _made(schema: dict[str, Any], schemas: dict[str, Any]) -> Any:  # noqa: ANN401 - whatever the schema says
    match schema.get("type"):
        case "object":
            wanted = _worth_showing(schema)
            return {name: sample(schema["properties"][name], schemas) for name in wanted}
        case "array":
            return [sample(schema["items"], schemas)]
        case "string" if schema.get("format") in FORMATS:
            return FORMATS[schema["format"]]
        case "integer" | "number":
            return schema.get("default", schema.get("minimum", 1))
        case kind:
            return schema.get("default", PLAIN[str(kind)])


def _worth_showing(schema: dict[str, Any]) -> list[str]:
    """Return the fields that a caller must send, and the others that have an example."""
    required = set(schema.get("required", []))
    return [name for name, part in schema.get("properties", {}).items() if name in required or _is_told(part)]


def _is_told(part: dict[str, Any]) -> bool:
    return bool(part.get("examples")) or any(one.get("examples") for one in part.get("oneOf", []))
