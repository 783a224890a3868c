"""Refunds over the API: the seller gives back, the buyer reads, a key makes it once."""

from __future__ import annotations

import pytest
from tests.races.test_sales import captured

from showground.domains.payments.notices import Cashier
from showground.kit.ids import uuid7


@pytest.fixture
async def sold(make, api):
    """The seller's client, the buyer's, the event's path and the receipt of two tickets."""
    owner, buyer = await make.user(), await make.user()
    shop = await make.shop(owner=owner, price=4800)
    receipt = await make.purchase(shop, buyer=buyer, quantity=2)
    assert await Cashier(make.db).accept(captured(receipt)) == "settled"
    return await api(owner), await api(buyer), f"/api/v1/events/{shop.event_id}/orders/{receipt.order}", receipt


async def test_a_key_gives_back_once_and_the_rest_goes_after(sold):
    seller, buyer, path, receipt = sold
    units = (await seller.get(path)).json()["units"]
    wish, key = {"reason": "Ill", "units": [units[0]["id"]]}, {"Idempotency-Key": f"refund-{uuid7()}"}

    first, again = [await seller.post(f"{path}/refunds", json=wish, headers=key) for _ in range(2)]
    once_more = await seller.post(f"{path}/refunds", json=wish)
    rest = await seller.post(f"{path}/refunds", json={"reason": "All of it"})
    nothing = await seller.post(f"{path}/refunds", json={"reason": "All of it"})
    shown = (await seller.get(path)).json()
    mine = (await buyer.get(f"/api/v1/orders/{receipt.order}/refunds")).json()

    half = receipt.total_amount // 2
    assert (first.status_code, first.json()["amount"]["amount"]) == (201, half)
    assert (again.json()["id"], again.headers["Idempotent-Replayed"]) == (first.json()["id"], "true")
    assert [once_more.status_code, rest.status_code, nothing.status_code] == [409, 201, 409]
    assert [unit["refund"] for unit in shown["units"]] == ["pending", "pending"]
    assert shown["can_go_back"]["amount"] == 0
    assert [(one["reason"], one["amount"]["amount"]) for one in mine] == [("All of it", half), ("Ill", half)]


async def test_the_buyer_and_strangers_give_nothing_back(sold, api, make):
    _, buyer, path, receipt = sold
    stranger = await api(await make.user())

    answers = [(await one.post(f"{path}/refunds", json={"reason": "Please"})).status_code for one in (buyer, stranger)]

    assert answers == [403, 403]
    assert (await stranger.get(f"/api/v1/orders/{receipt.order}/refunds")).status_code == 404


async def test_a_payment_says_how_it_is_paid(make, api):
    buyer = await make.user()
    receipt = await make.purchase(await make.shop(price=900), buyer=buyer)
    client = await api(buyer)

    first = await client.post(f"/api/v1/payments/{receipt.payment}/open")
    played = await client.post(f"/api/v1/payments/{receipt.payment}/test-outcome", json={"outcome": "extra_step"})
    second = await client.post(f"/api/v1/payments/{receipt.payment}/open")

    assert (first.status_code, first.json()["kind"]) == (200, "redirect")
    assert first.json()["url"].endswith(f"/pay/test/{receipt.payment}")
    assert (played.status_code, played.json()["order_status"]) == (200, "pending")
    assert second.json()["kind"] == "extra_step"
    assert second.json()["url"].endswith("/check")
