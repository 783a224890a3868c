"""Buying and holding tickets over the API: offers, carts, orders, tickets, notices, keys and scopes."""

from __future__ import annotations

import asyncio

import pytest

from showground.gateways.payments.messages import Due

GUEST = {"email": "mara@example.org", "name": "Mara Lind"}


def lines_of(shop, quantity=1):
    return {"event": str(shop.event_id), "lines": [{"tier": str(shop.tier_id), "quantity": quantity}]}


def key(make):
    return {"idempotency-key": f"attending-{make.number():08}"}


async def test_an_offer_says_what_one_ticket_costs(api, make):
    shop = await make.shop(price=2400, capacity=40)

    answer = await (await api()).get(f"/api/v1/events/{shop.event_id}/offer")
    [tier] = answer.json()["tiers"]

    assert (tier["price"], tier["fee"], tier["total"]) == (
        {"amount": 2400, "currency": "EUR"},
        {"amount": 109, "currency": "EUR"},
        {"amount": 2509, "currency": "EUR"},
    )
    assert tier["left"] == 40


async def test_events_are_listed_by_start_and_paged(api, make, sql):
    city = f"Stad {make.number()}"
    shops = [await make.shop() for _ in range(5)]
    ids = [shop.event_id for shop in shops]
    await sql.execute("update events.events set city = $2, starts_at = now() + '9 days' where id = any($1)", ids, city)
    client, seen, cursor = await api(), [], None

    while True:
        page = (
            (await client.get("/api/v1/events", params={"city": city, "limit": 2, "cursor": cursor or ""})).json()
            if cursor
            else (await client.get("/api/v1/events", params={"city": city, "limit": 2})).json()
        )
        seen += [one["id"] for one in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break

    assert seen == sorted(str(one) for one in ids)


async def test_a_person_holds_orders_pays_and_reads_the_tickets(api, make):
    shop, client = await make.shop(price=2400), await api(await make.user())

    cart = (await client.post("/api/v1/carts", json=lines_of(shop, 2))).json()
    held = (await client.get(f"/api/v1/carts/{cart['id']}")).json()
    placed = await client.post("/api/v1/orders", json={"cart": cart["id"]}, headers=key(make))
    order = placed.json()
    paid = await client.post(f"/api/v1/payments/{order['payment']}/test-outcome", json={"outcome": "succeed"})
    shown = (await client.get(f"/api/v1/orders/{order['order']}")).json()

    assert (held["live"], held["lines"][0]["quantity"]) == (True, 2)
    assert (placed.status_code, order["status"], order["total"]) == (
        201,
        "pending",
        {"amount": 5018, "currency": "EUR"},
    )
    assert (paid.status_code, paid.json()["order_status"]) == (200, "paid")
    assert [ticket["status"] for ticket in shown["tickets"]] == ["valid", "valid"]
    mine = (await client.get("/api/v1/tickets")).json()["items"]
    assert {one["id"] for one in mine} == {ticket["id"] for ticket in shown["tickets"]}
    ticket = (await client.get(f"/api/v1/tickets/{mine[0]['id']}")).json()
    assert ticket["qr"].startswith("SG1.")
    assert [one["id"] for one in (await client.get("/api/v1/orders")).json()["items"]] == [order["order"]]


async def test_the_same_key_gives_the_first_answer_again(api, make, sql):
    shop, client, named = await make.shop(), await api(await make.user()), key(make)

    first = await client.post("/api/v1/orders", json=lines_of(shop), headers=named)
    again = await client.post("/api/v1/orders", json=lines_of(shop), headers=named)
    other = await client.post("/api/v1/orders", json=lines_of(shop, 2), headers=named)

    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert (first.json(), again.headers["idempotent-replayed"]) == (again.json(), "true")
    assert "idempotent-replayed" not in first.headers
    assert other.json()["type"] == "/problems/payments.key_reused"
    assert await sql.fetchval("select count(*) from ticketing.orders where event_id = $1", shop.event_id) == 1


async def test_a_guest_is_answered_the_same_when_he_repeats_it_later(api, make):
    shop, client = await make.shop(), await api()
    body, named = {**lines_of(shop), "name": "Ada Bell", "email": "ada@example.org"}, key(make)

    first = await client.post("/api/v1/orders", json=body, headers=named)
    await asyncio.sleep(1.1)  # tokens are dated to the second
    again = await client.post("/api/v1/orders", json=body, headers=named)

    assert (first.status_code, again.headers["idempotent-replayed"]) == (201, "true")
    assert first.content == again.content


async def test_a_guest_proves_his_cart_by_its_secret_and_his_order_by_its_token(api, make):
    shop, client = await make.shop(price=900), await api()
    cart = (await client.post("/api/v1/carts", json=lines_of(shop))).json()
    secret = {"x-cart-secret": cart["secret"]}

    assert (await client.get(f"/api/v1/carts/{cart['id']}")).status_code == 404
    assert (await client.get(f"/api/v1/carts/{cart['id']}", headers=secret)).status_code == 200
    body = {"cart": cart["id"], **GUEST}
    placed = (await client.post("/api/v1/orders", json=body, headers={**key(make), **secret})).json()
    token = {"x-order-token": placed["order_token"]}
    assert (await client.get(f"/api/v1/orders/{placed['order']}")).status_code == 404
    assert (await client.get(f"/api/v1/orders/{placed['order']}", headers=token)).json()["status"] == "pending"


async def test_a_released_cart_gives_its_places_back(api, make):
    shop, client = await make.shop(capacity=1), await api(await make.user())
    cart = (await client.post("/api/v1/carts", json=lines_of(shop))).json()

    taken = await client.post("/api/v1/carts", json=lines_of(shop))
    released = await client.delete(f"/api/v1/carts/{cart['id']}")
    free = await client.post("/api/v1/carts", json=lines_of(shop))

    assert (taken.status_code, taken.json()["code"]) == (409, "ticketing.sold_out")
    assert (released.status_code, free.status_code) == (204, 201)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "lines"),
        ({"event": None, "lines": [{"tier": "0190d5a8-c7a2-7b5e-8f3e-9a1c2b4d6e8f", "quantity": 1}]}, "event"),
    ],
)
async def test_an_order_without_its_lines_or_event_is_refused(api, make, body, field):
    answer = await (await api()).post("/api/v1/orders", json={**GUEST, **body}, headers=key(make))

    assert (answer.status_code, answer.json()["field"]) == (422, field)


