"""What stands after the `?`: only what the description of the API has, each once, each with a value that it allows."""

from __future__ import annotations

from typing import Any

import pytest

from showground.app import description
from showground.http.query import UNDERSTOOD, WrongQuery, check

TEXT = {"type": "string", "minLength": 1, "maxLength": 3}
SCHEMAS: dict[str, dict[str, Any]] = {
    "q": {"type": "string", "default": ""},
    "cursor": TEXT,
    "limit": {"type": "integer", "minimum": 1.0, "maximum": 100.0},
    "online": {"type": "boolean"},
    "until": {"type": "string", "format": "date-time"},
    "event": {"type": "string", "format": "uuid"},
    "shown": {"type": "string", "enum": ["all", "in"]},
    "country": {"type": "string", "pattern": "^[A-Za-z]{2}$"},
}


def parameters():
    """Return every query parameter of every operation, with its address."""
    for path, methods in description()["paths"].items():
        for operation in methods.values():
            for one in operation.get("parameters", ()):
                if one["in"] == "query":
                    yield f"{operation['operationId']} {path} {one['name']}", one["schema"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("q", ""),
        ("cursor", "abc"),
        ("limit", "1"),
        ("limit", "100"),
        ("online", "true"),
        ("online", "false"),
        ("until", "2027-06-12T19:30:00+02:00"),
        ("until", "2027-06-12T17:30:00.123Z"),
        ("event", "0190d5a8-c7a2-7b5e-8f3e-9a1c2b4d6e8f"),
        ("shown", "in"),
        ("country", "pt"),
    ],
)
def test_what_is_described_passes(name, value):
    check([(name, value)], SCHEMAS)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("cursor", ""),
        ("cursor", "abcd"),
        ("limit", ""),
        ("limit", "0"),
        ("limit", "101"),
        ("limit", "20.0"),
        ("limit", "+20"),
        ("limit", " 20"),
        ("limit", "020"),
        ("limit", "1_0"),
        ("limit", "٣"),
        ("limit", "9" * 5000),
        ("online", "1"),
        ("online", "True"),
        ("online", "null"),
        ("until", "21"),
        ("until", "2027-06-12"),
        ("until", "2027-06-12T19:30:00"),
        ("until", "2027-06-12T19:30:00 02:00"),
        ("until", "2027-02-30T19:30:00Z"),
        ("until", "0001-01-01T00:00:00+02:00"),
        ("event", "0190d5a8c7a27b5e8f3e9a1c2b4d6e8f"),
        ("event", "{0190d5a8-c7a2-7b5e-8f3e-9a1c2b4d6e8f}"),
        ("shown", "out"),
        ("shown", ""),
        ("country", "PRT"),
        ("country", "pt\n"),
        ("page", "2"),
    ],
)
def test_what_is_not_described_is_refused_by_name(name, value):
    with pytest.raises(WrongQuery) as refused:
        check([(name, value)], SCHEMAS)

    assert refused.value.facts["field"] == name


def test_a_parameter_that_stands_twice_is_refused_even_with_the_same_value():
    with pytest.raises(WrongQuery, match="twice") as refused:
        check([("limit", "20"), ("limit", "20")], SCHEMAS)

    assert refused.value.facts["field"] == "limit"


def test_each_parameter_of_the_api_is_described_in_words_that_are_checked():
    strange = {where: words for where, schema in parameters() if (words := schema.keys() - UNDERSTOOD)}

    assert len(list(parameters())) > 30
    assert strange == {}
    assert {schema["type"] for _, schema in parameters()} <= {"string", "integer", "boolean"}
    assert {schema.get("format") for _, schema in parameters()} <= {None, "date-time", "uuid"}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("until=21", "until"),
        ("cursor=", "cursor"),
        ("page=2", "page"),
        ("limit=20&limit=30", "limit"),
        ("%66rom=21", "from"),
        ("limit=%FF", None),
    ],
)
async def test_the_api_names_the_parameter_in_a_problem(browse, query, field):
    answer = await (await browse()).open(f"/api/v1/events?{query}")

    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, answer.json()["code"], answer.json().get("field")) == (422, "query", field)


async def test_an_operation_without_parameters_takes_none_whatever_its_method(browse):
    visitor = await browse()
    answers = [
        await visitor.open("/api/v1/openapi.json?v=2"),
        await visitor.client.head("/api/v1/events?page=2"),
        await visitor.client.post("/api/v1/sessions?dry=1", headers={"sec-fetch-site": "same-origin"}, json={}),
    ]

    assert [answer.status_code for answer in answers] == [422, 405, 422]
