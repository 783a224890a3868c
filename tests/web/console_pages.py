"""What each console page is shown with: name -> (template, context)."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace as Thing

from tests.web.public_pages import COUNTRIES, CURRENCIES, Context
from tests.web.sale_pages import SALES_PAGES
from tests.web.samples import CLUB, DESK, EVENT, LOGO, ME, NOW, SALES, TIERS, TOPICS, event, order, ticket, uid
from tests.web.team_pages import LOG, NO_FILTER, TEAM

from showground.web.pictures import FOCI

TOTALS = Thing(
    revenue_amount=1_284_350,
    currency_code="EUR",
    revenue_trend=[row[1][0] for row in SALES],
    revenue_change_bps=1840,
    tickets_count=312,
    tickets_trend=[row[1][0] for row in SALES[10:]],
    tickets_change_bps=-620,
    orders_count=187,
    orders_trend=[row[1][0] for row in SALES[5:]],
    views_count=18_204,
    views_trend=[row[1][0] + 40 for row in SALES],
    admitted_count=0,
    capacity=420,
)
NO_TOTALS = Thing(
    orders_count=0, tickets_count=0, revenue_amount=0, currency_code="EUR", admitted_count=0, capacity=420
)
STEPS = [
    Thing(done=True, name="Say what, when and where", note="Title, days and place are set.", href="", action=""),
    Thing(done=True, name="Add a ticket", note="Three tickets, 420 places.", href="", action=""),
    Thing(
        done=False,
        name="Tell what it is about",
        note="A few sentences sell more than a poster.",
        href="#",
        action="Write it",
    ),
    Thing(
        done=False,
        name="Choose where the money goes",
        note="Into the wallet of Ruby Gent.",
        href="#",
        action="Check it",
    ),
]
WORKSPACE: Context = {
    **DESK,
    "event": EVENT,
    "checklist": STEPS,
    "can_publish": False,
    "actions": ["postpone", "cancel"],
    "problem": "",
    "totals": TOTALS,
    "audience": Thing(
        views=1840,
        visitors=1212,
        steps=[
            Thing(name="visitors", count=1212),
            Thing(name="carts", count=240),
            Thing(name="checkouts", count=210),
            Thing(name="payments", count=190),
            Thing(name="orders", count=171),
        ],
        rows=[(day, [values[0] * 9, values[0] * 6]) for day, values in SALES],
        sources=[Thing(name="news.example", views=800), Thing(name="", views=340)],
    ),
    "sales_heads": ["Standard", "Student"],
    "sales": [(day, [values[0], values[0] // 3]) for day, values in SALES],
    "tiers": [Thing(name=t.name, sold=t.sold, capacity=t.capacity) for t in TIERS],
    "recent": [order(n) for n in range(5)],
    "now": NOW,
}
FEES = Thing(
    payer="buyer",
    fee_bps=350,
    fixed_amount=79,
    currency_code="EUR",
    by_buyer=Thing(price_amount=4800, buyer_pays_amount=5047, organizer_gets_amount=4800),
    by_organizer=Thing(price_amount=4800, buyer_pays_amount=4800, organizer_gets_amount=4553),
)
TIER_FORM: Context = {
    **DESK,
    "fees": FEES,
    "event": EVENT,
    "tiers": TIERS,
    "values": {"max_per_order": "10"},
    "errors": {},
}
COVERED: Context = {**DESK, "topic": "ruby", "foci": FOCI, "error": ""}
LOGO_OF = {"id": uid(500), "handle": "ruby-gent", "name": "Ruby Gent", "logo_key": LOGO}
NEW_FORM: Context = {
    **DESK,
    "event": None,
    "values": {"timezone": "Europe/Berlin", "currency_code": "EUR"},
    "errors": {},
    "topics": [(t.lower(), t) for t in TOPICS],
    "timezones": [("Europe/Berlin", "Europe/Berlin (CEST)"), ("Europe/Lisbon", "Europe/Lisbon (WEST)")],
    "countries": COUNTRIES,
    "tongues": [("en", "English"), ("de", "German")],
    "currencies": CURRENCIES,
}
ORDERS: Context = {
    **DESK,
    "event": EVENT,
    "q": "",
    "status": "",
    "statuses": [("", "All states"), ("paid", "Paid"), ("pending", "Waiting for payment")],
    "orders": [order(n) for n in range(8)],
    "total": 187,
    "more": "/console/events/1/orders?cursor=x",
    "export_href": "/console/events/1/orders.csv",
}
PEOPLE: Context = {
    **DESK,
    "event": EVENT,
    "q": "",
    "shown": "all",
    "filters": [("all", "Everybody"), ("in", "Already in"), ("out", "Not yet in")],
    "attendees": [ticket(n, admitted_at=NOW if n % 3 == 0 else None, gate_name="Gate B") for n in range(7)],
    "more": None,
    "export_href": "/console/events/1/attendees.csv",
}


def scanned(verdict: str | None) -> tuple[str, Context]:
    result = verdict and Thing(
        verdict=verdict,
        holder_name="" if verdict in ("unknown", "forged") else "Mara Lindqvist",
        tier_name="" if verdict in ("unknown", "forged") else "Standard",
        scanned_at=NOW,
        gate_name="Gate B",
        first_scanned_at=NOW - timedelta(minutes=8),
        first_gate_name="Gate A",
    )
    context: Context = {
        **DESK,
        "event": EVENT,
        "gate_name": "Gate B",
        "gates": [(uid(1), "Gate A"), (uid(2), "Gate B")],
        "gate_id": uid(2),
        "result": result,
        "counts": Thing(admitted_count=128, tickets_count=312),
        "last": [],
        "client_scan_id": uid(3),
    }
    return "console/scan.html", context


def line(n: int) -> Thing:
    amount = (4800, -144, 9600, -4800, 1900)[n % 5]
    text = ("Order SG-7K4Q2", "Platform fee", "Order SG-8M1Z0", "Refund of SG-5T9B1", "Order SG-2C7R8")[n % 5]
    return Thing(
        id=uid(n),
        happened_at=NOW - timedelta(hours=3 * n),
        kind="sale",
        text=text,
        href="#" if n % 5 else None,
        amount=amount,
        balance_amount=982_100 - n * 4800,
    )


WALLET: Context = {
    **DESK,
    "wallet": Thing(balance_amount=982_100, pending_amount=96_000, currency_code="EUR"),
    "wallets": [
        Thing(currency_code="EUR", href="#", current=True),
        Thing(currency_code="JPY", href="#", current=False),
    ],
    "income": [(d, [v[0] * 4800]) for d, v in SALES],
    "totals": Thing(sales_amount=1_284_350, fees_amount=38_530, refunds_amount=14_400),
    "lines": [line(n) for n in range(9)],
    "timezone": "Europe/Berlin",
    "more": "/console/wallet?cursor=x",
    "export_href": "/console/wallet.csv",
}
STAFF: Context = {
    **WORKSPACE,
    "members": [
        Thing(
            user_id=uid(981),
            name="Ben Okoro",
            handle="ben",
            role="door",
            since=NOW,
            is_me=False,
            has_ended=False,
            last_day="",
        ),
        Thing(
            user_id=uid(984),
            name="Ida Blom",
            handle="ida",
            role="finance",
            since=NOW,
            is_me=False,
            has_ended=True,
            last_day="2026-06-09",
        ),
    ],
    "waiting": [
        Thing(id=uid(982), email="cleo@example.org", role="finance", expires_at=NOW, status="open"),
        Thing(id=uid(983), email="dan@example.org", role="manager", expires_at=NOW, status="expired"),
    ],
    "roles": [("door", "Door staff"), ("finance", "Finance"), ("manager", "Manager")],
    "values": {},
    "errors": {},
}
ATTENTION = [
    Thing(tone="warn", text="Standard of EuRuKo: 7 places left.", href="#", action="Add places"),
    Thing(tone="bad", text="Two refunds wait for you.", href="#", action="See them"),
]
OVERVIEW: Context = {
    **DESK,
    "greeting_name": "Mara",
    "totals": TOTALS,
    "sales": SALES,
    "attention": ATTENTION,
    "events": [event(n) for n in range(4)],
    "has_events": True,
}
TABS = [("Upcoming", "#", True, 6), ("Drafts", "#", False, 2), ("Past", "#", False, 41)]
LISTED: Context = {
    **DESK,
    "tab": "upcoming",
    "tabs": TABS,
    "helping": [
        Thing(id=uid(990), title="Lantern Night", starts_at=NOW, timezone="Europe/Berlin", role="door"),
    ],
    "q": "",
    "events": [event(n) for n in range(7)],
    "more": "#",
}

DEVICES: Context = {
    **DESK,
    "event": EVENT,
    "devices": [
        Thing(
            id=uid(700 + n),
            name=name,
            gate_name="Gate B" if n else "",
            user_agent="Mozilla/5.0 (iPhone)" if n else "",
            joined_at=NOW if n else None,
            last_seen_at=NOW if n else None,
        )
        for n, name in enumerate(("Ana's phone", "Jo's phone"))
    ],
    "made": Thing(device=Thing(name="Ana's phone"), code="K7MQ4XW2"),
    "join_at": "https://tickets.example/door",
    "code_minutes": 15,
    "values": {"name": "", "gate_name": ""},
    "errors": {},
}
DEVELOPERS: Context = {
    **DESK,
    "owner": CLUB,
    "keys": [
        Thing(id=uid(720), name="website", scopes=["read", "scan"], made_by="Mara", created_at=NOW, expires_at=None)
    ],
    "may_manage": True,
    "scopes": ("read", "scan", "manage"),
    "values": {"name": "", "scopes": ["read"]},
    "errors": {},
    "made": Thing(id=uid(720), secret="sgo_" + "Zk3v9QxT" * 5),
    "made_name": "website",
    "timezone": "UTC",
}

CONSOLE: dict[str, tuple[str, Context]] = {
    "overview": ("console/overview.html", OVERVIEW),
    "overview-none": (
        "console/overview.html",
        {**OVERVIEW, "owner": ME, "events": [], "attention": [], "has_events": False},
    ),
    "events": ("console/events.html", LISTED),
    "events-none": ("console/events.html", {**LISTED, "events": [], "more": None}),
    "event-new": ("console/event_new.html", NEW_FORM),
    "event-new-error": (
        "console/event_new.html",
        {
            **NEW_FORM,
            "errors": {"title": "Give it a name.", "ends_on": "The last day is before the first."},
            "owner": CLUB,
        },
    ),
    "event-edit": (
        "console/event_new.html",
        {**NEW_FORM, "event": EVENT, "values": {"title": "EuRuKo", "revision": 3}},
    ),
    "console-event": ("console/event.html", WORKSPACE),
    "console-event-draft": (
        "console/event.html",
        {
            **WORKSPACE,
            "event": event(0, status="draft"),
            "actions": [],
            "totals": NO_TOTALS,
            "recent": [],
            "problem": "It has no description yet.",
        },
    ),
    "console-event-quiet": ("console/event.html", {**WORKSPACE, "totals": NO_TOTALS, "recent": []}),
    "languages": (
        "console/languages.html",
        {
            **DESK,
            "event": EVENT,
            "original": "English",
            "sheets": [
                Thing(language="de", name="German", values={"title": "Laternen"}, written=True, errors={}),
                Thing(language="fr", name="French", values={}, written=False, errors={"title": "A title is needed."}),
            ],
        },
    ),
    "cover": ("console/cover.html", {**COVERED, "event": event(1)}),
    "cover-none": ("console/cover.html", {**COVERED, "event": EVENT, "error": "This is no picture."}),
    "logo": ("console/logo.html", {**DESK, "organization": Thing(**LOGO_OF), "error": ""}),
    "tiers": ("console/tiers.html", TIER_FORM),
    "tiers-none": (
        "console/tiers.html",
        {**TIER_FORM, "tiers": [], "errors": {"price": "Write a price like 12.50, or 0."}},
    ),
    "orders": ("console/orders.html", ORDERS),
    "orders-none": ("console/orders.html", {**ORDERS, "orders": [], "more": None}),
    **SALES_PAGES,
    "attendees": ("console/attendees.html", PEOPLE),
    "attendees-none": ("console/attendees.html", {**PEOPLE, "attendees": [], "shown": "in"}),
    "scan": scanned(None),
    "scan-admitted": scanned("admitted"),
    "scan-duplicate": scanned("duplicate"),
    "scan-unknown": scanned("unknown"),
    "verdict": ("console/_verdict.html", {"event": EVENT, "result": scanned("cancelled")[1]["result"]}),
    "wallet": ("console/wallet.html", WALLET),
    "wallet-below-zero": (
        "console/wallet.html",
        {**WALLET, "wallet": Thing(balance_amount=-12_100, pending_amount=0, currency_code="EUR")},
    ),
    "wallet-none": ("console/wallet.html", {**WALLET, "lines": [], "wallets": []}),
    "team": ("console/team.html", TEAM),
    "log": ("console/log.html", LOG),
    "staff": ("console/staff.html", STAFF),
    "log-none": ("console/log.html", {**LOG, "lines": [], "values": NO_FILTER}),
    "log-platform": ("console/log.html", {**LOG, "everybody": True, "here": "/operator/log", "more": None}),
    "devices": ("console/devices.html", DEVICES),
    "devices-none": ("console/devices.html", {**DEVICES, "devices": [], "made": None}),
    "developers": ("console/developers.html", DEVELOPERS),
    "developers-none": ("console/developers.html", {**DEVELOPERS, "keys": [], "made": None}),
    "developers-mine": ("console/developers.html", {**DEVELOPERS, "owner": ME}),
}
