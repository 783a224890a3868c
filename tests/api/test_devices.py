"""Scanners: joined by a code that works once and not for ever, bound to one event, out at once."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import timedelta

import pytest
from tests.browser import Browser, client_of
from tests.make.entries import CODE_KEY

from showground.app import http_app
from showground.db.principal import Anonymous
from showground.domains.ticketing.devices import service
from showground.domains.ticketing.devices.errors import CodeRefused
from showground.kit.ids import uuid7
from showground.settings import read_settings


@pytest.fixture
async def shop(make):
    return await make.shop(price=0, capacity=20)


@pytest.fixture
def app_key(app):
    return app.state.keyring.key(service.CODE_PURPOSE)


def scanner_of(app, joined):
    return client_of(app, authorization=f"Bearer {joined.credential}")


def one_scan(code, **more):
    return {"code": code, "scanner_id": str(uuid7()), "client_scan_id": str(uuid7()), **more}


async def test_an_organizer_makes_a_scanner_and_a_phone_joins_by_its_code(app, api, make, shop):
    organizer, nobody = await api(shop.owner), await api()
    made = (
        await organizer.post(f"/api/v1/events/{shop.event_id}/devices", json={"name": "Jo", "gate_name": "B"})
    ).json()

    joined = await nobody.post("/api/v1/devices/join", json={"code": f"{made['code'][:4]}-{made['code'][4:].lower()}"})
    again = await nobody.post("/api/v1/devices/join", json={"code": made["code"]})
    async with client_of(app, authorization=f"Bearer {joined.json()['credential']}") as phone:
        door = (await phone.get("/api/v1/door")).json()
    [listed] = (await organizer.get(f"/api/v1/events/{shop.event_id}/devices")).json()

    assert (joined.status_code, again.status_code, again.json()["code"]) == (201, 422, "ticketing.code_refused")
    assert (door["event_id"], door["gate_name"], door["admitted_count"]) == (str(shop.event_id), "B", 0)
    assert (listed["id"], listed["code_expires_at"]) == (made["device"]["id"], None)
    assert listed["joined_at"] is not None


async def test_a_scan_of_a_device_carries_its_own_id_and_gate_and_nobodys_name(app, make, shop, sql):
    code = (await make.sale(shop))[0]
    joined = await make.joined(shop)
    async with scanner_of(app, joined) as phone:
        answer = await phone.post(f"/api/v1/events/{shop.event_id}/scans", json=one_scan(code, gate_name="Gate B"))

    logged = await sql.fetchrow(
        "select scanner_id, scanned_by, gate_name, verdict from ticketing.scan_logs where event_id = $1", shop.event_id
    )
    assert answer.json()["verdict"] == "admitted"
    assert tuple(logged) == (joined.device.device_id, None, "Gate B", "admitted")


async def test_a_device_scans_for_its_event_only_and_does_nothing_else(app, make, shop):
    other = await make.shop(price=0)
    async with scanner_of(app, await make.joined(shop)) as phone:
        elsewhere = await phone.post(f"/api/v1/events/{other.event_id}/scans", json=one_scan("AAAA2222BB"))
        refused = [
            (await phone.request(method, path, json=body)).status_code
            for method, path, body in (
                ("GET", "/api/v1/me", None),
                ("GET", "/api/v1/events", None),
                ("GET", f"/api/v1/events/{shop.event_id}/attendees", None),
                ("GET", f"/api/v1/events/{shop.event_id}/devices", None),
                ("POST", f"/api/v1/events/{shop.event_id}/devices", {"name": "mine"}),
                ("POST", "/api/v1/organizations", {"name": "mine"}),
                ("POST", "/api/v1/carts", {"event": str(shop.event_id), "lines": []}),
            )
        ]

    assert (elsewhere.status_code, elsewhere.json()["code"]) == (403, "ticketing.scanner_refused")
    assert refused == [403] * 7


async def test_a_revoked_device_is_out_with_its_next_request(app, api, make, shop):
    joined, organizer = await make.joined(shop), await api(shop.owner)
    async with scanner_of(app, joined) as phone:
        before = await phone.get("/api/v1/door")
        ended = await organizer.delete(f"/api/v1/events/{shop.event_id}/devices/{joined.device.device_id}")
        after = await phone.post(f"/api/v1/events/{shop.event_id}/scans", json=one_scan("AAAA2222BB"))

    assert (before.status_code, ended.status_code, after.status_code) == (200, 204, 401)


async def test_the_gate_itself_refuses_a_revoked_device(app, make, shop, sql):
    joined = await make.joined(shop)
    await sql.execute("update ticketing.devices set revoked_at = now() where id = $1", joined.device.device_id)
    scans = (
        "select * from ticketing.scan(array[row(1, $1, $2, $3, $4, $4, $5, 'AAAA2222BB', null, null, false, $6, '', "
        "null)::ticketing.scan_request])"
    )

    row = await sql.fetchrow(scans, uuid7(), uuid7(), shop.event_id, joined.device.device_id, uuid7(), b"x" * 32)

    assert row["verdict"] == "refused"


async def test_a_code_runs_out_and_a_new_one_replaces_it(db, make, api, shop):
    late = await make.scanner(shop, lasts=timedelta(milliseconds=1))
    made = await make.scanner(shop)
    organizer = await api(shop.owner)
    await organizer.post(f"/api/v1/events/{shop.event_id}/devices/{made.device.id}/code")
    await asyncio.sleep(0.01)

    for code in (late.code, made.code):
        async with db.acting_as(Anonymous()) as tx:
            with pytest.raises(CodeRefused):
                await service.join(tx, code, key=CODE_KEY, user_agent="")


async def test_a_code_makes_one_scanner_however_many_try_at_once(db, make, shop):
    made = await make.scanner(shop)

    async def join():
        async with db.acting_as(Anonymous()) as tx:
            return await service.join(tx, made.code, key=CODE_KEY, user_agent="")

    answers = await asyncio.gather(*(join() for _ in range(8)), return_exceptions=True)

    assert sorted(type(answer).__name__ for answer in answers) == ["CodeRefused"] * 7 + ["Joined"]


async def test_guessing_codes_stops_for_an_address_and_not_for_others(site, tmp_path):
    given = {"DATABASE_URL": site.app_url, "SHOWGROUND_STATE_DIR": str(tmp_path), "SHOWGROUND_TRUSTED_PROXIES": "1"}
    opened = http_app(read_settings(given))

    async def guess(address):
        async with client_of(opened, **{"x-forwarded-for": address}) as client:
            return (await client.post("/api/v1/devices/join", json={"code": "AAAA2222"})).status_code

    answers = [await guess("192.0.2.9") for _ in range(31)]

    assert answers == [422] * 30 + [429]
    assert await guess("192.0.2.10") == 422
    await opened.state.db.close()


async def test_the_codes_hash_cannot_be_guessed_from_the_table(make, shop, sql):
    made = await make.scanner(shop)

    stored = await sql.fetchval("select code_hash from ticketing.devices where id = $1", made.device.id)

    assert stored != hashlib.sha256(made.code.encode()).digest()


async def test_only_who_edits_the_event_makes_scanners(api, make, shop, sql):
    stranger = await api(await make.user())

    answers = [
        (await stranger.get(f"/api/v1/events/{shop.event_id}/devices")).status_code,
        (await stranger.post(f"/api/v1/events/{shop.event_id}/devices", json={"name": "mine"})).status_code,
    ]

    assert answers == [403, 403]
    assert await sql.fetchval("select count(*) from ticketing.devices where event_id = $1", shop.event_id) == 0


async def test_every_step_of_a_scanner_is_on_record(make, api, shop, sql):
    joined, organizer = await make.joined(shop), await api(shop.owner)
    await organizer.delete(f"/api/v1/events/{shop.event_id}/devices/{joined.device.device_id}")

    log = await sql.fetch(
        "select action, actor from showground.audit_log "
        "where event_id = $1 and action like 'ticketing.device%' order by id",
        shop.event_id,
    )

    owner = shop.owner.user_id
    assert [tuple(row) for row in log] == [
        ("ticketing.device_made", owner),
        ("ticketing.device_joined", None),
        ("ticketing.device_revoked", owner),
    ]


async def test_a_phone_joins_in_its_browser_scans_and_leaves(app, make, shop, app_key):
    code = (await make.sale(shop))[0]
    made = await make.scanner(shop, key=app_key)
    phone = Browser(app)
    token = await phone.token("/door")

    joined = await phone.client.post("/door/join", data={"code": made.code, "csrf_token": token})
    page = (await phone.open("/door")).text
    scanned = await phone.client.post(
        "/door/scan", data={"code": code, "csrf_token": token}, headers={"hx-request": "true"}
    )
    elsewhere = [(await phone.open(path)).status_code for path in ("/", "/me")]
    left = await phone.client.post("/door/leave", data={"csrf_token": token})
    after = (await phone.open("/door")).text
    await phone.client.aclose()

    assert (joined.status_code, joined.headers["location"]) == (303, "/door")
    assert "Gate B" in page
    assert "Jo&#39;s phone" in page
    assert "Admit" in scanned.text
    assert 'id="in-now" class="door-count" data-live-value="admitted" hx-swap-oob="true">1<' in scanned.text
    assert elsewhere == [200, 303]  # nobody is signed in on it
    assert left.status_code == 303
    assert "Join the door" in after
