"""Operators act as somebody: with a reason, for some minutes, with both names on record, and with closed doors."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import asyncpg
import pytest
from tests.browser import Browser

from showground.db.principal import Operator, Person, identity_sql
from showground.domains.users import service as users
from showground.domains.users.acting import service
from showground.domains.users.errors import NotWhileActing, OfAnOperator, ReasonNeeded


@pytest.fixture
async def operator(make):
    return await make.user(name="Ada", is_operator=True)


@pytest.fixture
async def person(make):
    return await make.user(name="Jonas Ek")


@pytest.fixture
async def acting(app, make, operator, person):
    """The browser of an operator who acts as a person."""
    browser = Browser(app).sign_in(await make.session(operator))
    started = await browser.post("/operator/acting", handle=person.handle, reason="He asked about a refund.")
    assert started.status_code == 303
    yield browser
    await browser.client.aclose()


async def test_an_operator_looks_a_person_up_and_acts_as_him(acting, person, operator, sql):
    page = (await acting.open("/")).text
    me = (await acting.client.get("/api/v1/me")).json()
    log = await sql.fetchrow(
        "select actor, details ->> 'reason', details ->> 'operator' from showground.audit_log "
        "where action = 'users.acting_started' and subject_id = $1",
        person.user_id,
    )

    assert "You act as Jonas Ek until" in page
    assert me["handle"] == person.handle
    assert tuple(log) == (operator.user_id, "He asked about a refund.", str(operator.user_id))


@pytest.mark.parametrize("path", ["/", "/me", "/me/tickets", "/console?owner=me"])
async def test_the_banner_stands_on_every_page(acting, path):
    assert "Be yourself again" in (await acting.open(path)).text


async def test_every_act_is_on_record_with_both_ids(acting, person, operator, make, sql):
    other = await make.user()
    await acting.post("/follows", target_type="user", target_id=str(other.user_id))
    await acting.client.post(
        "/api/v1/organizations", json={"name": "Jonas' club"}, headers={"idempotency-key": "a" * 20}
    )

    log = await sql.fetch(
        "select details ->> 'path', actor, operator from showground.audit_log "
        "where action = 'users.acted' and subject_id = $1 order by id",
        person.user_id,
    )

    assert [tuple(row) for row in log] == [
        ("/follows", person.user_id, operator.user_id),
        ("/api/v1/organizations", person.user_id, operator.user_id),
    ]


async def test_ways_in_stay_as_they_are(acting, person, sql):
    before = await sql.fetchval("select count(*) from users.api_keys where user_id = $1", person.user_id)

    page = await acting.post("/me/keys", name="mine", read="yes")
    api = await acting.client.post("/api/v1/api-keys", json={"name": "mine", "scopes": ["read"]})

    assert (page.status_code, page.headers["location"].partition("?")[0]) == (303, "/me/confirm")  # with his password
    assert api.status_code == 403
    assert await sql.fetchval("select count(*) from users.api_keys where user_id = $1", person.user_id) == before


@pytest.mark.parametrize(
    "statement",
    [
        "update users.accounts set password_hash = null",
        "update users.contacts set email = 'mine@example.org'",
        "update users.contacts set wanted_email = 'mine@example.org'",
        "delete from users.sessions",
        (
            "insert into users.api_keys (id, user_id, name, scopes, secret_hash) "
            "select gen_random_uuid(), user_id, 'x', '{read}', sha256('x') from users.accounts"
        ),
        (
            "insert into users.identities (id, user_id, issuer, subject) "
            "select gen_random_uuid(), user_id, 'https://x', 'x' from users.accounts"
        ),
        "update organizations.api_keys set revoked_at = now()",
        "update users.totps set confirmed_at = null",
        "insert into users.totps (user_id, secret) select user_id, '\\x00' from users.accounts",
        "delete from users.totps",
        (
            "insert into users.passkeys (id, user_id, credential_id, public_key, sign_count, transports, name) "
            "select gen_random_uuid(), user_id, '\\x01', '\\x01', 0, '{}', 'mine' from users.accounts"
        ),
        "update users.passkeys set name = 'mine'",
        "delete from users.passkeys",
        (
            "insert into users.recovery_codes (id, user_id, code_hash) "
            "select gen_random_uuid(), user_id, sha256('x') from users.accounts"
        ),
        "update users.recovery_codes set used_at = null",
        "delete from users.recovery_codes",
    ],
)
async def test_the_database_itself_refuses_to_change_ways_in(site, person, operator, statement):
    connection = await asyncpg.connect(site.app_url)
    try:
        await connection.execute(
            f"begin; {identity_sql(Person(person.user_id, operator=operator.user_id))}; set local role service_role"
        )
        with pytest.raises(asyncpg.PostgresError) as refused:
            await connection.execute(statement)
        assert refused.value.sqlstate == "SG010"
    finally:
        await connection.close()


async def test_the_service_says_so_in_a_sentence(db, person, operator):
    with pytest.raises(NotWhileActing):
        async with db.acting_as(Person(person.user_id, operator=operator.user_id)) as tx:
            await users.create_api_key(tx, person.user_id, name="mine", scopes=["read"], lasts=None)


async def test_it_ends_by_the_button(acting, operator, sql, person):
    ended = await acting.post("/operator/acting/end", page="/me")
    me = (await acting.client.get("/api/v1/me")).json()
    again = await acting.post("/operator/acting/end", page="/me")

    assert (ended.status_code, me["handle"], again.status_code) == (303, operator.handle, 403)
    log = await sql.fetchval(
        "select actor from showground.audit_log where action = 'users.acting_ended' and subject_id = $1", person.user_id
    )
    assert log == operator.user_id


async def test_it_ends_by_itself_and_with_the_operators_rights(app, make, operator, person, sql):
    browser = Browser(app).sign_in(await make.session(operator))
    late = await make.acting_token(operator, person, lasts=timedelta(milliseconds=1))
    await asyncio.sleep(0.01)
    token = await make.acting_token(operator, person)

    async def handle(acting):
        browser.client.cookies.set("showground_acting", acting, domain="127.0.0.1", path="/")
        return (await browser.client.get("/api/v1/me")).json()["handle"]

    seen = [await handle(late), await handle(token)]
    await sql.execute("update users.accounts set is_operator = false where user_id = $1", operator.user_id)
    seen.append(await handle(token))
    await browser.client.aclose()

    assert seen == [operator.handle, person.handle, operator.handle]


async def test_the_token_is_of_no_use_without_the_operators_session(app, make, operator, person):
    token = await make.acting_token(operator, person)
    other = await make.user(is_operator=True)
    browser = Browser(app).sign_in(await make.session(other))
    browser.client.cookies.set("showground_acting", token, domain="127.0.0.1", path="/")

    assert (await browser.client.get("/api/v1/me")).json()["handle"] == other.handle
    await browser.client.aclose()


async def test_nobody_acts_as_an_operator_nor_without_a_reason(db, make, operator, person):
    async def act(handle, reason="He asked."):
        async with db.acting_as(Operator(operator.user_id)) as tx:
            await service.act_as(
                tx, operator=operator.user_id, handle=handle, reason=reason, lasts=timedelta(minutes=1)
            )

    colleague = await make.user(is_operator=True)
    with pytest.raises(OfAnOperator):
        await act(colleague.handle)
    with pytest.raises(OfAnOperator):
        await act(operator.handle)
    with pytest.raises(ReasonNeeded):
        await act(person.handle, "  why ")


async def test_a_person_who_becomes_an_operator_is_acted_as_no_more(acting, person, operator, sql):
    await sql.execute("update users.accounts set is_operator = true where user_id = $1", person.user_id)

    assert (await acting.client.get("/api/v1/me")).json()["handle"] == operator.handle


async def test_people_cannot_look_people_up(browse, make, person):
    browser = await browse(await make.user())

    assert (await browser.open(f"/operator/people?q=@{person.handle}")).status_code == 403
    assert (await browser.post("/operator/acting", handle=person.handle, reason="Just because.")).status_code == 403


async def test_the_page_finds_by_handle_and_address_and_says_when_there_is_nobody(browse, operator, person):
    browser = await browse(operator)

    pages = [
        await browser.open("/operator/people", params={"q": q}, follow_redirects=True)
        for q in (f"@{person.handle}", person.email.upper(), "@nobody-here", "nobody@example.org")
    ]

    assert ["Act as Jonas Ek" in page.text for page in pages] == [True, True, False, False]
    assert [page.status_code for page in pages] == [200, 200, 404, 404]
    assert "Nobody has this handle or address" in pages[2].text


@pytest.mark.parametrize("path", ["/me/data/exports", "/me/data/erase"])
async def test_an_operator_neither_takes_a_copy_of_whom_he_acts_as_nor_has_him_forgotten(path, acting, person, sql):
    answer = await acting.post(path)

    asked = "select count(*) from users.{} where user_id = $1"
    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/me/confirm")
    assert [await sql.fetchval(asked.format(table), person.user_id) for table in ("exports", "erasures")] == [0, 0]
