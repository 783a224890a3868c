"""Giving money back on the console: seen before it is sent, sent once, and read by the buyer."""

from __future__ import annotations

import re
from html import unescape
from uuid import UUID

import pytest
from tests.domains.payments.test_refunding import due_of
from tests.races.test_sales import captured

from showground.domains.payments import refunds
from showground.domains.payments.notices import Cashier
from showground.kit.format import money

HIDDEN = re.compile(r'name="(refund|reason|unit-[^"]+|keep_tickets)" value="([^"]*)"')


@pytest.fixture
async def sold(make, browse, app, sql):
    """An owner's browser on the page of a paid order of two, the buyer's browser, and the order."""
    owner, buyer = await make.user(), await make.user()
    shop = await make.shop(owner=owner, price=4800)
    receipt = await make.purchase(shop, buyer=buyer, quantity=2)
    await app.state.counter.test_provider.play(due_of(receipt), "succeed")
    assert await Cashier(make.db).accept(captured(receipt)) == "settled"
    rows = await sql.fetch("select id from ticketing.order_items where order_id = $1 order by id", receipt.order)
    path = f"/console/events/{shop.event_id}/orders/{receipt.order}"
    return await browse(owner), await browse(buyer), path, receipt, [row["id"] for row in rows]


async def planned(seller, path, units, **more):
    """Take the first step; return the page and what its form will send."""
    ticked = {f"unit-{unit}": "on" for unit in units}
    page = await seller.post(f"{path}/refund", page=path, **ticked, **more)
    form = page.text.partition('aria-labelledby="plan"')[2].partition("</form>")[0]
    return page, {name: unescape(value) for name, value in HIDDEN.findall(form)}


async def carried_out(app, make):
    """Let the worker send what is due."""
    counter = app.state.counter
    return await refunds.carry_out(make.db, {"test": counter.test_provider}, pace=counter.pace)


async def test_one_ticket_goes_back_and_the_buyer_reads_why(sold, make, app, sql):
    seller, buyer, path, receipt, (first, _) = sold

    page, form = await planned(seller, path, [first], reason="The rain & the wind")
    before = await sql.fetchval("select count(*) from payments.refunds where order_id = $1", receipt.order)
    done = await seller.post(f"{path}/refund", page=path, **form)
    again = await seller.post(f"{path}/refund", page=path, **form)
    on_its_way = await buyer.open(f"/orders/{receipt.order}")
    await carried_out(app, make)
    back = await buyer.open(f"/orders/{receipt.order}")
    amounts = [
        row["amount"]
        for row in await sql.fetch("select amount::bigint from payments.refunds where order_id = $1", receipt.order)
    ]

    half = money(receipt.total_amount // 2, receipt.currency)
    assert (page.status_code, before) == (200, 0)
    assert f"Give {half} back?" in page.text
    assert (done.status_code, again.status_code) == (303, 303)
    assert amounts == [receipt.total_amount // 2]
    assert f"{half} is on its way back to you." in on_its_way.text
    assert f"{half} came back to you." in back.text
    assert "The rain &amp; the wind" in back.text
    logged = await sql.fetchval(
        "select count(*) from showground.audit_log where action = 'payments.refund_asked' and subject_id = $1",
        UUID(form["refund"]),
    )
    assert logged == 1


async def test_the_whole_goes_back_and_nothing_is_left_to_give(sold, make, app, sql):
    seller, buyer, path, receipt, units = sold

    _, form = await planned(seller, path, units, reason="Cancelled")
    await seller.post(f"{path}/refund", page=path, **form)
    await carried_out(app, make)
    page = await seller.open(path)
    bought = (await buyer.open(f"/orders/{receipt.order}")).text
    tickets = await sql.fetch(
        "select t.status::text from ticketing.tickets t join ticketing.order_items i on i.ticket_id = t.id "
        "where i.order_id = $1",
        receipt.order,
    )

    assert [row["status"] for row in tickets] == ["cancelled", "cancelled"]
    assert "Give money back" not in page.text
    assert page.text.count("Money back") >= 2
    assert "These tickets went back" in bought
    assert ("You are going!" in bought, "Show the first ticket" in bought) == (False, False)


async def test_tickets_may_stay_valid(sold, sql):
    seller, _, path, receipt, (first, _) = sold

    page, form = await planned(seller, path, [first], reason="A gift", keep_tickets="on")
    await seller.post(f"{path}/refund", page=path, **form)

    assert "The tickets stay valid." in page.text
    assert (
        await sql.fetchval(
            "select count(*) from ticketing.tickets t join ticketing.order_items i on i.ticket_id = t.id "
            "where i.order_id = $1 and t.status = 'valid'",
            receipt.order,
        )
        == 2
    )


async def test_what_is_missing_is_said_and_nothing_is_sent(sold, sql):
    seller, _, path, receipt, (first, _) = sold

    no_reason, _ = await planned(seller, path, [first], reason="  ")
    no_ticket, _ = await planned(seller, path, [], reason="The rain")
    stranger, _ = await planned(seller, path, [receipt.order], reason="The rain")

    assert (no_reason.status_code, "Say why" in no_reason.text) == (422, True)
    assert (no_ticket.status_code, "Choose at least one ticket." in no_ticket.text) == (422, True)
    assert (stranger.status_code, "cannot be refunded" in stranger.text) == (409, True)
    assert await sql.fetchval("select count(*) from payments.refunds where order_id = $1", receipt.order) == 0


@pytest.mark.parametrize(("role", "may"), [("finance", True), ("manager", False), ("door", None)])
async def test_money_is_for_who_looks_after_it(sold, make, browse, role, may):
    _, _, path, _, (first, _) = sold
    event_id = UUID(path.split("/")[3])
    helper = await browse(await make.helper(event_id, owner=await make.user(), role=role))

    page = await helper.open(path)
    wish = {f"unit-{first}": "on", "reason": "The rain"}
    answer = (await helper.post(f"{path}/refund", page="/me", **wish)).status_code

    assert page.status_code == (403 if may is None else 200)
    assert answer == {True: 200, False: 403, None: 403}[may]


async def test_the_wallet_says_that_it_is_below_zero(sold, make, app):
    seller, _, path, receipt, units = sold
    _, form = await planned(seller, path, units, reason="Cancelled")
    await seller.post(f"{path}/refund", page=path, **form)
    await carried_out(app, make)

    page = await seller.open("/console/wallet?owner=me")

    fee = receipt.total_amount - 9600
    assert fee > 0
    assert "This wallet is below zero" in page.text
