"""Signing in by an account elsewhere, against a provider that really runs: a browser goes there and comes back."""

from __future__ import annotations

import time
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from oidc_provider_mock import User, run_server_in_thread
from tests.browser import Browser
from tests.web.second_step import set_up

from showground.app import http_app
from showground.db.principal import Person, Worker
from showground.domains.users.errors import IdentityTaken, SignInFirst
from showground.domains.users.identities import service
from showground.gateways.oidc import Provider, Vouched
from showground.gateways.oidc_client import Client
from showground.kit.faults import Invalid
from showground.settings import read_settings

SAME_SITE = {"sec-fetch-site": "same-origin"}
MARA = {"email": "mara@vouched.example", "email_verified": True, "name": "Mara Vouched"}


@pytest.fixture(scope="module")
def provider():
    people = [User(sub="mara", claims=MARA), User(sub="claims", claims={**MARA, "email_verified": False})]
    with run_server_in_thread(user_claims=people, require_nonce=True) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture(scope="module")
def app_with(site, tmp_path_factory):
    def opened(issuer):
        state = tmp_path_factory.mktemp("oidc")
        file = state / "providers.toml"
        file.write_text(f'[club]\nlabel = "the club"\nissuer = "{issuer}"\nclient_id = "us"\nclient_secret = "s"\n')
        given = {"DATABASE_URL": site.app_url, "SHOWGROUND_STATE_DIR": str(state), "SHOWGROUND_OIDC_FILE": str(file)}
        return http_app(read_settings(given))

    return opened


@pytest.fixture(scope="module")
async def vouched_app(provider, app_with):
    opened = app_with(provider)
    yield opened
    await opened.state.db.close()


@pytest.fixture
async def browser(vouched_app):
    one = Browser(vouched_app)
    yield one
    await one.client.aclose()


async def agree(to, who="mara", **changed):
    """Answer the provider's question as somebody; return where it sends the browser."""
    url = urlsplit(to)
    query = {name: values[0] for name, values in parse_qs(url.query).items()} | changed
    async with httpx.AsyncClient() as there:
        answer = await there.post(f"{url.scheme}://{url.netloc}{url.path}?{urlencode(query)}", data={"sub": who})
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["location"])
    return f"{back.path}?{back.query}"


async def begun(browser, path="/sign-in/with/club"):
    answer = await browser.open(path)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def handle(browser):
    answer = await browser.client.get("/api/v1/me")
    return answer.json()["handle"] if answer.status_code == 200 else None


async def forget(sql):
    """Let nobody be known by the provider's people, so that tests do not depend on each other."""
    await sql.execute("delete from users.identities where subject in ('mara', 'claims')")
    await sql.execute("update users.contacts set email = user_id || '@gone.example' where email = $1", MARA["email"])


async def test_somebody_new_gets_an_account_whose_address_is_proved(browser, sql):
    await forget(sql)
    assert "Sign in with the club" in (await browser.open("/sign-in")).text

    back = await browser.open(await agree(await begun(browser, "/sign-in/with/club?next=/me/tickets")))
    me = (await browser.client.get("/api/v1/me")).json()

    assert (back.status_code, back.headers["location"]) == (303, "/me/tickets")
    assert (me["display_name"], me["email"], me["email_verified"]) == ("Mara Vouched", MARA["email"], True)


async def test_coming_again_is_the_same_account(browser, vouched_app, sql):
    await forget(sql)
    await browser.open(await agree(await begun(browser)))
    other = Browser(vouched_app)
    await other.open(await agree(await begun(other)))

    assert await handle(other) == await handle(browser) is not None
    await other.client.aclose()


async def test_a_proved_address_links_by_itself(browser, make, sql):
    await forget(sql)
    person = await make.user(email=MARA["email"])
    await sql.execute("update users.contacts set email_verified_at = now() where user_id = $1", person.user_id)

    await browser.open(await agree(await begun(browser)))

    assert await handle(browser) == person.handle
    linked = "select count(*) from showground.audit_log where action = 'users.identity_linked' and subject_id = $1"
    log = await sql.fetchval(linked, person.user_id)
    assert log == 1


