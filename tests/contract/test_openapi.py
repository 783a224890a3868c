"""The API's description: it is whole, and what the API answers to calls made up from it is what it says."""

from __future__ import annotations

import asyncio
import csv
import time
from collections import Counter
from datetime import timedelta
from functools import partial
from pathlib import Path

import httpx
import hypothesis
import jsonschema_rs
import pytest
import requests
import schemathesis
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.parameters import ParameterLocation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tests import budget
from tests.browser import HOST, client_of
from tests.contract.calls import Holdings

from showground.app import description, http_app
from showground.db.principal import Worker
from showground.domains.users import store
from showground.http.live import LiveHub
from showground.settings import read_settings

WITHOUT_SUCCESS = Path(__file__).with_name("openapi_without_success.csv")
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = budget.pick(short=3, soak=50)  # of each operation and mode: such as the description allows, and others
SUCCESS_SHARE = 0.9
JSON = "application/json"
DOCUMENT = description()
OPERATIONS = {
    operation["operationId"]: (method.upper(), path, operation)
    for path, item in DOCUMENT["paths"].items()
    for method, operation in item.items()
}
IN_PERSON = {name for name, (*_, one) in OPERATIONS.items() if one["security"] == [{"session": []}]}
STREAMS = {
    name
    for name, (*_, one) in OPERATIONS.items()
    if "text/event-stream" in one["responses"].get("200", {}).get("content", {})
}
STREAM_SECONDS = 0.1


def told(operation):
    """Return what an operation's body may be, by media type."""
    return operation.get("requestBody", {}).get("content", {})


def test_the_document_is_openapi_3_1():
    assert DOCUMENT["openapi"].startswith("3.1")
    schemathesis.openapi.from_dict(DOCUMENT).validate()
    for name, schema in DOCUMENT["components"]["schemas"].items():
        jsonschema_rs.meta.validate({"$id": f"urn:{name}", **schema})


async def test_the_document_is_served(browse):
    answer = await (await browse()).open("/api/v1/openapi.json")

    assert (answer.status_code, answer.json()) == (200, DOCUMENT)


def test_operation_ids_are_unique_and_each_operation_says_what_it_does():
    ids = Counter(operation["operationId"] for item in DOCUMENT["paths"].values() for operation in item.values())

    assert [name for name, count in ids.items() if count > 1] == []
    assert [name for name, (*_, operation) in OPERATIONS.items() if len(operation["summary"].split()) < 2] == []


@pytest.mark.parametrize("name", OPERATIONS)
def test_each_operation_declares_its_problems_and_who_may_call_it(name):
    method, _, operation = OPERATIONS[name]
    problems = {
        status: answer["content"]["application/problem+json"]["schema"]
        for status, answer in operation["responses"].items()
        if status >= "4"
    }

    assert "401" in problems
    assert method == "GET" or {"403", "404", "409", "422"} <= problems.keys()
    assert all(schema == {"$ref": "#/components/schemas/Problem"} for schema in problems.values())
    schemes = {scheme for one in operation["security"] for scheme in one}
    assert schemes == ({"session"} if name in IN_PERSON else {"apiKey", "session"})
    assert (name in IN_PERSON) == ("An API key cannot do this" in operation["description"])


@pytest.mark.parametrize("name", [name for name, (*_, one) in OPERATIONS.items() if JSON in told(one)])
def test_each_body_has_an_example_that_is_one(name):
    for body in told(OPERATIONS[name][2]).values():
        whole = {**body["schema"], "components": DOCUMENT["components"]}

        assert body["example"]
        jsonschema_rs.validator_for(whole, validate_formats=True).validate(body["example"])


class Caller:
    """Calls operations as the owner of everything: with a key of all scopes, or signed in where keys are refused."""

    def __init__(self, app, client, key, sign_in, loop) -> None:
        self.app, self.client, self.key, self.sign_in, self.loop = app, client, key, sign_in, loop
        self.statuses: dict[str, Counter] = {name: Counter() for name in OPERATIONS}

    async def send(self, name, method, url, **more):
        """Call an operation and count its answer."""
        headers = more.pop("headers", {})
        if name in STREAMS:
            self._end_streams_soon()
        answer = await self.client.request(
            method, url, headers={**headers, "authorization": f"Bearer {self.key}"}, **more
        )
        refused = answer.status_code == 403 and answer.json()["code"] == "key_not_enough"
        assert (name in IN_PERSON) if refused else (name not in IN_PERSON or answer.status_code >= 400), name
        if refused:
            session = await self.sign_in()
            signed_in = {"cookie": f"showground_session={session}", "sec-fetch-site": "same-origin"}
            answer = await self.client.request(method, url, headers={**headers, **signed_in}, **more)
        self.statuses[name][answer.status_code] += 1
        return answer

    def _end_streams_soon(self):
        """Let the next stream begin and end: its hub closes, as it does when the server stops."""
        hub = self.app.state.live = LiveHub("")

        async def end():
            await asyncio.sleep(STREAM_SECONDS)
            await hub.close()

        self.ending = asyncio.ensure_future(end())

    def send_case(self, name, case, **sent):
        """Call an operation from a thread that is not the loop's, with what schemathesis made up."""
        asked = requests.Request(**{**case.as_transport_kwargs(base_url=HOST), **sent}).prepare()
        headers = {key: value for key, value in asked.headers.items() if key.lower() != "authorization"}
        answering = self.send(name, asked.method, asked.url, headers=headers, content=asked.body)
        return asyncio.run_coroutine_threadsafe(answering, self.loop).result(60)

    def wait(self, coroutine):
        """Run something in the loop, from a thread."""
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(60)


