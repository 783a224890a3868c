"""The organizer's half over the API: an event from draft to sold, scanned and paid, and who is kept out of it."""

from __future__ import annotations

import csv
import io
import json

import pytest
from tests.make.users import Made

from showground.kit.ids import uuid7

ADDRESS = "/api/v1"


def draft(owner_type, owner_id, **over):
    return {
        "owner_type": owner_type,
        "owner_id": str(owner_id),
        "title": "Lantern Night: An Evening",
        "description": "Lanterns, soup, songs.",
        "starts_at": "2027-06-12T19:30:00+02:00",
        "ends_at": "2027-06-12T23:00:00+02:00",
        "timezone": "Europe/Brussels",
        "currency_code": "EUR",
        "city": "Gent",
        "country_code": "BE",
        **over,
    }


@pytest.fixture
async def club(make):
    founder: Made = await make.user(name="Ada Okonkwo")
    return founder, await make.organization(founder=founder)


@pytest.fixture
async def client(api, club):
    return await api(club[0])


async def made(client, owner_type, owner_id, **over):
    answer = await client.post(f"{ADDRESS}/events", json=draft(owner_type, owner_id, **over))
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_an_event_goes_from_draft_to_show(client, club):
    event = await made(client, "organization", club[1].id)
    path = f"{ADDRESS}/events/{event['id']}"
    early = await client.post(f"{path}/publish")
    tier = await client.post(f"{path}/tiers", json={"name": "Standard", "price_amount": 1200, "capacity": 40})
    shown = await client.post(f"{path}/publish")

    assert (event["status"], event["slug"].startswith("lantern-night-an-evening")) == ("draft", True)
    assert (early.status_code, early.json()["code"], early.json()["missing"]) == (409, "events.not_ready", ["tier"])
    assert (tier.status_code, tier.json()["capacity"], tier.json()["currency_code"]) == (201, 40, "EUR")
    assert (shown.status_code, shown.json()["status"], shown.json()["published_at"] is not None) == (
        200,
        "published",
        True,
    )


async def test_a_person_owns_an_event_without_an_organization(client, club):
    event = await made(client, "user", club[0].user_id)

    assert (event["owner_type"], event["owner_name"]) == ("user", "Ada Okonkwo")


async def test_nobody_makes_events_for_others(api, make, club):
    stranger = await api(await make.user())

    answer = await stranger.post(f"{ADDRESS}/events", json=draft("organization", club[1].id))

    assert (answer.status_code, answer.json()["code"]) == (403, "refused")


async def test_the_same_title_gets_another_address(client, club):
    first = await made(client, "user", club[0].user_id, title="Twice")
    second = await made(client, "user", club[0].user_id, title="Twice")

    assert first["slug"] != second["slug"]
    assert second["slug"].startswith("twice")


async def test_an_edit_names_what_it_saw(client, club):
    event = await made(client, "organization", club[1].id)
    path = f"{ADDRESS}/events/{event['id']}"
    tag = (await client.get(f"{path}/manage")).headers["etag"]
    first = await client.patch(path, json={"title": "  Lantern   Night "}, headers={"if-match": tag})
    second = await client.patch(path, json={"title": "Other"}, headers={"if-match": tag})

    assert (first.status_code, first.json()["title"], first.headers["etag"]) == (200, "Lantern Night", '"2"')
    assert (second.status_code, second.json()["code"], second.json()["revision"]) == (409, "events.stale", 2)


