"""Keys of organizations: within its rights and their scopes, nothing of another's and nothing of their maker's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.browser import client_of

from showground.kit.ids import uuid7


@pytest.fixture
async def club(make):
    founder = await make.user()
    return await make.organization(founder=founder), founder


@pytest.fixture
def with_key(app, make, club):
    async def client(*scopes, lasts=None):
        made = await make.org_key(*club, scopes=scopes, lasts=lasts)
        return client_of(app, authorization=f"Bearer {made.secret}")

    return client


def event_of(owner_type, owner_id):
    return {
        "owner_type": owner_type,
        "owner_id": str(owner_id),
        "title": "Lantern Night",
        "starts_at": "2027-06-12T19:30:00+02:00",
        "ends_at": "2027-06-12T23:00:00+02:00",
        "timezone": "Europe/Brussels",
        "currency_code": "EUR",
    }


async def test_a_key_runs_the_organizations_events_and_its_maker_stands_for_it(with_key, club, sql):
    organization, founder = club
    async with await with_key("read", "manage") as client:
        made = await client.post(
            "/api/v1/events", json=event_of("organization", organization.id), headers={"idempotency-key": "k" * 20}
        )
        event = made.json()["id"]
        edited = await client.patch(f"/api/v1/events/{event}", json={"title": "Lantern Nights"})
        orders = await client.get(f"/api/v1/events/{event}/orders")

    assert (made.status_code, edited.status_code, orders.status_code) == (201, 200, 200), made.text
    assert (
        await sql.fetchval("select created_by from events.events where id = $1", made.json()["id"]) == founder.user_id
    )
    log = await sql.fetch(
        "select actor, api_key is not null from showground.audit_log where subject_id = $1", made.json()["id"]
    )
    assert {tuple(row) for row in log} == {(None, True)}


async def test_a_key_does_nothing_for_its_maker_in_person(with_key, club, make):
    _, founder = club
    private = await make.shop(owner=founder, visibility="private")
    async with await with_key("read", "scan", "manage") as client:
        answers = {
            path: (await client.request(method, path, json=body)).status_code
            for method, path, body in (
                ("GET", "/api/v1/me", None),
                ("GET", "/api/v1/sessions", None),
                ("GET", "/api/v1/api-keys", None),
                ("GET", "/api/v1/me/tickets", None),
                ("GET", f"/api/v1/events/{private.event_id}/orders", None),
                ("PATCH", f"/api/v1/events/{private.event_id}", {"title": "Mine"}),
                ("POST", "/api/v1/organizations", {"name": "Another"}),
                ("GET", f"/api/v1/organizations/{club[0].handle}/api-keys", None),
            )
        }
        owned = await client.post(
            "/api/v1/events", json=event_of("user", founder.user_id), headers={"idempotency-key": "j" * 20}
        )

    assert {status for status in answers.values() if status not in {403, 404}} == set(), answers
    assert owned.status_code == 403


async def test_a_key_reads_nothing_of_another_organization(with_key, make):
    rival = await make.user()
    other = await make.organization(founder=rival)
    shop = await make.shop(owner=rival, org_id=other.id, visibility="private")
    async with await with_key("read", "scan", "manage") as client:
        answers = [
            (await client.request(method, path, json=body)).status_code
            for method, path, body in (
                ("GET", f"/api/v1/events/{shop.event_id}", None),
                ("GET", f"/api/v1/events/{shop.event_id}/orders", None),
                ("GET", f"/api/v1/events/{shop.event_id}/attendees", None),
                ("PATCH", f"/api/v1/events/{shop.event_id}", {"title": "Ours"}),
                ("POST", f"/api/v1/events/{shop.event_id}/devices", {"name": "x"}),
            )
        ]
        scan = {"code": "AAAA2222BB", "scanner_id": str(uuid7()), "client_scan_id": str(uuid7())}
        scanned = await client.post(f"/api/v1/events/{shop.event_id}/scans", json=scan)

    assert answers == [404] * 5
    assert scanned.status_code == 403


async def test_a_key_reads_and_changes_no_more_than_its_scopes(with_key, club, make):
    organization, founder = club
    shop = await make.shop(owner=founder, org_id=organization.id)
    async with await with_key("read") as reads, await with_key("scan") as scans:
        scan = {"code": "AAAA2222BB", "scanner_id": str(uuid7()), "client_scan_id": str(uuid7())}
        answers = [
            (await reads.get(f"/api/v1/events/{shop.event_id}/orders")).status_code,
            (await reads.patch(f"/api/v1/events/{shop.event_id}", json={"title": "New"})).status_code,
            (await reads.post(f"/api/v1/events/{shop.event_id}/scans", json=scan)).status_code,
            (await scans.post(f"/api/v1/events/{shop.event_id}/scans", json=scan)).status_code,
            (await scans.get(f"/api/v1/events/{shop.event_id}/orders")).status_code,
        ]

    assert answers == [200, 403, 403, 200, 403]


async def test_a_revoked_or_expired_key_is_nobodys(app, api, make, club, with_key, browse):
    organization, founder = club
    made = await make.org_key(*club)
    browser = (await browse(founder)).client
    async with (
        client_of(app, authorization=f"Bearer {made.secret}") as client,
        await with_key("read", lasts=timedelta(milliseconds=1)) as late,
    ):
        before = await client.get("/api/v1/events")
        ended = await browser.delete(f"/api/v1/organizations/{organization.handle}/api-keys/{made.id}")
        after = [(await one.get("/api/v1/events")).status_code for one in (client, late)]

    assert (before.status_code, ended.status_code, after) == (200, 204, [401, 401])


async def test_admins_make_keys_and_nobody_below(browse, make, club, sql):
    organization, founder = club
    path = f"/api/v1/organizations/{organization.handle}/api-keys"
    body = {"name": "website", "scopes": ["read"]}
    statuses = {}
    for role in ("viewer", "editor", "admin"):
        client = (await browse(await make.member(organization, role=role))).client
        statuses[role] = (await client.post(path, json=body)).status_code
    buying = await (await browse(founder)).client.post(path, json={"name": "till", "scopes": ["buy"]})

    assert statuses == {"viewer": 403, "editor": 403, "admin": 201}
    assert buying.status_code == 422
    assert (
        await sql.fetchval(
            "select count(*) from showground.audit_log where action = 'organizations.api_key_made' and org_id = $1",
            organization.id,
        )
        == 1
    )


async def test_developers_make_and_revoke_keys_in_the_console(browse, make, club):
    organization, founder = club
    browser = await browse(founder)
    at = f"/console/developers?owner={organization.handle}"

    made = await browser.post(f"/console/developers/keys?owner={organization.handle}", name="website", read="yes")
    listed = await browser.open(at)
    [key] = (await browser.client.get(f"/api/v1/organizations/{organization.handle}/api-keys")).json()
    ended = await browser.post(f"/console/developers/keys/{key['id']}/end?owner={organization.handle}")
    nameless = await browser.post(f"/console/developers/keys?owner={organization.handle}", read="yes")

    assert "sgo_" in made.text
    assert "sgo_" not in listed.text
    assert "website" in listed.text
    assert (ended.status_code, nameless.status_code) == (303, 422)
    assert "No keys yet" in (await browser.open(at)).text


async def test_a_key_outlives_its_makers_membership(api, make, club, app):
    organization, founder = club
    admin = await make.member(organization, role="admin")
    made = await make.org_key(organization, admin, scopes=("manage",))
    theirs = await api(admin)
    wanted = event_of("organization", organization.id)

    removed = await (await api(founder)).delete(f"/api/v1/organizations/{organization.handle}/members/{admin.handle}")
    async with client_of(app, authorization=f"Bearer {made.secret}") as client:
        by_key = await client.post("/api/v1/events", json=wanted)
    in_person = await theirs.post("/api/v1/events", json=wanted)

    assert (removed.status_code, by_key.status_code, in_person.status_code) == (204, 201, 403)
