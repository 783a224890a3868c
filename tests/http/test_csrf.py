"""Forms carry their session's token, JSON its origin; redirects stay here."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from showground.http.csrf import local_path


async def test_a_form_without_its_token_is_refused(browse, make):
    browser = await browse(await make.user())

    answer = await browser.client.post("/me/keys", data={"name": "till", "read": "yes"})

    assert answer.status_code == 403
    assert "no longer valid" in answer.text


async def test_the_token_of_another_session_is_refused(browse, make):
    mine, other = await browse(await make.user()), await browse(await make.user())
    token = await other.token()

    assert (await mine.client.post("/me", data={"csrf_token": token})).status_code == 403


async def test_the_token_of_a_visitor_does_not_outlive_his_signing_in(browse, make):
    browser = await browse()
    token = await browser.token("/sign-in")
    browser.sign_in(await make.session(await make.user()))

    assert (await browser.client.post("/me", data={"csrf_token": token})).status_code == 403


async def test_htmx_sends_the_token_as_a_header(browse, make):
    browser = await browse(await make.user())
    headers = {"x-csrf-token": await browser.token("/me")}

    assert (
        await browser.client.post("/me/keys", data={"name": "till", "read": "yes"}, headers=headers)
    ).status_code == 200


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, {"json": {"bio": "x"}}, 200),
        ({"origin": "http://127.0.0.1:8000"}, {"json": {"bio": "x"}}, 200),
        ({}, {"json": {"bio": "x"}}, 200),
        ({"sec-fetch-site": "cross-site"}, {"json": {"bio": "x"}}, 403),
        ({"sec-fetch-site": "same-site"}, {"json": {"bio": "x"}}, 403),
        ({"origin": "https://evil.example"}, {"json": {"bio": "x"}}, 403),
        ({"origin": "null"}, {"json": {"bio": "x"}}, 403),
        ({"content-type": "text/plain"}, {"content": b'{"bio": "x"}'}, 403),
    ],
)
async def test_the_api_takes_cookies_only_from_our_own_pages(browse, make, headers, body, status):
    browser = await browse(await make.user())

    assert (await browser.client.patch("/api/v1/me", headers=headers, **body)).status_code == status


async def test_a_program_with_a_key_needs_no_origin(api, make):
    client = await api(await make.user())

    assert (
        await client.patch("/api/v1/me", json={"bio": "x"}, headers={"origin": "https://x.example"})
    ).status_code == 200


@pytest.mark.parametrize("path", ["/", "/me", "/events/a?b=c#d", "/a//b"])
def test_our_own_paths_pass(path):
    assert local_path(path) == path


@pytest.mark.parametrize(
    "path",
    [None, "", "me", "//evil.example", "/\\evil.example", "\\\\evil", "https://evil.example", "javascript:alert(1)",
     "/\t/evil.example", "/\n/evil.example", " //evil.example"],
)  # fmt: skip
def test_other_sites_do_not(path):
    assert local_path(path) == "/"


@given(st.text())
def test_whatever_comes_in_a_path_of_ours_goes_out(text):
    path = local_path(text)

    assert path[0] == "/"
    assert path[1:2] not in {"/", "\\"}
