"""Who helps at one event, in the browser and over the API: his part of it, at that event, until it ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from showground.kit.ids import uuid7

PAGES = {
    "overview": "",
    "offer": "/tiers",
    "orders": "/orders",
    "orders file": "/orders.csv",
    "people": "/attendees",
    "people file": "/attendees.csv",
    "figures file": "/audience.csv",
    "door": "/scan",
    "scanners": "/devices",
    "team": "/team",
    "edit": "/edit",
    "cover": "/cover",
}
OPEN = {
    "door": {"people", "people file", "door"},
    "finance": {"orders", "orders file", "figures file"},
    "manager": set(PAGES) - {"scanners", "team"},
}
ANSWERS = {
    "orders": "/orders",
    "orders file": "/orders/export",
    "people": "/attendees",
    "people file": "/attendees/export",
    "sales": "/sales",
    "live": "/live",
    "audience": "/audience",
    "scanners": "/devices",
    "team": "/staff",
}
ANSWERED = {
    "door": {"people", "people file"},
    "finance": {"orders", "orders file", "sales", "audience"},
    "manager": {"orders", "orders file", "people", "people file", "sales", "audience"},
}


@pytest.fixture
async def shop(make):
    """A private event of an organization, and its owner."""
    owner = await make.user()
    organization = await make.organization(founder=owner)
    return await make.shop(owner=owner, org_id=organization.id, price=0, visibility="private")


def scan_of(code):
    return {"code": code, "scanner_id": str(uuid7()), "client_scan_id": str(uuid7())}


@pytest.mark.parametrize("role", OPEN)
async def test_pages_outside_of_a_part_say_so(browse, make, shop, role):
    helper = await make.helper(shop.event_id, owner=shop.owner, role=role)
    browser, here = await browse(helper), f"/console/events/{shop.event_id}"

    answers = {name: await browser.open(here + path) for name, path in PAGES.items()}

    assert {name for name, answer in answers.items() if answer.status_code == 200} == OPEN[role]
    assert {answer.status_code for name, answer in answers.items() if name not in OPEN[role]} == {403}
    said = answers["team"].text
    assert "You help at this event, but this is not in your part of it." in said
    begins = {"door": "/scan", "finance": "/orders", "manager": ""}[role]
    assert f'href="{here}{begins}"' in said
    assert (await browser.open(here + begins)).status_code == 200


@pytest.mark.parametrize("role", ANSWERED)
async def test_the_api_refuses_what_is_not_in_a_part(api, make, shop, role):
    helper = await make.helper(shop.event_id, owner=shop.owner, role=role)
    client = await api(helper)

    answers = {
        name: await client.get(f"/api/v1/events/{shop.event_id}{path}")
        for name, path in ANSWERS.items()
        if name != "live" or role == "door"  # has no end for who may listen
    }

    assert {name for name, answer in answers.items() if answer.status_code == 200} == ANSWERED[role]
    assert {answer.json()["code"] for answer in answers.values() if answer.status_code != 200} == {"events.out_of_role"}


async def test_a_stranger_is_not_told_that_others_help(browse, api, make, shop):
    person = await make.user()

    page = await (await browse(person)).open(f"/console/events/{shop.event_id}/scan")
    answer = await (await api(person)).get(f"/api/v1/events/{shop.event_id}/orders")

    assert (page.status_code, answer.status_code) == (404, 404)


async def test_the_door_scans_here_and_not_elsewhere_and_no_longer_once_removed(api, make, sql, shop):
    helper = await make.helper(shop.event_id, owner=shop.owner)
    other = await make.shop(owner=shop.owner, org_id=await owner_of(sql, shop.event_id), price=0)
    codes = [*await make.sale(shop, buyer=shop.owner), *await make.sale(shop, buyer=shop.owner)]
    elsewhere = (await make.sale(other))[0]
    client, owner = await api(helper), await api(shop.owner)

    async def scan(shop, code):
        answer = await client.post(f"/api/v1/events/{shop.event_id}/scans", json=scan_of(code))
        return answer.status_code if answer.status_code != 200 else answer.json()["verdict"]

    first = await scan(shop, codes[0])
    there = await scan(other, elsewhere)
    await sql.execute("update events.event_staff set role = 'finance' where user_id = $1", helper.user_id)
    with_the_money = await scan(shop, codes[1])
    await sql.execute("update events.event_staff set role = 'door', ends_at = now() where user_id = $1", helper.user_id)
    ended = await scan(shop, codes[1])
    later = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    role = {"role": "door", "ends_at": later}
    staff = f"/api/v1/events/{shop.event_id}/staff/{helper.handle}"
    given = (await owner.put(staff, json=role)).status_code
    again = await scan(shop, codes[1])
    removed = (await owner.delete(staff)).status_code
    after = await scan(shop, codes[2])

    assert (first, there, with_the_money, ended) == ("admitted", 403, 403, 403)
    assert (given, again, removed, after) == (204, "admitted", 204, 403)
    assert await sql.fetchval("select count(*) from ticketing.scan_logs where event_id = $1", other.event_id) == 0


async def test_a_manager_edits_tiers_and_sees_no_other_event(browse, api, make, sql, shop):
    helper = await make.helper(shop.event_id, owner=shop.owner, role="manager")
    organization = await owner_of(sql, shop.event_id)
    other = await make.shop(owner=shop.owner, org_id=organization, price=0, visibility="private")
    client, browser = await api(helper), await browse(helper)
    tier = {"name": "Early", "price_amount": 0, "capacity": 5}

    made = await client.post(f"/api/v1/events/{shop.event_id}/tiers", json=tier)
    there = await client.post(f"/api/v1/events/{other.event_id}/tiers", json=tier)
    hidden = await browser.open(f"/console/events/{other.event_id}")
    listed = (await client.get("/api/v1/me/helping")).json()
    team = await client.get(f"/api/v1/organizations/{organization}/members")

    assert (made.status_code, there.status_code, hidden.status_code) == (201, 404, 404)
    assert [one["id"] for one in listed] == [str(shop.event_id)]
    assert team.status_code in {403, 404}


async def test_a_last_day_is_the_events_and_the_role_ends_after_it(browse, make, sql, shop):
    helper = await make.helper(shop.event_id, owner=shop.owner)
    browser, here = await browse(shop.owner), f"/console/events/{shop.event_id}/team"
    zone = await sql.fetchval("select timezone from events.events where id = $1", shop.event_id)

    past = await browser.post(f"{here}/{helper.user_id}/role", role="finance", until="2020-02-01")
    nonsense = await browser.post(f"{here}/{helper.user_id}/role", role="finance", until="soon")
    good = await browser.post(f"{here}/{helper.user_id}/role", role="finance", until="2031-06-12")
    kept = await sql.fetchrow(
        "select role, (ends_at at time zone $2)::text as ends from events.event_staff where user_id = $1",
        helper.user_id,
        zone,
    )

    assert (past.status_code, nonsense.status_code, good.status_code) == (422, 422, 303)
    assert "must still be to come" in past.text
    assert tuple(kept) == ("finance", "2031-06-13 00:00:00")
    assert 'value="2031-06-12"' in (await browser.open(here)).text


async def owner_of(sql, event_id):
    return await sql.fetchval("select owner_org_id from events.events where id = $1", event_id)