async def test_moving_an_event_moves_its_date(client, club, sql):
    event = await made(client, "organization", club[1].id)
    later = {"starts_at": "2027-07-01T18:00:00+02:00", "ends_at": "2027-07-01T22:00:00+02:00"}

    answer = await client.patch(f"{ADDRESS}/events/{event['id']}", json=later)
    dates = await sql.fetch(
        "select o.starts_at = e.starts_at and o.ends_at = e.ends_at as same from events.event_occurrences o "
        "join events.events e on e.id = o.event_id where e.id = $1",
        event["id"],
    )

    assert (answer.status_code, [date["same"] for date in dates]) == (200, [True])


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"title": "  "}, "events.title_needed"),
        ({"ends_at": "2027-06-12T19:00:00+02:00"}, "events.ends_before_it_starts"),
        ({"timezone": "Mars/Base"}, "events.timezone_unknown"),
        ({"country_code": "XX"}, "events.country_unknown"),
        ({"currency_code": "XXQ"}, "events.currency_unknown"),
        ({"topics": ["no-such-topic"]}, "events.topic_unknown"),
        ({"website": "gopher://old"}, "events.website_malformed"),
        ({"starts_at": "2027-06-12T19:30:00"}, "events.time_unplaced"),
    ],
)
async def test_a_draft_says_what_is_wrong(client, club, wrong, code):
    answer = await client.post(f"{ADDRESS}/events", json=draft("user", club[0].user_id, **wrong))

    assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_states_go_forward_and_each_is_announced_and_noted(client, club, sql):
    event = await made(client, "organization", club[1].id)
    path = f"{ADDRESS}/events/{event['id']}"
    await client.post(f"{path}/tiers", json={"name": "Free", "price_amount": 0, "capacity": None})
    steps = [await client.post(f"{path}/{step}") for step in ("publish", "postpone", "publish", "cancel", "publish")]
    facts = await sql.fetch("select kind from showground.outbox where body ->> 'event' = $1 order by id", event["id"])
    notes = await sql.fetch(
        "select action, actor from showground.audit_log where subject_id = $1 order by id", event["id"]
    )

    assert [step.status_code for step in steps] == [200, 200, 200, 200, 409]
    assert [fact["kind"] for fact in facts] == [
        "events.published",
        "events.postponed",
        "events.published",
        "events.cancelled",
    ]
    assert [note["action"] for note in notes][:2] == ["events.created", "events.published"]
    assert {note["actor"] for note in notes} == {club[0].user_id}


async def test_a_tier_is_edited_in_part(client, club):
    event = await made(client, "organization", club[1].id)
    path = f"{ADDRESS}/events/{event['id']}/tiers"
    tier = (await client.post(path, json={"name": "Standard", "price_amount": 1200, "capacity": 40})).json()

    answer = await client.patch(f"{ADDRESS}/tiers/{tier['id']}", json={"price_amount": 1500, "capacity": 60})

    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["name"], told["price_amount"], told["capacity"]) == ("Standard", 1500, 60)


@pytest.mark.parametrize("number", [-1, 2**31, 2**70])
@pytest.mark.parametrize("field", ["price_amount", "capacity", "tax_bps", "min_per_order", "max_per_order"])
async def test_a_number_that_no_tier_can_have_is_refused_with_its_name(client, club, field, number):
    event = await made(client, "organization", club[1].id)
    path = f"{ADDRESS}/events/{event['id']}/tiers"
    tier = (await client.post(path, json={"name": "Standard", "price_amount": 1200, "capacity": 40})).json()

    answers = [
        await client.post(path, json={"name": "Other", "price_amount": 1200, "capacity": 40, field: number}),
        await client.patch(f"{ADDRESS}/tiers/{tier['id']}", json={field: number}),
    ]

    assert [answer.status_code for answer in answers] == [422, 422], [answer.text for answer in answers]
    assert all(field in answer.text for answer in answers)


