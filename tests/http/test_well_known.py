"""Addresses that other programs know."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.browser import client_of

from showground.app import http_app
from showground.http.well_known import security_text
from showground.settings import read_settings


async def ask(site, path, **settings):
    app = http_app(read_settings({"DATABASE_URL": site.app_url, **settings}))
    async with client_of(app) as client:
        answer = await client.get(path)
    await app.state.db.close()
    return answer


@pytest.mark.parametrize(
    ("contact", "line"),
    [
        ("security@tickets.example", "Contact: mailto:security@tickets.example"),
        ("https://tickets.example/holes", "Contact: https://tickets.example/holes"),
    ],
)
async def test_security_txt_names_whom_to_tell_and_runs_out(site, contact, line):
    answer = await ask(
        site,
        "/.well-known/security.txt",
        SHOWGROUND_SECURITY_CONTACT=contact,
        SHOWGROUND_PUBLIC_URL="https://tickets.example",
    )

    fields = dict(one.split(": ", 1) for one in answer.text.splitlines())
    left = datetime.fromisoformat(fields["Expires"]) - datetime.now(UTC)
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert line in answer.text.splitlines()
    assert fields["Canonical"] == "https://tickets.example/.well-known/security.txt"
    assert timedelta(days=178) < left < timedelta(days=365)  # RFC 9116 recommends less than a year


async def test_without_a_contact_there_is_no_such_page(site):
    assert (await ask(site, "/.well-known/security.txt")).status_code == 404


def test_it_says_the_same_all_day():
    settings = read_settings({"SHOWGROUND_SECURITY_CONTACT": "a@b.example"})
    morning = datetime(2027, 5, 1, 6, tzinfo=UTC)

    assert security_text(settings, now=morning) == security_text(settings, now=morning + timedelta(hours=17))


async def test_password_managers_find_the_page(site):
    answer = await ask(site, "/.well-known/change-password")

    assert (answer.status_code, answer.headers["location"]) == (302, "/me")
