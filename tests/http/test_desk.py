"""Who a request is: session, API key, link of an order or an event, nobody; and what each may."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from litestar import Litestar, Request, get
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from msgspec.structs import replace
from tests.browser import HOST

from showground.db.principal import Anonymous, ApiKey, Guest, Operator, Person
from showground.domains.ticketing.tokens import ORDER_LINK, order_token
from showground.http.desk import Desk, provide_desk
from showground.http.keys import Keyring
from showground.kit.faults import Refused
from showground.kit.sealing import fingerprint, seal
from showground.settings import read_settings

SESSION = "showground_session"


@pytest.fixture
async def seated(app):
    """Ask the real desk who somebody is: returns the desk that a handler was given."""

    async def ask(path="/api/v1/who", **options):
        found = []

        @get([path], sync_to_thread=False)
        def handler(desk: NamedDependency[Desk]) -> None:
            found.append(desk)

        inner: Any = Litestar(
            [handler], dependencies={"desk": Provide(provide_desk)}, state=app.state, openapi_config=None
        )
        async with httpx.AsyncClient(transport=httpx.ASGITransport(inner), base_url=HOST, **options) as client:
            answer = await client.get(path, params=options.get("params"))
        return found[0] if found else answer.status_code

    return ask


async def test_nobody_is_anonymous(seated):
    desk = await seated()

    assert (desk.principal, desk.viewer, desk.person_or_none) == (Anonymous(), None, None)


async def test_a_session_is_its_person(seated, make):
    person = await make.user()

    desk = await seated(cookies={SESSION: await make.session(person)})

    assert desk.principal == Person(person.user_id)
    assert (desk.viewer.handle, desk.viewer.name) == (person.handle, person.name)


@pytest.mark.parametrize("spoil", ["expired", "revoked", "disabled", "unknown"])
async def test_a_session_that_ended_is_nobody(seated, make, sql, spoil):
    person = await make.user()
    token = await make.session(person)
    of = "where user_id = $1"
    match spoil:
        case "expired":
            await sql.execute(
                f"update users.sessions set expires_at = now() - interval '1 second' {of}", person.user_id
            )
        case "revoked":
            await sql.execute(f"update users.sessions set revoked_at = now() {of}", person.user_id)
        case "disabled":
            await sql.execute(f"update users.accounts set disabled_at = now() {of}", person.user_id)
        case "unknown":
            token = token[::-1]

    assert (await seated(cookies={SESSION: token})).principal == Anonymous()


async def test_a_session_in_use_lasts_anew_once_half_of_it_is_over(seated, make, sql):
    person = await make.user()
    token = await make.session(person, lasts=timedelta(days=14))

    desk = await seated(cookies={SESSION: token})

    expires_at = await sql.fetchval("select expires_at from users.sessions where user_id = $1", person.user_id)
    assert timedelta(days=29) < expires_at - datetime.now(UTC) <= timedelta(days=30)
    assert [(cookie.key, cookie.value) for cookie in desk.cookies] == [(SESSION, token)]


async def test_an_api_key_is_its_owner_within_its_scopes(seated, make):
    person = await make.user()
    made = await make.api_key(person, scopes=("scan", "read"))

    desk = await seated(headers={"authorization": f"Bearer {made.secret}"})

    assert desk.principal == ApiKey(made.key.id, person.user_id, frozenset({"read", "scan"}))
    assert desk.person == person.user_id
    desk.require("scan")
    with pytest.raises(Refused) as caught:
        desk.require("manage")
    assert (caught.value.sentence, caught.value.facts) == ("This API key lacks the scope manage.", {"scope": "manage"})
    with pytest.raises(Refused):
        _ = desk.in_person


async def test_a_key_that_is_none_is_refused_not_ignored(seated, make, sql):
    made = await make.api_key()
    await sql.execute("update users.api_keys set revoked_at = now() where id = $1", made.key.id)

    assert await seated(headers={"authorization": f"Bearer {made.secret}"}) == 500  # the inner app has no fault handler
    assert await seated(headers={"authorization": "Bearer sg_nothing"}) == 500


async def test_pages_do_not_know_api_keys(seated, make):
    made = await make.api_key()

    desk = await seated("/page", headers={"authorization": f"Bearer {made.secret}"})

    assert desk.principal == Anonymous()


async def order_of_a_guest(make, sql):
    shop = await make.shop()
    await make.sale(shop, guest="ada@example.org")
    return await sql.fetchval("select id from ticketing.orders where event_id = $1", shop.event_id)


async def test_the_link_of_an_order_is_its_guest_even_for_who_is_signed_in(seated, make, sql):
    order_id, person = await order_of_a_guest(make, sql), await make.user()
    token = (await seated()).order_token(order_id)

    desk = await seated(params={"order_token": token}, cookies={SESSION: await make.session(person)})

    assert (desk.principal, desk.viewer.user_id) == (Guest(order_id), person.user_id)
    assert (await seated(headers={"x-order-token": token})).principal == Guest(order_id)


async def test_the_link_of_an_order_works_until_long_after_the_event_or_after_it_was_made(seated, make, sql, app):
    order_id = await order_of_a_guest(make, sql)
    key, now = app.state.keyring.key(ORDER_LINK), datetime.now(UTC)
    early, late = (order_token(key, order_id, now=now - timedelta(days=days)) for days in (300, 30))

    async def opens(token):
        return (await seated(params={"order_token": token})).principal == Guest(order_id)

    before = [await opens(early), await opens(late)]
    await sql.execute(
        "update events.events e set starts_at = now() - interval '92 days', ends_at = now() - interval '91 days' "
        "from ticketing.orders o where o.id = $1 and e.id = o.event_id",
        order_id,
    )

    assert before == [True, True]
    assert [await opens(early), await opens(late)] == [False, True]


async def test_a_link_that_we_did_not_sign_is_nobodys(seated):
    forged = seal(b"another key", uuid4().bytes)

    assert (await seated(params={"order_token": forged})).principal == Anonymous()


async def test_the_link_of_an_unlisted_event_is_remembered(seated):
    digest = fingerprint("the-link").hex()

    first = await seated(params={"link": "the-link"})
    later = await seated(cookies={first.cookies[0].key: first.cookies[0].value})

    assert (first.principal, later.principal) == (Anonymous(digest), Anonymous(digest))


async def test_only_operators_act_with_the_services_rights(seated, make):
    operator, person = await make.user(is_operator=True), await make.user()

    desk = await seated(cookies={SESSION: await make.session(operator)})
    async with desk.open_as_operator() as tx:
        assert tx.principal == Operator(operator.user_id)
    with pytest.raises(Refused):
        (await seated(cookies={SESSION: await make.session(person)})).open_as_operator()


@pytest.mark.parametrize(
    ("trusted", "forwarded", "seen"),
    [
        (0, "198.51.100.7", "127.0.0.1"),
        (1, "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        (2, "203.0.113.9, 198.51.100.7", "203.0.113.9"),
        (2, "198.51.100.7", "127.0.0.1"),
    ],
)
def test_only_trusted_proxies_say_who_asks(trusted, forwarded, seen):
    settings = replace(read_settings({}), trusted_proxies=trusted)
    values = {"db": None, "settings": settings, "keyring": Keyring(settings), "identities": None}
    inner = Litestar([], state=State(values))
    headers = [(b"x-forwarded-for", forwarded.encode())]
    scope: Any = {"type": "http", "headers": headers, "client": ("127.0.0.1", 1), "state": {}, "path": "/"}
    scope |= {"app": inner, "litestar_app": inner, "query_string": b""}
    request: Request[Any, Any, Any] = Request(scope)

    assert Desk(request, Anonymous(), None).client_ip == seen