async def test_sold_scanned_and_listed(api, make):
    shop = await make.shop(capacity=5)
    owner, path = await api(shop.owner), f"{ADDRESS}/events/{shop.event_id}"
    buyer = await make.user(name="Bo Sung")
    codes = await make.sale(shop, buyer=buyer)
    scan = {"code": codes[0].lower(), "scanner_id": str(uuid7()), "gate_name": "Gate B"}

    verdicts = [
        (await owner.post(f"{path}/scans", json={**scan, "client_scan_id": str(uuid7())})).json() for _ in range(2)
    ]
    orders = (await owner.get(f"{path}/orders")).json()["items"]
    by_number = (await owner.get(f"{path}/orders", params={"q": orders[0]["number"]})).json()["items"]
    inside = (await owner.get(f"{path}/attendees", params={"shown": "in"})).json()["items"]
    outside = (await owner.get(f"{path}/attendees", params={"shown": "out"})).json()["items"]
    sales = (await owner.get(f"{path}/sales")).json()

    assert [one["verdict"] for one in verdicts] == ["admitted", "duplicate"]
    assert (verdicts[1]["first_gate_name"], verdicts[1]["tier_name"]) == ("Gate B", "Regular")
    assert [(one["buyer_name"], one["tickets_count"], one["status"]) for one in orders] == [("Bo Sung", 2, "paid")]
    assert by_number == orders
    assert ([one["code"] for one in inside], [one["code"] for one in outside]) == ([codes[0]], [codes[1]])
    assert sales["totals"] == {
        "orders_count": 1,
        "tickets_count": 2,
        "revenue_amount": 0,
        "currency_code": "EUR",
        "admitted_count": 1,
        "capacity": 5,
    }
    assert sales["gates"] == [{"gate_name": "Gate B", "admitted_count": 1}]


async def test_scans_queued_offline_are_judged_in_order_and_once(api, make):
    shop = await make.shop()
    owner, path = await api(shop.owner), f"{ADDRESS}/events/{shop.event_id}/scans/batch"
    [code, _] = await make.sale(shop)
    scanner = str(uuid7())
    scans = [{"code": one, "scanner_id": scanner, "client_scan_id": str(uuid7())} for one in (code, code, "NOSUCHCODE")]

    first = (await owner.post(path, json={"scans": scans})).json()["results"]
    again = (await owner.post(path, json={"scans": scans})).json()["results"]

    assert [one["verdict"] for one in first] == ["admitted", "duplicate", "unknown"]
    assert [one["scan_id"] for one in again] == [one["scan_id"] for one in first]


async def test_files_hold_every_row_and_no_formula(api, make):
    shop = await make.shop()
    owner, path = await api(shop.owner), f"{ADDRESS}/events/{shop.event_id}"
    await make.sale(shop, buyer=await make.user(name="=1+1"))

    table = await owner.get(f"{path}/orders/export")
    lines = await owner.get(f"{path}/attendees/export", params={"format": "ndjson"})
    rows = list(csv.DictReader(io.StringIO(table.text)))

    assert (table.headers["content-type"], [row["buyer_name"] for row in rows]) == (
        "text/csv; charset=utf-8",
        ["'=1+1"],
    )
    assert [json.loads(line)["tier_name"] for line in lines.text.splitlines()] == ["Regular", "Regular"]


async def test_money_stands_in_the_sellers_wallet_and_nobody_elses(api, make):
    shop = await make.shop(price=2000)
    await make.sale(shop)
    owner, other = await api(shop.owner), await api(await make.user())

    [wallet] = (await owner.get(f"{ADDRESS}/wallets")).json()
    lines = (await owner.get(f"{ADDRESS}/wallets/{wallet['id']}/lines")).json()["items"]
    income = (await owner.get(f"{ADDRESS}/wallets/{wallet['id']}/income")).json()
    hidden = await other.get(f"{ADDRESS}/wallets/{wallet['id']}/lines")

    assert (wallet["owner_type"], wallet["currency_code"], wallet["balance_amount"]) == ("user", "EUR", 4000)
    assert [(line["kind"], line["amount"], line["balance_amount"]) for line in lines] == [("sale", 4000, 4000)]
    assert (income[-1]["amount"], len(income)) == (4000, 30)
    assert ((await other.get(f"{ADDRESS}/wallets")).json(), hidden.status_code) == ([], 404)


async def test_strangers_see_nothing_of_the_sales(api, make):
    shop = await make.shop()
    stranger, path = await api(await make.user()), f"{ADDRESS}/events/{shop.event_id}"

    answers = [await stranger.get(f"{path}/{page}") for page in ("manage", "orders", "attendees", "sales", "tiers")]

    assert [answer.status_code for answer in answers] == [403] * 5
