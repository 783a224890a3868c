"""People's pages through the real application: sign-up, sign-in, settings, keys, following."""

from __future__ import annotations

import contextlib
import re
from uuid import uuid4

import pytest
from tests.browser import Browser
from tests.make import Make

from showground.app import http_app
from showground.demo.logins import LOGINS
from showground.http.sessions import Cookies
from showground.kit.faults import Invalid
from showground.settings import read_settings
from showground.web.shell import errors_of

SECRET = re.compile(r"sg_[\w-]{40,}")


@pytest.fixture
async def browser_of(tmp_path):
    """A browser of an application with settings of its own."""
    async with contextlib.AsyncExitStack() as opened:

        async def new(site, **settings):
            given = {"DATABASE_URL": site.app_url, "SHOWGROUND_STATE_DIR": str(tmp_path), **settings}
            app = http_app(read_settings(given))
            opened.push_async_callback(app.state.db.close)
            browser = Browser(app)
            await opened.enter_async_context(browser.client)
            return browser

        yield new


async def sign_up(browser, **fields):
    email = f"{uuid4().hex}@example.org"
    given = {"name": "Mara Lind", "email": email, "password": "a lantern for every tent", "next": "", **fields}
    return await browser.post("/sign-up", page="/sign-up", **given)


async def test_signing_up_signs_in_and_goes_on(browse):
    browser = await browse()

    answer = await sign_up(browser, next="/organizations/new")

    assert (answer.status_code, answer.headers["location"]) == (303, "/organizations/new")
    assert "Mara Lind" in (await browser.open("/me")).text


async def test_what_is_wrong_stands_beside_its_field_and_values_stay(browse):
    answer = await sign_up(await browse(), email="nowhere", password="secret enough")

    assert answer.status_code == 422
    assert "This is not a whole e-mail address." in answer.text
    assert 'value="Mara Lind"' in answer.text
    assert "secret enough" not in answer.text


async def test_a_name_that_is_missing_stands_beside_the_name(browse):
    answer = await sign_up(await browse(), name="")

    assert 'id="f-name-error"' in answer.text


async def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(browse, make):
    person, browser = await make.user(), await browse()

    answer = await browser.post("/sign-in", page="/sign-in", email=person.email, password=person.password)

    [cookie] = [one for one in answer.headers.get_list("set-cookie") if one.startswith("showground_session=")]
    assert {"HttpOnly", "Path=/", "SameSite=lax", "Max-Age=2592000"} <= set(cookie.split("; "))


def test_with_https_cookies_are_secure_and_bound_to_the_host():
    header = (
        Cookies(read_settings({"SHOWGROUND_PUBLIC_URL": "https://x.example"})).keep_session("t").to_header(header="")
    )

    assert header.startswith("__Host-showground_session=t;")
    assert "Secure" in header
    assert "Domain" not in header


@pytest.mark.parametrize(
    ("after", "location"), [("/me", "/me"), ("//evil.example", "/"), ("https://evil.example/", "/")]
)
async def test_signing_in_goes_on_here_and_nowhere_else(browse, make, after, location):
    person, browser = await make.user(), await browse()
    fields = {"email": person.email, "password": person.password, "next": after}

    answer = await browser.post("/sign-in", page="/sign-in", **fields)

    assert (answer.status_code, answer.headers["location"]) == (303, location)
    assert browser.signed_in


async def test_a_refused_sign_in_says_so_and_keeps_the_address(browse, make):
    person, browser = await make.user(), await browse()

    answer = await browser.post("/sign-in", page="/sign-in", email=person.email, password="wrong", next="/me")

    assert answer.status_code == 422
    assert "E-mail and password do not belong together." in answer.text
    assert person.email in answer.text
    assert 'value="/me"' in answer.text
    assert not browser.signed_in


async def test_signing_out_ends_the_session_not_only_the_cookie(browse, make):
    person = await make.user()
    token = await make.session(person)
    browser = (await browse()).sign_in(token)

    await browser.post("/sign-out")

    assert not browser.signed_in
    assert (await (await browse()).sign_in(token).open("/me")).status_code == 303


async def test_settings_are_saved_and_said_to_be(browse, make):
    browser = await browse(await make.user())

    fields = {
        "display_name": "Mara L",
        "handle": f"mara-{uuid4().hex[:6]}",
        "timezone": "Asia/Tokyo",
        "is_private": "yes",
    }
    answer = await browser.post("/me", **fields)
    page = (await browser.open("/me")).text

    assert answer.headers["location"] == "/me"
    assert "Saved." in page
    assert '<option value="Asia/Tokyo" selected>' in page
    assert re.search(r'name="is_private" value="yes" checked', page)
    assert "Saved." not in (await browser.open("/me")).text  # a notice is shown once


