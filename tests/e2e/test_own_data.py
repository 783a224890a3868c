"""One's own data in a real browser: agreeing and taking it back, a copy of everything, being forgotten or staying."""

from __future__ import annotations

import asyncio
import sys
import zipfile
from pathlib import Path

import msgspec
import pytest
from playwright.async_api import expect
from tests.e2e.conftest import shoot

from showground.db.processes import spawn

SHOTS = Path(__file__).parents[2] / "screenshots" / "own-data"
SECONDS = 60


@pytest.fixture
def worker(platform, environment):
    """A real worker that does what is due at once."""
    hurry = {"SHOWGROUND_INBOX_SECONDS": "1", "SHOWGROUND_SWEEP_SECONDS": "1"}
    process = spawn([sys.executable, "-m", "showground", "worker"], environment={**environment, **hurry})
    yield process
    process.terminate()
    process.wait(timeout=SECONDS)


@pytest.fixture
async def tab(visiting):
    async with visiting(width=1440, height=900) as tab:
        yield tab


async def sign_in(tab, person):
    await tab.goto("/sign-in?next=/me/data")
    await tab.get_by_label("E-mail").fill(person.email)
    await tab.get_by_label("Password").fill(person.password)
    await tab.get_by_role("button", name="Sign in", exact=True).click()
    await expect(tab.get_by_role("heading", name="Erase your account")).to_be_visible()


async def until(sql, query, *given):
    """Wait until a query says yes."""
    for _ in range(SECONDS * 5):
        if await sql.fetchval(query, *given):
            return
        await asyncio.sleep(0.2)
    pytest.fail(f"still not: {query}")


async def test_somebody_agrees_and_takes_it_back(tab, make, sql):
    person = await make.user()
    await sign_in(tab, person)
    box = tab.get_by_label("Count my visits under my name")

    await box.check()
    await tab.get_by_role("button", name="Save").click()
    await expect(tab.get_by_text("Agreed on")).to_be_visible()
    await shoot(tab, SHOTS, "agreed")
    await box.uncheck()
    await tab.get_by_role("button", name="Save").click()
    await expect(tab.get_by_text("Withdrawn on")).to_be_visible()

    kept = await sql.fetch("select given from users.consents where user_id = $1 order by id", person.user_id)
    assert [row["given"] for row in kept] == [True, False]


async def test_a_copy_is_asked_for_made_and_fetched(tab, make, sql, worker, tmp_path):
    person = await make.user(name="Zoe Quux")
    shop = await make.shop(price=0)
    await make.sale(shop, buyer=person)
    await sign_in(tab, person)

    await tab.get_by_role("button", name="Put my data together").click()
    await expect(tab.get_by_text("A letter tells you when", exact=False).first).to_be_visible()
    await until(sql, "select made_at is not null from users.exports where user_id = $1", person.user_id)
    await tab.goto("/me/data")
    await shoot(tab, SHOTS, "copy")
    async with tab.expect_download() as waiting:
        await tab.get_by_role("link", name="Download").click()
    file = tmp_path / "copy.zip"
    await (await waiting.value).save_as(file)

    with zipfile.ZipFile(file) as archive:
        [me] = [msgspec.json.decode(line) for line in archive.read("data/users.user_profiles.ndjson").splitlines()]
        tickets = archive.read("data/ticketing.tickets.ndjson").splitlines()
    assert (me["display_name"], len(tickets)) == ("Zoe Quux", 2)
    letter = "select count(*) = 1 from messaging.mails where recipient_user_id = $1 and kind = 'users.export_ready'"
    await until(sql, letter, person.user_id)


async def test_somebody_who_wants_to_be_forgotten_may_stay_and_else_is_forgotten(tab, make, sql, worker):
    person = await make.user(name="Zoe Quux")
    await sign_in(tab, person)
    await shoot(tab, SHOTS, "plain")

    await ask(tab)
    await sign_in_again(tab, person)
    await shoot(tab, SHOTS, "asked")
    await tab.get_by_role("button", name="Keep my account").click()
    await expect(tab.get_by_text("Your account stays.")).to_be_visible()
    await ask(tab)
    await sql.execute(
        "update users.erasures set asked_at = now() - interval '15 days', due_at = now() where taken_back_at is null"
        " and user_id = $1",
        person.user_id,
    )
    await until(sql, "select erased_at is not null from users.user_profiles where user_id = $1", person.user_id)

    await tab.goto("/sign-in")
    await tab.get_by_label("E-mail").fill(person.email)
    await tab.get_by_label("Password").fill(person.password)
    await tab.get_by_role("button", name="Sign in", exact=True).click()
    await expect(tab.get_by_text("do not belong together")).to_be_visible()
    assert (await tab.request.get(f"/people/{person.handle}")).status == 404


async def ask(tab):
    await tab.get_by_text("I want to be forgotten").click()
    await tab.get_by_role("button", name="Erase my account").click()
    await expect(tab.get_by_text("Your account will be erased on")).to_be_visible()


async def sign_in_again(tab, person):
    await tab.goto("/sign-in?next=/me/data")
    await tab.get_by_label("E-mail").fill(person.email)
    await tab.get_by_label("Password").fill(person.password)
    await tab.get_by_role("button", name="Sign in", exact=True).click()
    await expect(tab.get_by_text("Your account is about to be erased")).to_be_visible()


async def test_the_last_owner_of_an_organization_reads_what_to_do_first(tab, make):
    person = await make.user()
    await make.organization(founder=person, name="Ruby Gent")
    await sign_in(tab, person)

    await expect(
        tab.get_by_text("You are the last owner of Ruby Gent. Make somebody else an owner first.")
    ).to_be_visible()
    await expect(tab.get_by_role("button", name="Erase my account")).to_have_count(0)
    await shoot(tab, SHOTS, "held")


async def test_who_signed_in_long_ago_proves_first_that_it_is_he(tab, make, sql):
    person = await make.user()
    await sign_in(tab, person)
    await sql.execute(
        "update users.sessions"
        " set created_at = created_at - interval '2 days', proved_at = proved_at - interval '2 days'"
        " where user_id = $1",
        person.user_id,
    )

    await tab.get_by_text("I want to be forgotten").click()
    await tab.get_by_role("button", name="Erase my account").click()
    await tab.wait_for_url("**/me/confirm?**")
    await tab.get_by_label("Password").fill(person.password)
    await tab.locator("main form button.btn-primary").click()
    await tab.wait_for_url("**/me/data")
    await ask(tab)