async def test_an_address_never_proved_to_us_is_nobodys_to_take(browser, make, sql):
    await forget(sql)
    person = await make.user(email=MARA["email"])

    back = await browser.open(await agree(await begun(browser)))

    assert (back.status_code, await handle(browser)) == (409, None)
    assert "Sign in to it with its password" in back.text
    assert await sql.fetchval("select count(*) from users.identities where user_id = $1", person.user_id) == 0


async def test_an_address_that_the_provider_did_not_verify_says_nothing(browser, sql):
    await forget(sql)

    back = await browser.open(await agree(await begun(browser), "claims"))

    assert (back.status_code, await handle(browser)) == (403, None)
    assert "has not confirmed an e-mail address" in back.text


async def test_linking_and_unlinking_in_the_settings(browser, make, sql):
    await forget(sql)
    person = await make.user()
    browser.sign_in(await make.session(person))
    token = await browser.token()

    linked = await browser.open(await agree(await begun(browser, f"/sign-in/with/club?link={token}")))
    page = (await browser.open("/me/security")).text
    async with make.db.acting_as(Person(person.user_id)) as tx:
        [one] = await service.identities(tx, person.user_id)
    ended = await browser.post(f"/me/identities/{one.id}/end")

    assert (linked.status_code, linked.headers["location"]) == (303, "/me/security#ways-in")
    assert "Unlink the club" in page
    assert ended.status_code == 303
    assert "Unlink the club" not in (await browser.open("/me/security")).text


async def test_nobody_begins_a_link_for_somebody_else(browser, make):
    browser.sign_in(await make.session(await make.user()))

    assert (await browser.open("/sign-in/with/club?link=" + "0" * 64)).status_code == 403


async def test_a_state_of_another_browser_is_refused(browser, vouched_app, sql):
    await forget(sql)
    other = Browser(vouched_app)
    theirs = await agree(await begun(other))
    await begun(browser)

    stolen = await browser.open(theirs)
    bare = Browser(vouched_app)
    uninvited = await bare.open(theirs)

    assert [stolen.status_code, uninvited.status_code] == [403, 403]
    assert [await handle(browser), await handle(bare)] == [None, None]
    await other.client.aclose()
    await bare.client.aclose()


async def test_an_answer_works_once(browser, sql):
    await forget(sql)
    back = await agree(await begun(browser))
    first = await browser.open(back)
    browser.client.cookies.delete("showground_session")

    assert (first.status_code, (await browser.open(back)).status_code, await handle(browser)) == (303, 403, None)


async def test_an_answer_to_another_question_is_refused(browser, sql):
    await forget(sql)

    back = await browser.open(await agree(await begun(browser), nonce="another"))

    assert (back.status_code, await handle(browser)) == (403, None)


async def test_who_says_no_at_the_provider_is_told_so(browser):
    to = parse_qs(urlsplit(await begun(browser)).query)

    back = await browser.open(f"/sign-in/with/club/back?error=access_denied&state={to['state'][0]}")

    assert back.status_code == 403
    assert "did not confirm who you are" in back.text


async def test_the_question_carries_pkce_and_is_never_the_same(browser):
    asked = [parse_qs(urlsplit(await begun(browser)).query) for _ in range(2)]

    assert {one["code_challenge_method"][0] for one in asked} == {"S256"}
    for name in ("state", "nonce", "code_challenge"):
        assert asked[0][name] != asked[1][name]
        assert len(asked[0][name][0]) >= 32


async def test_a_provider_that_is_away_is_said_so(app_with):
    opened = app_with("http://127.0.0.1:1")
    browser = Browser(opened)

    answer = await browser.open("/sign-in/with/club")

    assert answer.status_code == 503
    assert "does not answer" in answer.text
    await browser.client.aclose()
    await opened.state.db.close()


async def test_keys_that_a_provider_changed_are_fetched_again(browser, vouched_app, sql):
    await forget(sql)
    to = await begun(browser)
    client = vouched_app.state.oidc["club"]
    until, about, _ = client._known
    client._known = (until, about, KeySet([RSAKey.generate_key(2048)]))

    await browser.open(await agree(to))

    assert await handle(browser) is not None


