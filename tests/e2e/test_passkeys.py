"""Passkeys in Chromium, with its virtual authenticator: registered in the settings, then a sign-in without a name."""

from __future__ import annotations

import shutil
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import pytest
from playwright.async_api import async_playwright, expect
from tests.browser import complaints_of
from tests.e2e.conftest import FLAGS

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def owner_of_a_device(platform):
    """A tab of somebody whose device is an authenticator, at the name that passkeys are bound to."""

    @asynccontextmanager
    async def opened(**options):
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
            address = f"http://localhost:{urlsplit(platform).port}"
            context = await browser.new_context(base_url=address, locale="en-GB", **options)
            tab = await context.new_page()
            said = complaints_of(tab)
            device = await context.new_cdp_session(tab)
            await device.send("WebAuthn.enable")
            made = await device.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
            yield tab, device, made["authenticatorId"], said
            await browser.close()

    return opened


async def sign_in(tab, person):
    await tab.goto("/sign-in?next=/me/security")
    await tab.get_by_label("E-mail").fill(person.email)
    await tab.get_by_label("Password").fill(person.password)
    await tab.get_by_role("button", name="Sign in", exact=True).click()
    await expect(tab.get_by_role("heading", name="Settings")).to_be_visible()


async def test_a_passkey_is_registered_and_signs_in_without_a_name(owner_of_a_device, make, sql):
    person = await make.user()
    async with owner_of_a_device() as (tab, device, authenticator, said):
        await sign_in(tab, person)
        await tab.locator("#f-passkey_name").fill("my laptop")
        await tab.get_by_role("button", name="Add a passkey").click()
        await expect(tab.get_by_text("The passkey is ready.")).to_be_visible()
        held = (await device.send("WebAuthn.getCredentials", {"authenticatorId": authenticator}))["credentials"]
        await tab.context.clear_cookies()

        await tab.goto("/sign-in?next=/me/tickets")
        await tab.get_by_role("button", name="Sign in with a passkey").click()
        await expect(tab.get_by_role("heading", name="My tickets", level=1)).to_be_visible()

    assert [(one["rpId"], one["isResidentCredential"]) for one in held] == [("localhost", True)]
    stored = await sql.fetchrow(
        "select name, used_at, sign_count from users.passkeys where user_id = $1", person.user_id
    )
    assert (stored["name"], stored["used_at"] is not None) == ("my laptop", True)
    assert stored["sign_count"] > held[0]["signCount"]
    assert said == []


async def test_a_device_that_is_not_verified_and_a_removed_passkey_sign_nobody_in(owner_of_a_device, make):
    person = await make.user()
    async with owner_of_a_device() as (tab, device, authenticator, _):
        await sign_in(tab, person)
        await tab.locator("#f-passkey_name").fill("my laptop")
        await tab.get_by_role("button", name="Add a passkey").click()
        await tab.get_by_text("my laptop").click()
        await tab.get_by_label("New name of my laptop").fill("old laptop")
        await tab.get_by_role("button", name="Rename").click()
        await tab.get_by_role("button", name="Remove old laptop").click()
        await expect(tab.get_by_text("The passkey is removed.")).to_be_visible()
        await tab.context.clear_cookies()

        await tab.goto("/sign-in")
        await tab.get_by_role("button", name="Sign in with a passkey").click()
        await expect(tab.get_by_text("This passkey could not be verified.")).to_be_visible()
        await device.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False})
        await tab.get_by_role("button", name="Sign in with a passkey").click()
        await expect(tab.get_by_text("No passkey answered.")).to_be_visible()
        assert "/sign-in" in tab.url
