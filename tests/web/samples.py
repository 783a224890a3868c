"""Sample contexts: what a route would give to a page template. Screenshots are taken of it too."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace as Thing
from uuid import UUID

NOW = datetime(2026, 6, 10, 17, 30, tzinfo=UTC)
TOPICS = ("Ruby", "JavaScript", "Data", "Music", "Food", "Design", "Python", "DevOps")


COVER, AVATAR, LOGO = (f"{kind}-{'0123456789' * 4}" for kind in ("cover", "avatar", "logo"))


def uid(n: int) -> UUID:
    return UUID(int=0x0190_0000_0000_7000_8000_0000_0000_0000 + n * 7919)


def event(n: int = 1, **over: object) -> Thing:
    titles = (
        "EuRuKo",
        "Night Market of Small Synths",
        "JSConf Budapest",
        "The Long Table: Twelve Courses, Twelve Strangers",
        "PyCon Lithuania",
        "Typography After Dark",
        "DevOpsDays Wrocław",
        "Strings & Lanterns: an Open-Air Concert for Everyone Who Missed the Last One",
        "Data Science Breakfast",
    )
    cities = (("Gent", "Belgium"), ("Berlin", "Germany"), ("Budapest", "Hungary"), ("Porto", "Portugal"))
    city, country = cities[n % len(cities)]
    starts = datetime(2026, 6, 12, 17, 30, tzinfo=UTC) + timedelta(days=3 * n)
    base: dict[str, object] = {
        "id": uid(n),
        "slug": f"event-{n}",
        "title": titles[n % len(titles)],
        "topic": TOPICS[n % len(TOPICS)].lower(),
        "cover_key": COVER if n % 4 == 1 else None,
        "cover_focus": "top",
        "language": "en",
        "starts_at": starts,
        "ends_at": starts + (timedelta(hours=4) if n % 3 else timedelta(days=2)),
        "timezone": "Europe/Berlin",
        "city": city,
        "country": country,
        "is_online": False,
        "price_from_amount": (2400, 0, 4800, None)[n % 4],
        "currency_code": "EUR",
        "flag": (None, "few_left", None, "today", None, "sold_out", None, "postponed")[n % 8],
        "friends_count": (0, 3, 0, 12)[n % 4],
        "status": "published",
        "venue_name": "Kunsthal De Lichtstoet",
        "address": "Lange Steenstraat 14",
        "latitude": 51.0543,
        "longitude": 3.7174,
        "is_past": False,
        "about": "Two days on one stage, for people who like their programs small and their coffee strong.\n\n"
        "Talks in the morning, tables in the afternoon, lanterns in the garden once it is dark. Bring a jacket.",
        "topics": [Thing(name=name, slug=name.lower()) for name in TOPICS[:3]],
        "sold_count": 61 * n,
        "capacity": 240 if n % 2 else None,
        "revenue_amount": 292_800 * n,
        "may_edit": True,
    }
    return Thing(**{**base, **over})


EVENT = event(0)
ORGANIZER = Thing(
    kind="organization",
    id=uid(500),
    name="Ruby Gent",
    href="/organizations/ruby-gent",
    about="A club of forty who meet on the last Tuesday and organize something larger once a year.",
    followers_count=1834,
    events_count=7,
    picture_key=LOGO,
)
VIEWER = Thing(name="Mara Lindqvist", handle="mara", user_id=uid(901), avatar_key=None)
ME = Thing(key="me", name="Mara Lindqvist", kind="user", id=uid(901), picture_key=AVATAR)
CLUB = Thing(key="ruby-gent", name="Ruby Gent", kind="organization", id=uid(500), picture_key=None)
SIGNED_IN: dict[str, object] = {"viewer": VIEWER, "csrf_token": "c5rf"}
DESK: dict[str, object] = {**SIGNED_IN, "owner": CLUB, "owners": [ME, CLUB], "path": "/console"}


def tier(n: int, name: str, price: int, **over: object) -> Thing:
    base = {"id": uid(200 + n), "name": name, "about": "", "price_amount": price, "currency_code": "EUR", "left": None}
    more = {
        "state": "on_sale",
        "sale_starts_at": NOW + timedelta(days=2),
        "max_per_order": 10,
        "fee_amount": 120 if price else 0,
        "sold": 40 + 31 * n,
        "capacity": 120,
    }
    return Thing(**{**base, **more, **over})


TIERS = [
    tier(1, "Early bird", 3200, state="sold_out"),
    tier(2, "Standard", 4800, left=7, about="Both days, lunch and the garden."),
    tier(3, "Student", 1900, about="Bring a card."),
    tier(4, "Workshop seat", 0, state="not_yet", capacity=None),
]
CART = Thing(
    id=uid(300),
    lines=[
        Thing(tier_name="Standard", quantity=2, total_amount=9600),
        Thing(tier_name="Student", quantity=1, total_amount=1900),
    ],
    subtotal_amount=11_500,
    fee_amount=345,
    tax_amount=0,
    discount_amount=500,
    total_amount=11_345,
    currency_code="EUR",
    expires_at=NOW + timedelta(seconds=571),
)


def ticket(n: int, **over: object) -> Thing:
    holders = ("Mara Lindqvist", "Jonas Ek", "", "Adaeze Okonkwo-Featherstonehaugh")
    base = {
        "id": uid(400 + n),
        "ticket_id": uid(400 + n),
        "order_id": uid(310),
        "code": ("K7MQ4XW2ZP", "B3RTY9HJ2N", "X2VVL8KQ5D", "P9WCM4TT6G")[n % 4],
        "qr_text": "SG1.AZFx0000700080000000000000000000.k7mq4xw2zp.9fTt2Yv8mB1wLxqk3c0aRkqXw8r5mD2yqf0zJH1TnVbQ",
        "status": "valid",
        "tier_name": ("Standard", "Standard", "Student", "Early bird")[n % 4],
        "holder_name": holders[n % 4],
        "seed": uid(700 + n),
        "number": n + 1,
        "count": 3,
        "admitted_at": None,
        "gate_name": None,
    }
    return Thing(**{**base, **over})


def order(n: int = 0, **over: object) -> Thing:
    names = ("Mara Lindqvist", "Jonas Ek", "Adaeze Okonkwo", "Bo Sung", "Ines Carvalho")
    base = {
        "id": uid(310 + n),
        "number": f"SG-{7 + n}K4Q2",
        "status": ("paid", "paid", "pending", "cancelled", "expired")[n % 5],
        "created_at": NOW - timedelta(minutes=17 * n + 2),
        "paid_at": NOW - timedelta(minutes=17 * n + 1) if n % 5 < 2 else None,
        "email": f"{names[n % 5].split()[0].lower()}@example.org",
        "buyer_name": names[n % 5],
        "buyer_id": uid(800 + n),
        "tickets_count": n % 3 + 1,
        "lines": CART.lines,
        "fee_amount": 345,
        "tax_amount": 0,
        "discount_amount": 500,
        "total_amount": 11_345 + 2400 * n,
        "currency_code": "EUR",
    }
    return Thing(**{**base, **over})


def day(n: int) -> datetime:
    return NOW - timedelta(days=29 - n)


SALES = [(day(n).date(), [(n * 7 + n * n // 3) % 38 + n // 2]) for n in range(30)]
