"""People over the API, as programs with keys and as our own pages with cookies."""

from __future__ import annotations

from uuid import uuid4

import pytest

from showground.api import api_router
from showground.http.openapi import describe


def account(**fields):
    email = f"{uuid4().hex}@example.org"
    return {"display_name": "Adaeze Okonkwo", "email": email, "password": "a long enough one", **fields}


async def test_an_account_is_made_and_signed_in(api):
    client, wish = await api(), account()

    made = await client.post("/api/v1/accounts", json=wish)
    me = await client.get("/api/v1/me")
    out = await client.delete("/api/v1/sessions/current")

    assert (made.status_code, made.json()["email"], me.json()) == (201, wish["email"], made.json())
    assert "HttpOnly" in made.headers["set-cookie"]
    assert (out.status_code, (await client.get("/api/v1/me")).status_code) == (204, 401)
    again = await client.post("/api/v1/sessions", json={"email": wish["email"], "password": wish["password"]})
    assert (again.status_code, again.json()["user_id"]) == (201, me.json()["user_id"])


@pytest.mark.parametrize(
    ("fields", "status", "code", "field"),
    [
        ({"email": "nowhere"}, 422, "users.email_malformed", "email"),
        ({"password": "short"}, 422, "users.password_too_short", "password"),
        ({"handle": "-"}, 422, "users.handle_malformed", "handle"),
        ({"display_name": ""}, 422, "users.name_needed", "display_name"),
    ],
)
async def test_what_is_wrong_with_an_account_is_named(api, fields, status, code, field):
    answer = await (await api()).post("/api/v1/accounts", json=account(**fields))

    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (status, code, field)


async def test_a_taken_address_is_a_conflict(api, make):
    person = await make.user()

    answer = await (await api()).post("/api/v1/accounts", json=account(email=person.email))

    assert (answer.status_code, answer.json()["code"]) == (409, "users.email_taken")


async def test_a_wrong_password_is_a_401_that_says_no_more(api, make):
    person = await make.user()

    answer = await (await api()).post("/api/v1/sessions", json={"email": person.email, "password": "wrong one"})

    assert (answer.status_code, answer.json()["code"]) == (401, "users.wrong_credentials")
    assert "set-cookie" not in answer.headers


async def test_a_profile_is_edited_in_part(api, make):
    person = await make.user()
    client = await api(person)

    answer = await client.patch("/api/v1/me", json={"bio": "Cook.", "country_code": "NG"})

    assert (answer.status_code, answer.json()["bio"], answer.json()["handle"]) == (200, "Cook.", person.handle)
    assert (await client.patch("/api/v1/me", json={"country_code": None})).json()["country_code"] is None
    assert (await client.patch("/api/v1/me", json={"is_operator": True})).status_code == 422


async def test_keys_are_made_by_a_person_and_not_by_a_key(api, browse, make):
    person = await make.user()
    program, page = await api(person), (await browse(person)).client

    refused = await program.post("/api/v1/api-keys", json={"name": "more", "scopes": ["manage"]})
    made = await page.post("/api/v1/api-keys", json={"name": "till", "scopes": ["read"], "days": 7})

    assert (refused.status_code, refused.json()["code"]) == (403, "key_not_enough")
    assert made.status_code == 201
    secret, key = made.json()["secret"], made.json()["key"]
    client = await api()
    client.headers["authorization"] = f"Bearer {secret}"
    assert (await client.get("/api/v1/me")).json()["handle"] == person.handle
    lacking = await client.patch("/api/v1/me", json={"bio": "x"})
    assert (lacking.status_code, lacking.json()["scope"]) == (403, "manage")
    assert [one["name"] for one in (await page.get("/api/v1/api-keys")).json()] == ["till", "a key"]
    assert (await page.delete(f"/api/v1/api-keys/{key['id']}")).status_code == 204
    assert (await client.get("/api/v1/me")).status_code == 401


async def test_following_and_being_asked(api, make):
    fan, star = await make.user(), await make.user(is_private=True)
    his, hers = await api(fan), await api(star)

    asked = await his.post("/api/v1/follows", json={"target_type": "user", "target_id": str(star.user_id)})
    requests = (await hers.get("/api/v1/follow-requests")).json()
    accepted = await hers.post(f"/api/v1/follow-requests/{asked.json()['id']}/accept")
    listed = (await his.get("/api/v1/follows", params={"limit": 1})).json()
    seen = (await his.get(f"/api/v1/people/{star.handle}")).json()

    assert (asked.status_code, asked.json()["status"]) == (201, "pending")
    assert [one["handle"] for one in requests] == [fan.handle]
    assert accepted.status_code == 204
    assert ([one["id"] for one in listed["items"]], listed["next"]) == ([asked.json()["id"]], None)
    assert (seen["followers_count"], seen["follow_status"]) == (1, "accepted")
    assert (await his.delete(f"/api/v1/follows/{asked.json()['id']}")).status_code == 204
    assert (await his.get("/api/v1/follows")).json()["items"] == []


async def test_a_private_person_shows_nobody_more_than_name_and_picture(api, make):
    star = await make.user(is_private=True)
    await (await api(star)).patch("/api/v1/me", json={"bio": "Secret.", "country_code": "DE"})

    seen = (await (await api()).get(f"/api/v1/people/{star.handle}")).json()

    assert (seen["display_name"], seen["bio"], seen["country_code"]) == (star.name, "", None)
    assert "email" not in seen


async def test_sessions_are_listed_and_ended(browse, api, make):
    person = await make.user()
    here, there = (await browse(person)).client, (await browse(person)).client

    listed = (await here.get("/api/v1/sessions")).json()
    [other] = [one for one in listed if not one["is_current"]]
    ended = await here.delete(f"/api/v1/sessions/{other['id']}")

    assert (len(listed), ended.status_code) == (2, 204)
    assert (await there.get("/api/v1/me")).status_code == 401
    assert (await here.get("/api/v1/me")).status_code == 200


async def test_limits_of_a_page_are_limits(api, make):
    assert (await (await api(await make.user())).get("/api/v1/follows", params={"limit": 201})).status_code == 422


async def test_the_description_is_openapi_3_1_with_problems_scopes_and_examples(api):
    described = (await (await api()).get("/api/v1/openapi.json")).json()

    operation = described["paths"]["/api/v1/api-keys"]["post"]
    assert described["openapi"].startswith("3.1")
    assert operation["responses"]["401"]["content"].keys() == {"application/problem+json"}
    assert (operation["security"], "x-scope" in operation) == ([{"session": []}], False)  # no key makes keys
    assert "An API key cannot do this" in operation["description"]
    assert described["components"]["schemas"]["SignUp"]["properties"]["email"]["examples"] == ["mara@example.org"]
    keys_too = described["paths"]["/api/v1/organizations"]["post"]
    assert (keys_too["security"], keys_too["x-scope"]) == ([{"apiKey": ["manage"]}, {"session": []}], "manage")
    keyed = keys_too["parameters"]
    assert [one["name"] for one in keyed] == ["Idempotency-Key"]
    names = [one["operationId"] for methods in described["paths"].values() for one in methods.values()]
    assert len(names) == len(set(names))


async def test_the_page_of_the_api_names_every_operation_and_no_third_party(browse):
    browser = await browse()
    text = (await browser.open("/api/docs")).text

    described = describe(api_router())
    names = {one["operationId"] for methods in described["paths"].values() for one in methods.values()}
    assert {name for name in names if f'id="{name}"' not in text} == set()
    assert "//cdn" not in text
