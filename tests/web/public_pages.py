"""What each public page is shown with: name -> (template, context)."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace as Thing

from tests.web.account_pages import ACCOUNT
from tests.web.samples import CART, EVENT, NOW, ORGANIZER, SIGNED_IN, TIERS, TOPICS, event, order, ticket, uid

from showground.gateways.payments.messages import Instructions

Context = dict[str, object]

CHIPS: Context = {
    "dates": [
        Thing(name=name, href=f"/?when={i}", current=i == 0)
        for i, name in enumerate(("Any day", "Today", "Tomorrow", "This weekend", "This month"))
    ],
    "topics": [Thing(name=name, slug=name.lower(), href=f"/?topic={name.lower()}", current=False) for name in TOPICS],
    "places": [
        Thing(name=name, href=f"/?place={name}", current=False)
        for name in ("Anywhere", "Berlin", "Gent", "Porto", "Online")
    ],
    "place": "",
}
FOUND: Context = {"events": [event(n) for n in range(9)], "more": "/?cursor=abc", "total": 1604}
BUY: Context = {"csrf_token": "c5rf", "quantities": {}, "errors": {}, "tiers": TIERS, "hold_minutes": 15}
SHOWN: Context = {
    **BUY,
    "event": EVENT,
    "organizer": ORGANIZER,
    "schedule": [
        Thing(starts_at=EVENT.starts_at + timedelta(minutes=90 * i), ends_at=None, title=title, place=place)
        for i, (title, place) in enumerate(
            (
                ("Doors and coffee", "Garden"),
                ("What a small program owes you", "Stage"),
                ("Tables", "Hall"),
                ("Lanterns", ""),
            )
        )
    ],
    "posts": [
        Thing(
            author_name="Jonas Ek",
            author_id=uid(44),
            picture_key=None,
            written_at=NOW - timedelta(hours=3),
            text="The programme is complete.\n\nThank you for 140 proposals; we read each one twice.",
        )
    ],
    "similar": [event(n) for n in (2, 3, 4)],
    "going_count": 164,
    "now": NOW,
    "share_href": "/events/event-0",
    "editions": [event(9, title="EuRuKo 2025")],
    "json_ld": "",
    "og": [("og:title", "EuRuKo")],
}
CHECKOUT: Context = {"cart": CART, "event": EVENT, "values": {}, "errors": {}, "now": NOW, "csrf_token": "c5rf"}
FORM: Context = {"values": {}, "errors": {}, "next": "", "csrf_token": "c5rf"}
ORDERED: Context = {
    "order": order(),
    "tickets": [ticket(n) for n in range(3)],
    "event": EVENT,
    "pay_href": None,
    "expires_at": None,
    "problem": "",
    "on_its_way": False,
    "refunds": [],
    "fresh": True,
    "now": NOW,
}
TICKET: Context = {"ticket": ticket(1), "event": EVENT, "previous_href": "/tickets/1", "next_href": "/tickets/2"}
FAULT: Context = {
    "says": "There is nothing here, or it is not yours to see.",
    "request_id": "01J9Z3-7FQ2",
    "back_href": None,
    "wait_minutes": 12,
}
GROUPS = [
    Thing(event=event(n), order_id=uid(310), tickets=[ticket(k) for k in range(count)], tickets_count=count)
    for n, count in ((0, 3), (3, 1), (7, 2))
]
TAB: Context = {
    **SIGNED_IN,
    "tab": "upcoming",
    "upcoming_count": 6,
    "past_count": 12,
    "more": None,
    "path": "/me/tickets",
}
COUNTRIES = [("DE", "Germany"), ("BE", "Belgium"), ("PT", "Portugal")]
CURRENCIES = [("EUR", "EUR, euro"), ("JPY", "JPY, yen")]
DEMO = [Thing(says="Owner of Ruby Gent", email="owner@demo.example", password="showground-demo")]

PUBLIC: dict[str, tuple[str, Context]] = {
    "discover": (
        "events/discover.html",
        {**CHIPS, **FOUND, "q": "", "filtered": False, "clear_href": "/", "path": "/"},
    ),
    "discover-found": (
        "events/discover.html",
        {**SIGNED_IN, **CHIPS, **FOUND, "q": "lanterns", "filtered": True, "clear_href": "/", "total": 9, "more": None},
    ),
    "discover-none": (
        "events/discover.html",
        {**CHIPS, "events": [], "more": None, "total": 0, "q": "opera", "filtered": True, "clear_href": "/"},
    ),
    "cards": ("events/_cards.html", FOUND),
    "event": ("events/event.html", SHOWN),
    "event-cancelled": (
        "events/event.html",
        {
            **SHOWN,
            **SIGNED_IN,
            "event": event(1, status="cancelled", is_online=True),
            "schedule": [],
            "posts": [],
            "similar": [],
        },
    ),
    "event-refused": (
        "events/event.html",
        {
            **SHOWN,
            "errors": {"form": "Only 1 seat is left at this price. Take one, or another ticket."},
            "quantities": {str(uid(202)): 2},
        },
    ),
    "checkout": ("ticketing/checkout.html", CHECKOUT),
    "checkout-error": (
        "ticketing/checkout.html",
        {
            **CHECKOUT,
            "values": {"name": "Mara", "email": "mara@"},
            "errors": {"email": "This is not a whole e-mail address."},
        },
    ),
    "checkout-member": ("ticketing/checkout.html", {**CHECKOUT, **SIGNED_IN}),
    "pay-test": (
        "payments/pay_test.html",
        {
            "payment": Thing(id=uid(333), amount=11_345, currency_code="EUR", status="created"),
            "order": order(),
            "event": EVENT,
            "expires_at": NOW + timedelta(seconds=88),
            "now": NOW,
            "csrf_token": "c5rf",
        },
    ),
    "pay-test-check": (
        "payments/pay_test_check.html",
        {
            "payment": Thing(id=uid(333), amount=11_345, currency_code="EUR", status="pending"),
            "order": order(),
            "event": EVENT,
            "expires_at": NOW + timedelta(seconds=88),
            "now": NOW,
            "csrf_token": "c5rf",
        },
    ),
    "pay-transfer": (
        "payments/instructions.html",
        {
            "how": Instructions("SG-7K2M4XW", (("To", "Lantern Society"), ("IBAN", "DE02 1203 0000 0000 2020 51"))),
            "payment": Thing(id=uid(333), amount=11_345, currency_code="EUR", status="created"),
            "order": order(),
            "event": EVENT,
            "expires_at": NOW + timedelta(days=3),
            "now": NOW,
        },
    ),
    "order": ("ticketing/order.html", ORDERED),
    "order-failed": (
        "ticketing/order.html",
        {
            **ORDERED,
            "order": order(2),
            "tickets": [],
            "pay_href": "/pay/test/1",
            "expires_at": NOW + timedelta(minutes=6),
            "problem": "The bank refused it. You were not charged; your seats are still held.",
        },
    ),
    "order-on-its-way": (
        "ticketing/order.html",
        {
            **ORDERED,
            "order": order(2),
            "tickets": [],
            "pay_href": "/pay/1",
            "expires_at": NOW + timedelta(minutes=6),
            "on_its_way": True,
        },
    ),
    "order-refunded": (
        "ticketing/order.html",
        {
            **ORDERED,
            "fresh": False,
            "refunds": [
                Thing(status="done", amount=2400, reason="The rain", created_at=NOW, settled_at=NOW),
                Thing(status="pending", amount=4800, reason="You cannot come", created_at=NOW, settled_at=None),
            ],
        },
    ),
    "order-expired": ("ticketing/order.html", {**ORDERED, "order": order(4), "tickets": []}),
    "ticket": ("ticketing/ticket.html", {**TICKET, **SIGNED_IN}),
    "ticket-used": (
        "ticketing/ticket.html",
        {**TICKET, "ticket": ticket(0, admitted_at=NOW, gate_name="Gate B", count=1)},
    ),
    "ticket-cancelled": ("ticketing/ticket.html", {**TICKET, "ticket": ticket(2, status="cancelled")}),
    "my-tickets": ("ticketing/my_tickets.html", {**TAB, "groups": GROUPS}),
    "my-tickets-none": ("ticketing/my_tickets.html", {**TAB, "groups": [], "upcoming_count": 0}),
    "sign-in": (
        "users/sign_in.html",
        {**FORM, "demo_logins": DEMO, "providers": [("club", "the club")], "takes_passkeys": True},
    ),
    "sign-in-refused": (
        "users/sign_in.html",
        {
            **FORM,
            "demo_logins": [],
            "providers": [],
            "takes_passkeys": False,
            "errors": {"form": "E-mail and password do not belong together."},
            "next": "/me/tickets",
        },
    ),
    "sign-up": ("users/sign_up.html", FORM),
    "organization-new": (
        "organizations/new.html",
        {
            **FORM,
            **SIGNED_IN,
            "countries": COUNTRIES,
            "errors": {"handle": "Someone has this handle already."},
        },
    ),
    **ACCOUNT,
    **{f"error-{code}": (f"errors/{code}.html", FAULT) for code in (403, 404, 409, 422, 429, 500, 503)},
}