@pytest.fixture(scope="module")
async def fuzzed_app(site, tmp_path_factory):
    """The application, generous to whoever calls often."""
    generous = {"SHOWGROUND_MOST_HOLDS": "100000", "SHOWGROUND_ATTEMPT_SECONDS": "1"}
    place = {"DATABASE_URL": site.app_url, "SHOWGROUND_STATE_DIR": str(tmp_path_factory.mktemp("fuzz"))}
    app = http_app(read_settings({**place, **generous}))
    yield app
    await app.state.db.close()


@pytest.fixture
async def caller(fuzzed_app, make):
    estate = await make.estate()
    async with make.db.acting_as(Worker()) as tx:  # what operators read is asked for too
        await store.set_operator(tx, user_id=estate.owner.user_id, is_operator=True)
    key = (await make.api_key(estate.owner, scopes=("read", "buy", "scan", "manage"))).secret
    async with client_of(fuzzed_app) as client:
        made = Caller(fuzzed_app, client, key, partial(make.session, estate.owner), asyncio.get_running_loop())
        yield made, Holdings(make, estate)


@pytest.mark.timeout(budget.pick(short=300, soak=3600))
async def test_calls_made_up_from_the_document_are_answered_as_it_says(caller, pytestconfig, capsys):
    calls, holdings = caller
    began, wrong = time.monotonic(), []
    schema = schemathesis.openapi.from_dict(DOCUMENT)
    seed = int(pytestconfig.option.hypothesis_seed)
    for found in schema.get_all_operations():
        operation = found.ok()  # type: ignore[union-attr]  # the document is valid: another test says so
        name = operation.definition.raw["operationId"]
        told = await call_as_told(calls, holdings, name)
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            try:
                await asyncio.to_thread(fuzz, calls, holdings, operation, name, told, mode, seed)
            except hypothesis.errors.Unsatisfiable:
                assert mode is GenerationMode.NEGATIVE  # an operation that takes nothing cannot be told nonsense
            except (AssertionError, BaseExceptionGroup) as error:
                wrong.append(f"{name} ({mode}): {error}")
    report(calls.statuses, seconds=time.monotonic() - began, capsys=capsys)

    assert "\n".join(wrong) == ""
    assert_enough_succeeded(calls.statuses)


async def call_as_told(calls, holdings, name):
    """Call an operation with the owner's ids and the document's example; return the path's values."""
    method, path, operation = OPERATIONS[name]
    values = await holdings.path(name, method, path)
    more = {"headers": {"idempotency-key": f"{name}-{time.monotonic_ns()}"}}
    if JSON in told(operation):
        more["json"] = await holdings.body(name, told(operation)[JSON]["example"])
    elif told(operation):
        more["content"] = await holdings.body(name, None)
    answer = await calls.send(name, method, path.format(**values), **more)
    if answer.status_code >= 400:
        print(name, answer.status_code, answer.text)
    return values


def fuzz(calls, holdings, operation, name, values, mode, seed):
    """Call an operation with what the document allows, or with what it does not."""

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(hypothesis.HealthCheck),
        phases=[hypothesis.Phase.generate],
    )
    @hypothesis.given(case=operation.as_strategy(generation_mode=mode), ours=st.integers(0, 9))
    def check(case, ours):
        spoiled = {place for place, part in case.meta.components.items() if part.mode is GenerationMode.NEGATIVE}
        if ours and values and ParameterLocation.PATH not in spoiled:  # mostly what is there, seldom an id of nothing
            case.path_parameters = {**case.path_parameters, **values}
        if ours and isinstance(case.body, dict) and ParameterLocation.BODY not in spoiled:
            case.body = calls.wait(holdings.refer(case.body))
        answer = calls.send_case(name, case)
        own = spoiled <= {ParameterLocation.COOKIE}  # the caller signs in himself, whatever session is made up
        case.validate_response(answer, checks=[*CHECKS] if own else [*CHECKS, negative_data_rejection])

    check()


@pytest.mark.parametrize(
    ("status", "answer"),
    [(500, {}), (418, {}), (200, {"user_id": "nobody"}), (404, {"detail": "a problem without its name"})],
)
def test_an_answer_outside_the_document_is_seen(status, answer):
    case = schemathesis.openapi.from_dict(DOCUMENT)["/api/v1/me"]["GET"].Case()
    sent = httpx.Response(status, json=answer, request=httpx.Request("GET", f"{HOST}/api/v1/me"))
    sent.elapsed = timedelta(0)

    with pytest.raises(FailureGroup):
        case.validate_response(sent, checks=CHECKS)


def report(statuses, *, seconds, capsys):
    with capsys.disabled():
        answers: Counter[int] = sum(statuses.values(), Counter())
        print(f"\n  {len(statuses)} operations, {answers.total()} calls in {seconds:.0f} s; answers {dict(answers)}")
        for name, count in statuses.items():
            if not succeeded(count):
                print(f"  never 2xx: {name} {dict(count)}")


def succeeded(count):
    return any(200 <= status < 300 for status in count)


def assert_enough_succeeded(statuses):
    with WITHOUT_SUCCESS.open(newline="") as file:
        listed = {line["operation"]: line["reason"] for line in csv.DictReader(file)}
    without = {name for name, count in statuses.items() if not succeeded(count)}

    assert without == set(listed)
    assert all(reason.strip() for reason in listed.values())
    assert len(without) <= (1 - SUCCESS_SHARE) * len(statuses)