async def test_a_guest_without_an_address_is_told(api, make):
    answer = await (await api()).post("/api/v1/orders", json=lines_of(await make.shop()), headers=key(make))

    assert (answer.status_code, answer.json()["field"]) == (422, "email")


async def test_a_signed_notice_settles_once_and_a_forged_one_never(app, api, make, sql):
    shop, buyer = await make.shop(price=900), await make.user()
    receipt = await make.purchase(shop, buyer=buyer)
    provider = app.state.counter.test_provider
    due = Due(receipt.payment, receipt.total_amount, receipt.currency)
    headers, body = provider.signed(provider.notice(due, "captured"))
    client = await api()

    forged = await client.post("/api/v1/notices/test", content=body.replace(b"captured", b"pending"), headers=headers)
    answers = [await client.post("/api/v1/notices/test", content=body, headers=headers) for _ in range(3)]
    unknown = await client.post("/api/v1/notices/nobody", content=body, headers=headers)

    assert forged.status_code == 403
    assert [answer.status_code for answer in answers] == [204, 204, 204]
    assert unknown.status_code == 404
    assert await sql.fetchval("select count(*) from ticketing.tickets where event_id = $1", shop.event_id) == 1


async def test_somebody_elses_payment_cannot_be_played(api, make):
    receipt = await make.purchase(await make.shop(price=900), buyer=await make.user())

    answer = await (await api(await make.user())).post(
        f"/api/v1/payments/{receipt.payment}/test-outcome", json={"outcome": "succeed"}
    )

    assert answer.status_code == 404


async def test_holds_are_counted(app, api, make):
    shop, client = await make.shop(capacity=None), await api(await make.user())
    most = app.state.settings.most_holds

    answers = [(await client.post("/api/v1/carts", json=lines_of(shop))).status_code for _ in range(most + 1)]

    assert answers == [201] * most + [429]
