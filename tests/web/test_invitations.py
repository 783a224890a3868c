"""Invitations through the real application: asking, the link's page, signing up on the way, answering."""

from __future__ import annotations

from uuid import uuid4

import pytest


@pytest.fixture
async def club(make):
    owner = await make.user(name="Ana Ruiz")
    return owner, await make.organization(founder=owner, name="Night Market")


async def test_several_are_asked_at_once_and_listed(browse, club):
    owner, organization = club
    browser, address = await browse(owner), f"/console/team?owner={organization.handle}"

    asked = await browser.post(
        f"/console/team/invitations?owner={organization.handle}",
        emails="ben@example.org, cleo@example.org\ndan@example.org",
        role="editor",
    )
    page = (await browser.open(address)).text

    assert asked.status_code == 303
    assert "3 letters go out." in page
    assert [name for name in ("ben", "cleo", "dan") if f"{name}@example.org" not in page] == []


async def test_a_list_with_a_fault_keeps_what_was_typed(browse, club):
    owner, organization = club

    answer = await (await browse(owner)).post(
        f"/console/team/invitations?owner={organization.handle}", emails="ben@example.org nonsense", role="editor"
    )

    assert answer.status_code == 422
    assert "Nobody was invited yet. (nonsense)" in answer.text
    assert "ben@example.org nonsense</textarea>" in answer.text


async def test_a_new_person_signs_up_on_the_way_and_is_in(browse, make, club):
    asked = await make.invitation(club[1], role="editor", email=f"{uuid4().hex}@example.org")
    browser = await browse()

    page = await browser.open(f"/invitations/{asked.token}")
    form = await browser.open(f"/sign-up?next=/invitations/{asked.token}")
    made = await browser.post(
        "/sign-up",
        name="Ben",
        email=asked.email,
        password="a lantern for every tent",
        next=f"/invitations/{asked.token}",
    )
    joined = await browser.post(f"/invitations/{asked.token}/accept")

    assert "Ana Ruiz invites you" in page.text
    assert "Night Market" in page.text
    assert f'value="/invitations/{asked.token}"' in form.text
    assert made.headers["location"] == f"/invitations/{asked.token}"
    assert joined.headers["location"] == f"/console?owner={club[1].handle}"
    assert "You are in." in (await browser.open(joined.headers["location"])).text


async def test_the_secret_of_the_link_stays_with_us(browse, make, club):
    asked = await make.invitation(club[1])

    answer = await (await browse()).open(f"/invitations/{asked.token}")

    assert answer.headers["referrer-policy"] == "same-origin"
    assert "no-store" in answer.headers["cache-control"]


async def test_another_account_is_told_so(browse, make, club):
    asked = await make.invitation(club[1])

    answer = await (await browse(await make.user())).post(f"/invitations/{asked.token}/accept")

    assert answer.status_code == 422
    assert "sent to another address" in answer.text


async def test_declining_needs_no_account_and_is_final(browse, make, club):
    asked, browser = await make.invitation(club[1]), await browse()

    declined = await browser.post(f"/invitations/{asked.token}/decline")
    page = (await browser.open(f"/invitations/{asked.token}")).text
    again = await browser.post(f"/invitations/{asked.token}/decline")

    assert declined.status_code == 303
    assert "You said no to this invitation." in page
    assert again.status_code == 422


async def test_sending_again_and_taking_back(browse, make, club):
    owner, organization = club
    asked, browser = await make.invitation(organization), await browse(owner)
    base, desk = f"/console/team/invitations/{asked.id}", f"?owner={organization.handle}"

    sent = await browser.post(f"{base}/resend{desk}")
    too_soon = await browser.post(f"{base}/resend{desk}")
    revoked = await browser.post(f"{base}/revoke{desk}")

    assert (sent.status_code, too_soon.status_code, revoked.status_code) == (303, 429, 303)
    assert asked.email not in (await browser.open(f"/console/team{desk}")).text


async def test_the_page_of_one_that_was_taken_back_says_so(browse, make, sql, club):
    asked = await make.invitation(club[1])
    await sql.execute("update organizations.invitations set revoked_at = now() where id = $1", asked.id)

    assert "This invitation was taken back." in (await (await browse()).open(f"/invitations/{asked.token}")).text


async def test_a_made_up_link_is_nothing(browse):
    assert (await (await browse()).open("/invitations/made-up")).status_code == 404
