"""One effect per key: the first answer again, another request refused, a second at the same time told to wait."""

from __future__ import annotations

import asyncio
import secrets

import pytest

from showground.db.principal import ApiKey, Person
from showground.http.idempotency import RECALL, Recalled


def key():
    return {"idempotency-key": secrets.token_hex(16)}


async def organizations_of(client):
    return [one["name"] for one in (await client.get("/api/v1/me/organizations")).json()]


async def test_the_same_request_gives_the_first_answer_and_no_second_effect(api, make):
    client, headers = await api(await make.user()), key()

    first = await client.post("/api/v1/organizations", json={"name": "Ruby Gent"}, headers=headers)
    again = await client.post("/api/v1/organizations", json={"name": "Ruby Gent"}, headers=headers)

    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    assert ("idempotent-replayed" in first.headers, again.headers["idempotent-replayed"]) == (False, "true")
    assert await organizations_of(client) == ["Ruby Gent"]


async def test_another_body_under_the_key_is_refused(api, make):
    client, headers = await api(await make.user()), key()
    await client.post("/api/v1/organizations", json={"name": "Ruby Gent"}, headers=headers)

    other = await client.post("/api/v1/organizations", json={"name": "Ruby Ghent"}, headers=headers)

    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert await organizations_of(client) == ["Ruby Gent"]


async def test_keys_of_two_people_do_not_meet(api, make):
    headers, people = key(), [await make.user(), await make.user()]

    answers = [
        await (await api(one)).post("/api/v1/organizations", json={"name": "A"}, headers=headers) for one in people
    ]

    assert answers[0].json()["id"] != answers[1].json()["id"]


async def test_a_failure_is_not_kept(api, make, sql):
    person, headers = await make.user(), key()
    client, target = await api(person), {"target_type": "user", "target_id": str(person.user_id)}

    failed = await client.post("/api/v1/follows", json=target, headers=headers)

    assert failed.status_code == 422
    assert await sql.fetchval("select count(*) from showground.idempotency_keys where key = $1", *headers.values()) == 0


async def test_a_second_request_at_the_same_time_waits_outside(api, make, db):
    person, headers = await make.user(), key()
    made = await make.api_key(person, scopes=("manage",))
    client = await api()
    client.headers["authorization"] = f"Bearer {made.secret}"
    async with db.acting_as(ApiKey(made.key.id, person.user_id)) as tx:  # the first, still at work
        assert await tx.one(RECALL, Recalled, key=headers["idempotency-key"]) == Recalled(False, None, None, None)
        second = await client.post("/api/v1/organizations", json={"name": "A"}, headers=headers)

    assert (second.status_code, second.headers["retry-after"]) == (409, "1")
    assert (await client.post("/api/v1/organizations", json={"name": "A"}, headers=headers)).status_code == 201


async def test_fifty_at_once_have_one_effect(api, make):
    client, headers = await api(await make.user()), key()

    async def ask():
        return await client.post("/api/v1/organizations", json={"name": "A"}, headers=headers)

    answers = await asyncio.gather(*(ask() for _ in range(50)))
    later = await ask()

    assert {answer.status_code for answer in answers} <= {201, 409}
    assert {answer.json()["id"] for answer in answers if answer.status_code == 201} == {later.json()["id"]}
    assert await organizations_of(client) == ["A"]


@pytest.mark.parametrize("bad", ["short", "x" * 256, "signs that are nöt ascii"])
async def test_keys_that_could_meet_by_chance_are_refused(api, make, bad):
    client = await api(await make.user())

    answer = await client.post("/api/v1/organizations", json={"name": "A"}, headers={"idempotency-key": bad.encode()})

    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_malformed")


async def test_nobody_reads_the_answers_of_others(db, make, api):
    headers, person, other = key(), await make.user(), await make.user()
    await (await api(person)).post("/api/v1/organizations", json={"name": "A"}, headers=headers)

    async with db.acting_as(Person(other.user_id)) as tx:
        assert (await tx.one(RECALL, Recalled, key=headers["idempotency-key"])).response is None