async def test_a_taken_handle_keeps_what_was_typed(browse, make):
    other, browser = await make.user(), await browse(await make.user())

    answer = await browser.post("/me", display_name="Mara L", handle=other.handle, bio="New words.")

    assert answer.status_code == 422
    assert "Someone has this handle already." in answer.text
    assert "New words." in answer.text


async def test_a_key_is_shown_once_and_works(browse, api, make):
    person = await make.user()
    browser = await browse(person)

    page = (await browser.post("/me/keys", name="till", read="yes", scan="yes")).text
    secret = SECRET.search(page)[0]
    client = await api()
    client.headers["authorization"] = f"Bearer {secret}"

    assert (await client.get("/api/v1/me")).json()["handle"] == person.handle
    listed = (await browser.open("/me/security")).text
    assert secret not in listed
    assert "read, scan" in listed
    await browser.post(re.search(r"/me/keys/[\w-]+/end", listed)[0])
    assert (await client.get("/api/v1/me")).status_code == 401


async def test_a_key_without_scopes_is_refused_on_the_page(browse, make):
    answer = await (await browse(await make.user())).post("/me/keys", name="till")

    assert answer.status_code == 422
    assert "one or more of the scopes" in answer.text


async def test_another_browser_is_signed_out_from_here(browse, make):
    person = await make.user()
    here, there = await browse(person), await browse(person)
    other = re.findall(r"/me/sessions/[\w-]+/end", (await there.open("/me/security")).text)[0]  # the newest: itself

    assert (await here.post(other)).headers["location"] == "/me/security"

    assert (await there.open("/me")).status_code == 303
    assert (await here.open("/me")).status_code == 200


async def test_following_a_private_person_is_a_question_that_is_answered(browse, make):
    fan, star = await make.user(name="Jonas Ek"), await make.user(is_private=True)
    his, hers = await browse(fan), await browse(star)
    address = f"/people/{star.handle}"

    await his.post("/follows", target_type="user", target_id=star.user_id, next=address)
    asked = (await his.open(address)).text
    request = re.search(r"/me/requests/[\w-]+/accept", (await hers.open("/me")).text)[0]
    await hers.post(request)
    accepted = (await his.open(address)).text
    await his.post(re.search(r"/follows/[\w-]+/end", accepted)[0], next=address)

    assert "You asked to follow" in asked
    assert "Asked to follow" in asked
    assert "This profile is private" in asked
    assert "Following" in accepted
    assert "This profile is private" not in accepted
    assert "Following" not in (await his.open(address)).text


async def test_an_unreadable_notice_is_no_notice(browse, make):
    browser = await browse(await make.user())
    browser.client.cookies.set("showground_notice", "not base64!", domain="127.0.0.1", path="/")

    assert (await browser.open("/me")).status_code == 200


def test_a_fault_stands_beside_its_field_or_on_top():
    assert errors_of(Invalid("Bad.", field="a"), {"a": "b"}) == {"b": "Bad."}
    assert errors_of(Invalid("Bad.")) == {"form": "Bad."}


async def test_people_of_the_demo_are_offered_where_they_are_and_only_here(fresh, browser_of):
    assert "showground-demo" not in (await (await browser_of(fresh)).open("/sign-in")).text
    await Make(fresh.db).user(email=LOGINS[0].email)

    assert LOGINS[0].email in (await (await browser_of(fresh)).open("/sign-in")).text
    abroad = await browser_of(fresh, SHOWGROUND_PUBLIC_URL="https://x.example")
    assert "showground-demo" not in (await abroad.open("/sign-in")).text


async def test_a_persons_page_lists_his_public_events_and_a_private_ones_only_to_followers(browse, make):
    person, hidden = await make.user(), await make.user(is_private=True)
    shown, private = await make.shop(owner=person), await make.shop(owner=person, visibility="private")
    of_hidden = await make.shop(owner=hidden)

    page = (await (await browse()).open(f"/people/{person.handle}")).text
    kept = (await (await browse()).open(f"/people/{hidden.handle}")).text
    own = (await (await browse(hidden)).open(f"/people/{hidden.handle}")).text

    assert f"/events/event-{shown.event_id}" in page
    assert str(private.event_id) not in page
    assert str(of_hidden.event_id) not in kept
    assert str(of_hidden.event_id) in own
