"""The mailbox of a machine that nobody else reaches, and the operators' list of letters."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from tests.browser import Browser
from tests.contract.test_headers import policy_of

from showground.app import http_app
from showground.settings import read_settings


async def test_whoever_sits_here_reads_a_letter_and_follows_its_link(browse, make):
    person = await make.user()
    letter = await make.letter(person=person)
    nobody = await browse()

    listed = await nobody.open("/dev/mail")
    page = await nobody.open(f"/dev/mail/{letter}")
    itself = await nobody.open(f"/dev/mail/{letter}/letter")

    assert f'href="/dev/mail/{letter}"' in listed.text
    assert person.email in listed.text
    [link] = re.findall(r'<a href="(http://127[^"]+)"', page.text)
    assert urlsplit(link).path == "/reset-password"
    assert link in itself.text
    assert policy_of(itself)["default-src"] == {"'none'"}
    assert "sandbox" in policy_of(itself)
    assert "script-src" not in policy_of(itself)


@pytest.mark.parametrize(
    "environment",
    [
        {"SHOWGROUND_PUBLIC_URL": "https://show.test"},
        {"SHOWGROUND_HOST": "192.0.2.1"},
        {"SHOWGROUND_TRUSTED_PROXIES": "1"},
        {"SHOWGROUND_SMTP_URL": "smtp://localhost", "SHOWGROUND_MAIL_FROM": "us@show.test"},
    ],
)
async def test_where_others_reach_us_or_letters_go_out_there_is_no_mailbox(site, make, tmp_path, environment):
    letter = await make.letter()
    app = http_app(read_settings({"DATABASE_URL": site.app_url, "SHOWGROUND_STATE_DIR": str(tmp_path), **environment}))
    browser = Browser(app)
    async with browser.client:
        answers = [
            await browser.open(path) for path in ("/dev/mail", f"/dev/mail/{letter}", f"/dev/mail/{letter}/letter")
        ]
    await app.state.db.close()

    assert [answer.status_code for answer in answers] == [404, 404, 404]


@pytest.mark.parametrize(
    "headers", [{"host": "show.test"}, {"x-forwarded-for": "10.0.0.1"}, {"forwarded": "for=10.0.0.1"}, {"via": "1.1 x"}]
)
async def test_what_came_through_something_else_sees_no_mailbox(browse, headers):
    nobody = await browse()

    answer = await nobody.client.get("/dev/mail", headers=headers)

    assert answer.status_code == 404


async def test_operators_see_how_far_letters_came_and_not_what_they_say(browse, make, sql):
    operator, letter = await browse(await make.user(is_operator=True)), await make.letter()
    await sql.execute(
        "update messaging.mails set status = 'failed', next_try_at = null, code = 550, reason = 'nobody here' "
        "where id = $1",
        letter,
    )

    page = await operator.open("/operator/mail?status=failed")

    assert "nobody here" in page.text
    assert "550" in page.text
    assert "reset-password" not in page.text


async def test_an_operator_sends_a_letter_again_once_and_it_is_noted(browse, make, sql):
    person, letter = await make.user(is_operator=True), await make.letter()
    await sql.execute("update messaging.mails set status = 'failed', next_try_at = null where id = $1", letter)
    operator = await browse(person)

    first = await operator.post(f"/operator/mail/{letter}/again")
    second = await operator.post(f"/operator/mail/{letter}/again")

    assert (first.status_code, second.status_code) == (303, 409)
    assert await sql.fetchval("select status::text from messaging.mails where id = $1", letter) == "queued"
    noted = await sql.fetch("select action, actor from showground.audit_log where subject_id = $1", letter)
    assert [tuple(one) for one in noted] == [("messaging.letter_sent_again", person.user_id)]


async def test_the_list_goes_on_where_it_stopped(browse, make):
    operator, person = await browse(await make.user(is_operator=True)), await make.user()
    made = [str(await make.letter(person=person)) for _ in range(31)]

    first = await operator.open(f"/operator/mail?q={person.email}")
    [more] = re.findall(r'href="(/operator/mail\?[^"]+cursor=[^"]+)"', first.text)
    second = await operator.open(more.replace("&amp;", "&"))

    count = [page.text.count(person.email) for page in (first, second)]
    assert count[0] > count[1] > 0
    assert len(made) == 31
