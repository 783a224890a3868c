"""Links of letters, second steps and delicate things through the real application."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from tests.web.second_step import set_up

from showground.db.principal import Worker
from showground.domains.users import letters, tokens

HOUR = timedelta(hours=1)
SAME_ANSWER = "If there is an account with this address, a letter is on its way."


@pytest.fixture(autouse=True)
async def unhurried(sql):
    """All tests come from one address: what others tried does not count here, nor the other way round."""
    await sql.execute("delete from showground.rate_limits")
    yield
    await sql.execute("delete from showground.rate_limits")


@pytest.fixture
def letter(db, app):
    """The path of the link in the letter that would be written to somebody now."""

    async def written(person, about, purpose):
        async with db.acting_as(Worker()) as tx:
            found = await about(tx, person.user_id, key=app.state.keyring.key(purpose), lasts=HOUR)
        return found.path

    return written


async def test_the_link_of_the_letter_confirms_the_address_and_the_banner_goes(browse, make, letter):
    person = await make.user()
    browser = await browse(person)
    banner = "Confirm your e-mail address"
    before = (await browser.open("/me")).text
    path = await letter(person, letters.email_proof, tokens.EMAIL_PROOF)

    page = await (await browse()).open(path)  # a program that looks at links does no more
    still = (await browser.open("/me")).text
    answer = await browser.post("/prove-email", page=path, token=path.partition("token=")[2])

    assert (page.status_code, "This is my address" in page.text) == (200, True)
    assert (banner in before, banner in still) == (True, True)
    assert (answer.status_code, answer.headers["location"]) == (303, "/me")
    assert banner not in (await browser.open("/me")).text


async def test_a_link_that_ran_out_says_so(browse):
    browser = await browse()

    answer = await browser.post("/prove-email", page="/sign-in", token="made-up")

    assert answer.status_code == 422
    assert "This link has run out or was used already." in answer.text


async def test_asking_for_a_new_password_answers_the_same_for_everybody(browse, make):
    person, browser = await make.user(), await browse()

    pages = [
        (await browser.post("/forgotten", page="/forgotten", email=email)).text
        for email in (person.email, f"{uuid4().hex}@example.org")
    ]

    assert [SAME_ANSWER in page for page in pages] == [True, True]
    first, second = (re.sub(r'value="[^"]*"', "", page) for page in pages)
    assert first == second


async def test_letters_are_not_sent_without_end(browse, make):
    person, browser = await make.user(), await browse()

    statuses = [(await browser.post("/forgotten", page="/forgotten", email=person.email)).status_code for _ in range(6)]

    assert statuses == [200] * 5 + [429]


async def test_a_lost_password_is_replaced_by_the_link_and_every_browser_is_out(browse, make, letter):
    person = await make.user()
    inside, browser = await browse(person), await browse()
    path = await letter(person, letters.password_reset, tokens.PASSWORD_RESET)
    token = path.partition("token=")[2]

    short = await browser.post("/reset-password", page=path, token=token, password="short")
    done = await browser.post("/reset-password", page=path, token=token, password="another long one")
    again = await browser.post("/reset-password", page=path, token=token, password="another long one")

    assert "at least ten signs" in short.text
    assert (done.status_code, done.headers["location"]) == (303, "/sign-in")
    assert (again.status_code, "Ask for a new link" in again.text) == (422, True)
    assert (await inside.open("/me")).status_code == 303
    fields = {"email": person.email, "password": "another long one", "next": ""}
    assert (await browser.post("/sign-in", page="/sign-in", **fields)).status_code == 303
    assert browser.signed_in


async def test_the_password_and_the_address_are_changed_with_the_password(browse, make, sql):
    person = await make.user()
    browser, other = await browse(person), await browse(person)
    fresh = f"{uuid4().hex}@example.org"

    wrong = await browser.post("/me/email", email=fresh, email_password="wrong")
    asked = await browser.post("/me/email", email=fresh, email_password=person.password)
    page = (await browser.open("/me/security")).text
    kept = await browser.post("/me/email/keep")
    refused = await browser.post("/me/password", present="wrong", new_password="another long one")
    changed = await browser.post("/me/password", present=person.password, new_password="another long one")

    assert (wrong.status_code, 'id="f-email_password-error"' in wrong.text) == (422, True)
    assert asked.headers["location"] == "/me/security"
    assert fresh in page  # in the notice; the address counts once it is proved
    assert kept.status_code == 303
    assert (refused.status_code, 'id="f-present-error"' in refused.text) == (422, True)
    assert changed.headers["location"] == "/me/security"
    assert (await browser.open("/me")).status_code == 200
    assert (await other.open("/me")).status_code == 303


async def test_signing_out_everywhere_else(browse, make):
    person = await make.user()
    here, there = await browse(person), await browse(person)

    answer = await here.post("/me/sessions/end-others", page="/me/security")

    assert answer.headers["location"] == "/me/security"
    assert ((await here.open("/me")).status_code, (await there.open("/me")).status_code) == (200, 303)


async def test_with_an_app_the_password_alone_opens_no_session(browse, make, sql):
    person = await make.user()
    _, codes = await set_up(await browse(person))
    browser = await browse()
    fields = {"email": person.email, "password": person.password, "next": "/me/tickets"}

    first = await browser.post("/sign-in", page="/sign-in", **fields)
    inside = await browser.open("/me")
    wrong = await browser.post("/sign-in/code", page="/sign-in/code", code="000 000", next="/me/tickets")
    done = await browser.post("/sign-in/code", page="/sign-in/code", code=codes[0].lower(), next="/me/tickets")

    assert first.headers["location"] == "/sign-in/code?next=%2Fme%2Ftickets"
    assert "showground_session" not in str(first.headers.get_list("set-cookie"))
    assert (len(codes), inside.status_code) == (10, 303)
    assert (wrong.status_code, "This code is not right" in wrong.text) == (422, True)
    assert (done.status_code, done.headers["location"]) == (303, "/me/tickets")
    assert (await browser.open("/me")).status_code == 200
    assert "9 recovery codes left" in (await browser.open("/me/security")).text


async def test_codes_are_not_guessed_without_end(browse, make):
    person = await make.user()
    await set_up(await browse(person))
    browser = await browse()
    await browser.post("/sign-in", page="/sign-in", email=person.email, password=person.password, next="")

    answers = [
        (await browser.post("/sign-in/code", page="/sign-in/code", code="000000", next="")).status_code
        for _ in range(11)
    ]

    assert answers[:8] == [422] * 8
    assert answers[-1] == 429


async def test_a_second_step_without_a_first_begins_again(browse):
    browser = await browse()

    answer = await browser.post("/sign-in/code", page="/sign-in", code="123456", next="")

    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")


async def test_an_app_is_removed_with_the_password(browse, make):
    person = await make.user()
    browser = await browse(person)
    await set_up(browser)

    wrong = await browser.post("/me/second-step/remove", step_password="wrong")
    removed = await browser.post("/me/second-step/remove", step_password=person.password)

    assert (wrong.status_code, 'id="f-step_password-error"' in wrong.text) == (422, True)
    assert removed.headers["location"] == "/me/security"
    assert "Set up an authenticator app" in (await browser.open("/me/security")).text


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/me/second-step", {}),
        ("/me/keys", {"name": "till", "read": "yes"}),
        ("/me/email", {"email": "new@example.org", "email_password": "a lantern for every tent"}),
    ],
)
async def test_delicate_things_ask_for_the_password_again(browse, make, sql, path, fields):
    person = await make.user()
    browser = await browse(person)
    await sql.execute(
        "update users.sessions set created_at = now() - interval '1 hour' where user_id = $1", person.user_id
    )

    asked = await browser.post(path, **fields)
    wrong = await browser.post("/me/confirm", password="wrong", next="/me/security")
    confirmed = await browser.post("/me/confirm", password=person.password, next="/me/security")
    done = await browser.post(path, **fields)

    assert (asked.status_code, asked.headers["location"].partition("?")[0]) == (303, "/me/confirm")
    assert wrong.status_code == 422
    assert confirmed.headers["location"] == "/me/security"
    assert done.headers.get("location", "").partition("?")[0] != "/me/confirm"
    assert done.status_code in {200, 303}


async def test_on_an_ip_address_no_passkeys_are_offered(browse, make):
    browser = await browse(await make.user())

    assert "Passkeys need an address with a name" in (await browser.open("/me/security")).text
    assert "data-passkey" not in (await browser.open("/sign-in")).text


async def test_the_api_takes_the_code_along(browse, make):
    person = await make.user()
    _, codes = await set_up(await browse(person))
    browser = await browse()
    body = {"email": person.email, "password": person.password}

    without = await browser.client.post("/api/v1/sessions", json=body)
    wrong = await browser.client.post("/api/v1/sessions", json={**body, "code": "0000-0000-0000-0000"})
    done = await browser.client.post("/api/v1/sessions", json={**body, "code": codes[1]})

    assert (without.status_code, without.json()["code"]) == (401, "users.code_needed")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "users.wrong_code")
    assert (done.status_code, done.json()["email"]) == (201, person.email)


async def test_accounts_over_the_api(browse, make, letter):
    person = await make.user()
    browser = await browse(person)
    proof = await letter(person, letters.email_proof, tokens.EMAIL_PROOF)
    lost = await letter(person, letters.password_reset, tokens.PASSWORD_RESET)
    call = browser.client.request

    sent = await call("POST", "/api/v1/me/email-proof")
    proved = await call("POST", "/api/v1/email-proofs", json={"token": proof.partition("token=")[2]})
    again = await call("POST", "/api/v1/me/email-proof")
    wanted = await call("PUT", "/api/v1/me/email", json={"email": "b@example.org", "password": person.password})
    reset = {"token": lost.partition("token=")[2], "password": "another long one"}
    done = await call("PUT", "/api/v1/password-resets", json=reset)

    assert (sent.status_code, proved.json(), again.json()["code"]) == (
        204,
        {"email": person.email},
        "users.already_proved",
    )
    assert (wanted.json()["email"], wanted.json()["wanted_email"]) == (person.email, "b@example.org")
    assert (done.status_code, (await call("GET", "/api/v1/me")).status_code) == (204, 401)