def claims_with(**changed):
    now = int(time.time())
    right = {"iss": "https://id.example", "aud": "us", "sub": "mara", "exp": now + 60, "iat": now, "nonce": "n"}
    return {name: value for name, value in (right | changed).items() if value is not None}


@pytest.mark.parametrize(
    ("changed", "believed"),
    [
        ({}, True),
        ({"aud": ["us", "them"], "azp": "us"}, True),
        ({"aud": ["us", "them"]}, False),
        ({"aud": "them"}, False),
        ({"iss": "https://other.example"}, False),
        ({"nonce": "other"}, False),
        ({"nonce": None}, False),
        ({"sub": None}, False),
        ({"exp": int(time.time()) - 3600}, False),
        ({"exp": None}, False),
    ],
)
def test_a_signed_answer_is_believed_only_when_it_is_for_us_from_them_and_now(changed, believed):
    client = Client(Provider(label="x", issuer="https://id.example", client_id="us"))
    key = RSAKey.generate_key(2048)
    token = jwt.encode({"alg": "RS256"}, claims_with(**changed), key)

    assert (client._claims(token, KeySet([key]), "n") is not None) is believed
    assert client._claims(token, KeySet([RSAKey.generate_key(2048)]), "n") is None  # signed by somebody else


async def with_second_step(app, make, person):
    """Set an app up for a person, and return his recovery codes."""
    settings = Browser(app).sign_in(await make.session(person))
    async with settings.client:
        return (await set_up(settings))[1]


async def test_a_code_follows_where_the_account_asks_for_one(browser, vouched_app, provider, make, sql):
    await forget(sql)
    person = await make.user()
    await make.identity(person, subject="mara", issuer=provider)
    codes = await with_second_step(vouched_app, make, person)

    back = await browser.open(await agree(await begun(browser, "/sign-in/with/club?next=/me/tickets")))
    nobody = await handle(browser)
    wrong = await browser.post("/sign-in/code", page="/sign-in/code", code="000 000", next="/me/tickets")
    done = await browser.post("/sign-in/code", page="/sign-in/code", code=codes[0], next="/me/tickets")

    assert back.headers["location"] == "/sign-in/code?next=%2Fme%2Ftickets"
    assert "showground_session" not in str(back.headers.get_list("set-cookie"))
    assert (nobody, wrong.status_code) == (None, 422)
    assert (done.headers["location"], await handle(browser)) == ("/me/tickets", person.handle)


async def test_an_account_with_a_code_is_not_linked_by_an_address_alone(browser, vouched_app, make, sql):
    await forget(sql)
    person = await make.user(email=MARA["email"])
    await sql.execute("update users.contacts set email_verified_at = now() where user_id = $1", person.user_id)
    await with_second_step(vouched_app, make, person)

    answer = await browser.open(await agree(await begun(browser)))

    assert (answer.status_code, "link the provider in Settings" in answer.text) == (409, True)
    assert await sql.fetchval("select count(*) from users.identities where user_id = $1", person.user_id) == 0


async def test_an_identity_lets_one_person_in(db, make):
    first, second = await make.user(), await make.user()
    await make.identity(first, subject="shared")

    with pytest.raises(IdentityTaken):
        async with db.acting_as(Person(second.user_id)) as tx:
            await service.link(tx, second.user_id, Vouched("https://id.example", "shared", "", ""))


async def test_an_address_in_use_is_refused_in_a_sentence(db, make):
    person = await make.user()
    with pytest.raises(SignInFirst, match="link the provider in Settings"):
        async with db.acting_as(Worker()) as tx:
            await service.enter(tx, Vouched("https://id.example", "new", person.email.upper(), ""))


@pytest.mark.parametrize(
    "text", ["[club]\nlabel = 'x'", "no toml", "[club]\nlabel='x'\nissuer='http://id.example'\nclient_id='y'"]
)
def test_a_file_that_names_no_usable_provider_is_refused_in_one_sentence(tmp_path, text):
    (tmp_path / "providers.toml").write_text(text)
    given = {"SHOWGROUND_OIDC_FILE": str(tmp_path / "providers.toml"), "SHOWGROUND_STATE_DIR": str(tmp_path)}

    with pytest.raises(Invalid, match="provider"):
        http_app(read_settings(given))
