"""What the page of a sold order is shown with: name -> (template, context)."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace as Thing

from tests.web.samples import DESK, EVENT, NOW, order, uid

Context = dict[str, object]

UNITS = [
    Thing(
        id=uid(700 + n),
        tier_name="Standard" if n else "Student",
        total_amount=5047,
        ticket_code="K7MQ4XW2ZP",
        holder_name="Mara Lindqvist",
        ticket_status="cancelled" if refund in {"done", "pending"} else "valid",
        is_inside=n == 3,
        refund=refund,
        can_go_back=refund in {None, "failed"},
    )
    for n, refund in enumerate(("done", "pending", "failed", None))
]
WISH = Thing(units=(uid(702),), reason="The rain", tickets="cancel")
REFUNDS = [
    Thing(
        status=status,
        amount=5047,
        reason="She is ill, and so is her brother",
        units_count=1,
        attempts=3,
        problem="the payer's account is closed" if status == "failed" else "",
        created_at=NOW - timedelta(days=n),
        settled_at=NOW,
    )
    for n, status in enumerate(("pending", "failed", "done"))
]
SALE: Context = {
    **DESK,
    "event": EVENT,
    "sale": Thing(**{**vars(order()), "may_refund": True}),
    "units": UNITS,
    "refunds": REFUNDS,
    "can_go_back": 10_094,
    "wish": WISH,
    "plan": None,
    "errors": {},
    "csrf_token": "c5rf",
}
PLAN = Thing(refund_id=uid(1), units=(uid(702), uid(703)), amount=10_094, reason="The rain", keeps_tickets=False)
SALES_PAGES = {
    "order": ("console/order.html", SALE),
    "order-plan": ("console/order.html", {**SALE, "plan": PLAN}),
    "order-error": (
        "console/order.html",
        {**SALE, "errors": {"reason": "Say why, in at most 500 characters: the buyer reads it."}},
    ),
    "order-looked-at": ("console/order.html", {**SALE, "sale": Thing(**{**vars(order()), "may_refund": False})}),
}
