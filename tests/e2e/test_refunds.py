"""A seller gives money back in a browser, first for one ticket, then for the rest; the buyer reads it."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.async_api import expect
from tests.domains.payments.test_refunding import due_of
from tests.races.test_sales import captured
from tests.web.test_refunds import carried_out

from showground.domains.payments.notices import Cashier

SHOTS = Path(__file__).parents[2] / "screenshots" / "refunds"
POSTED = """
select j.kind::text, t.amount::bigint
  from payments.refunds r
  join payments.journals j on j.source_id = r.id
  join payments.transfers t on t.journal_id = j.id
 where r.order_id = $1 and j.kind in ('refund', 'refund_settled')
 order by j.id, t.line
"""


async def shoot(tab, name):
    if not os.environ.get("SHOWGROUND_TEST_SCREENSHOTS"):
        return
    SHOTS.mkdir(parents=True, exist_ok=True)
    for scheme in ("light", "dark"):
        await tab.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for width in (390, 1440):
            await tab.set_viewport_size({"width": width, "height": 900})
            await tab.screenshot(path=SHOTS / f"{name}-{width}-{scheme}.png", full_page=True)


async def give_back(tab, *, keep):
    """Take both steps for the tickets that are ticked, less those that shall stay."""
    for box in await tab.locator("input[name^='unit-']").all():
        await box.set_checked(True)
    for n in range(keep):
        await tab.locator("input[name^='unit-']").nth(n).set_checked(False)
    await tab.fill("[name=reason]", "The rain & the wind")
    await tab.get_by_role("button", name="See what goes back").click()
    await expect(tab.get_by_role("heading", name="back?")).to_be_visible()
    await shoot(tab, f"plan-{keep}")
    await tab.locator("section[aria-labelledby=plan] .btn-primary").click()
    await expect(tab.get_by_text("The money is on its way back.")).to_be_visible()


async def test_a_seller_gives_one_back_and_then_the_rest(visiting, make, platform, app, sql):
    buyer, shop = await make.user(), await make.shop(owner=await make.user(), price=4800)
    receipt = await make.purchase(shop, buyer=buyer, quantity=3)
    await app.state.counter.test_provider.play(due_of(receipt), "succeed")
    assert await Cashier(make.db).accept(captured(receipt)) == "settled"
    each = receipt.total_amount // 3
    sessions = [await make.session(person) for person in (shop.owner, buyer)]
    async with visiting(width=1440, height=900) as seller, visiting() as reader:
        for tab, token in zip((seller, reader), sessions, strict=True):
            await tab.context.add_cookies([{"name": "showground_session", "value": token, "url": platform}])
        here = f"/console/events/{shop.event_id}/orders/{receipt.order}"
        await seller.goto(f"/console/events/{shop.event_id}/orders")
        await seller.locator(f"a[href='{here}']").first.click()
        await expect(seller.get_by_role("heading", name="Give money back")).to_be_visible()
        await shoot(seller, "order")

        await give_back(seller, keep=2)
        await carried_out(app, make)
        one = [tuple(row) for row in await sql.fetch(POSTED, receipt.order)]
        await seller.goto(here)
        await expect(seller.get_by_text("Money back", exact=True)).to_have_count(1)
        await shoot(seller, "order-one-back")
        await give_back(seller, keep=0)
        await carried_out(app, make)
        await seller.goto(here)
        await expect(seller.get_by_text("Money back", exact=True)).to_have_count(3)
        await expect(seller.get_by_role("heading", name="Give money back")).to_have_count(0)
        await shoot(seller, "order-all-back")

        await reader.goto(f"/orders/{receipt.order}")
        await expect(reader.get_by_text("came back to you.")).to_have_count(2)
        await expect(reader.get_by_text("The rain & the wind")).to_have_count(2)
        await shoot(reader, "buyer")

    whole = [tuple(row) for row in await sql.fetch(POSTED, receipt.order)]
    assert one == [("refund", each), ("refund_settled", each)]
    assert whole[2:] == [("refund", each * 2), ("refund_settled", each * 2)]
