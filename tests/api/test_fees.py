"""Who pays the platform's fee: over the API and in the console, what buyers are shown, and who may choose."""

from __future__ import annotations

from html import unescape

import pytest

from showground.db.principal import Worker
from showground.db.sql import compile_query
from showground.kit.format import money

PLAN = compile_query("test.plan", "select fee_bps from ticketing.fee_plans where is_default")
FIXED = compile_query(
    "test.fixed",
    "select a.fixed_amount from ticketing.fee_plan_amounts a join ticketing.fee_plans p on p.id = a.plan_id "
    "where p.is_default and a.currency_code = 'EUR'",
)


@pytest.fixture
async def shop(make):
    return await make.shop(price=4800)


@pytest.fixture
def path(shop):
    return f"/api/v1/events/{shop.event_id}"


async def fee_of_a_ticket(make):
    """Return the fee of a ticket of 48.00 by hand: half up, then the fixed part."""
    async with make.db.acting_as(Worker()) as tx:
        return (4800 * await tx.value(PLAN) + 5000) // 10_000 + await tx.value(FIXED)


async def test_the_choice_moves_the_fee_from_buyer_to_organizer_and_back(api, make, shop, path, sql):
    owner, visitor, fee = await api(shop.owner), await api(), await fee_of_a_ticket(make)
    seen = []
    for payer in ("organizer", "organizer", "buyer"):
        answer = await owner.patch(f"{path}/fees", json={"fee_payer": payer})
        assert answer.status_code == 200, answer.text
        [tier] = (await visitor.get(f"{path}/offer")).json()["tiers"]
        example = answer.json()["example"]
        assert answer.json() == (await owner.get(f"{path}/fees")).json()
        assert tier["total"] == example["buyer_pays"]
        seen.append((example["buyer_pays"]["amount"], example["organizer_gets"]["amount"]))

    notes = await sql.fetch(
        "select details from showground.audit_log where subject_id = $1 and action = $2 order by id",
        shop.event_id,
        "ticketing.fee_payer_set",
    )
    assert fee > 0
    assert seen == [(4800, 4800 - fee), (4800, 4800 - fee), (4800 + fee, 4800)]
    assert [(note["was"], note["payer"]) for note in (row["details"] for row in notes)] == [
        ("buyer", "organizer"),
        ("organizer", "organizer"),
        ("organizer", "buyer"),
    ]


async def test_orders_keep_what_was_chosen_when_they_were_made(api, make, shop, path, sql):
    await make.sale(shop, quantity=1)
    await (await api(shop.owner)).patch(f"{path}/fees", json={"fee_payer": "organizer"})
    await make.sale(shop, quantity=1)

    orders = await sql.fetch(
        "select fee_payer::text, total_amount from ticketing.orders where event_id = $1 order by created_at",
        shop.event_id,
    )
    assert [tuple(order) for order in orders] == [("buyer", 4800 + await fee_of_a_ticket(make)), ("organizer", 4800)]


async def test_an_event_without_tickets_shows_what_it_would_be(api, make):
    person = await make.user()
    client = await api(person)
    draft = {
        "owner_type": "user",
        "owner_id": str(person.user_id),
        "title": "Lantern Night",
        "starts_at": "2027-06-12T19:30:00+02:00",
        "ends_at": "2027-06-12T23:00:00+02:00",
        "timezone": "Asia/Tokyo",
        "currency_code": "JPY",
    }
    event = (await client.post("/api/v1/events", json=draft)).json()

    told = (await client.get(f"/api/v1/events/{event['id']}/fees")).json()

    assert (told["fee_payer"], told["example"]["price"]) == ("buyer", {"amount": 20, "currency": "JPY"})


async def test_only_who_edits_the_event_chooses(api, make, path):
    stranger = await api(await make.user())

    answers = [await stranger.get(f"{path}/fees"), await stranger.patch(f"{path}/fees", json={"fee_payer": "buyer"})]
    wrong = await stranger.patch(f"{path}/fees", json={"fee_payer": "nobody"})

    assert [answer.status_code for answer in answers] == [403, 403]
    assert wrong.status_code == 422


async def test_the_console_shows_both_choices_and_keeps_one(browse, make, shop):
    browser, tiers = await browse(shop.owner), f"/console/events/{shop.event_id}/tiers"
    fee = await fee_of_a_ticket(make)
    before = unescape((await browser.open(tiers)).text)

    kept = await browser.post(f"/console/events/{shop.event_id}/fees", payer="organizer")
    after = unescape((await browser.open(tiers)).text)

    assert f"buyers pay {money(4800 + fee, 'EUR')}, you get {money(4800, 'EUR')}." in before
    assert f"buyers pay {money(4800, 'EUR')}, you get {money(4800 - fee, 'EUR')}." in before
    assert (kept.status_code, kept.headers["location"]) == (303, tiers)
    assert ('value="buyer" checked' in before, 'value="organizer" checked' in after) == (True, True)
