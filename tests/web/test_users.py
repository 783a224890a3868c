"""People's pages through the real application: sign-up, sign-in, settings, keys, following."""

from __future__ import annotations


async def sign_up(browser, **fields):
    given = {"name": "Mara Lind", "email": "", "password": "a lantern for every tent", "next": "", **fields}
    return await browser.post("/sign-up", page="/sign-up", **given)


async def test_signing_up_signs_in_and_goes_on(browse, make):
    browser = await browse()

    answer = await sign_up(browser, email=f"mara-{make.number()}@example.org", next="/organizations/new")

    assert (answer.status_code, answer.headers["location"]) == (303, "/organizations/new")
    assert "Mara Lind" in (await browser.open("/me")).text
