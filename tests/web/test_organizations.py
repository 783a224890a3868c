"""Pages of organizations through the real application: founding, the public page, the team."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from tests.make.estate import estate_draft


async def test_founding_leads_to_the_team(browse, make):
    browser, handle = await browse(await make.user()), f"club-{uuid4().hex[:8]}"

    answer = await browser.post("/organizations", name="Ruby Gent", handle=handle, about="A club.", country_code="BE")
    page = (await browser.open(answer.headers["location"])).text

    assert (answer.status_code, answer.headers["location"]) == (303, f"/console/team?owner={handle}")
    assert "Ruby Gent is yours" in page
    assert "(you)" in page


async def test_a_taken_handle_keeps_what_was_typed(browse, make):
    organization, browser = await make.organization(), await browse(await make.user())

    answer = await browser.post("/organizations", name="Night Market", handle=organization.handle, about="Synths.")

    assert answer.status_code == 422
    assert "Another organization has this handle already." in answer.text
    assert "Synths." in answer.text


async def test_its_page_is_everybodys_and_its_console_its_members(browse, make):
    owner = await make.user()
    organization = await make.organization(founder=owner)
    address = f"/organizations/{organization.handle}"

    nobody, member = (await (await browse()).open(address)).text, (await (await browse(owner)).open(address)).text

    assert "Open the console" not in nobody
    assert "Open the console" in member
    assert (
        await (await browse(await make.user())).open(f"/console/team?owner={organization.handle}")
    ).status_code == 404


async def test_somebody_is_brought_in_and_removed(browse, make):
    owner, person = await make.user(), await make.user(name="Bo Sung")
    organization = await make.organization(founder=owner)
    browser, address = await browse(owner), f"/console/team?owner={organization.handle}"

    added = await browser.post(address, who=person.handle, role="editor")
    listed = (await browser.open(address)).text
    removed = await browser.post(f"/console/team/{person.user_id}/remove?owner={organization.handle}")

    assert (added.status_code, removed.status_code) == (303, 303)
    assert "Bo Sung" in listed
    assert "Bo Sung" not in (await browser.open(address)).text


async def test_who_is_not_there_is_named(browse, make):
    owner = await make.user()
    organization = await make.organization(founder=owner)

    answer = await (await browse(owner)).post(
        f"/console/team?owner={organization.handle}", who="nobody-x", role="viewer"
    )

    assert answer.status_code == 422
    assert "Nobody here has this handle." in answer.text


async def test_the_last_owner_cannot_leave_and_is_told_why(browse, make):
    owner = await make.user()
    organization = await make.organization(founder=owner)

    answer = await (await browse(owner)).post(f"/console/team/{owner.user_id}/remove?owner={organization.handle}")

    assert answer.status_code == 409
    assert "This is the last owner. Make somebody else an owner first." in answer.text


async def test_who_leaves_goes_to_his_own_console(browse, make):
    organization = await make.organization()
    member = await make.member(organization, role="editor")
    browser = await browse(member)

    answer = await browser.post(f"/console/team/{member.user_id}/remove?owner={organization.handle}")

    assert (answer.status_code, answer.headers["location"]) == (303, "/console")
    assert "You left" in (await browser.open("/console")).text


async def test_a_viewer_sees_the_team_and_no_buttons(browse, make):
    organization = await make.organization()
    viewer = await make.member(organization, role="viewer")

    page = (await (await browse(viewer)).open(f"/console/team?owner={organization.handle}")).text

    assert "(you)" in page
    assert "Bring somebody in" not in page


async def test_without_a_choice_the_first_organization_is_shown_and_a_person_has_no_team(browse, make):
    owner = await make.user()
    organization = await make.organization(founder=owner, name="Alone")

    assert organization.name in (await (await browse(owner)).open("/console/team")).text
    assert (await (await browse(await make.user())).open("/console/team")).status_code == 404


async def test_following_an_organization(browse, make):
    organization, browser = await make.organization(), await browse(await make.user())
    address = f"/organizations/{organization.handle}"

    await browser.post("/follows", target_type="organization", target_id=organization.id, next=address)

    assert "One follower" in (await browser.open(address)).text


async def test_its_page_lists_its_public_events_and_no_other(browse, make):
    owner = await make.user()
    organization = await make.organization(founder=owner)
    shown = await make.shop(owner=owner, org_id=organization.id)
    over = await make.shop(owner=owner, org_id=organization.id, starts_in=timedelta(days=-3))
    private = await make.shop(owner=owner, org_id=organization.id, visibility="private")
    draft = await estate_draft(make, owner, organization)
    address = f"/organizations/{organization.handle}"

    for browser in (await browse(), await browse(owner)):
        coming, _, past = (await browser.open(address)).text.partition('id="past"')

        assert f"/events/event-{shown.event_id}" in coming
        assert f"/events/event-{over.event_id}" in past
        assert str(private.event_id) not in coming + past
        assert str(draft) not in coming + past
        assert "Draft " not in coming + past
