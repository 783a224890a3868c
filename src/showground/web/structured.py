"""Events as schema.org JSON-LD, so that search engines list them with date, place and price."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import msgspec
from markupsafe import Markup

from showground.domains.users.pictures.rules import file_name
from showground.kit.format import major
from showground.kit.pictures import SHAPES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from showground.domains.events.types import Event
    from showground.web.views import TierView

SCHEMA = "https://schema.org/"
STATUS = {"cancelled": "EventCancelled", "postponed": "EventPostponed"}
AVAILABILITY = {"on_sale": "InStock", "sold_out": "SoldOut", "not_yet": "PreOrder"}


def json_ld(event: Event, tiers: Sequence[TierView], *, address: str) -> Markup:
    """Return the script element that describes an event; data, so the policy against inline scripts lets it pass."""
    body = msgspec.json.encode(_described(event, tiers, address=address)).decode()
    safe = body.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return Markup('<script type="application/ld+json">{}</script>').format(Markup(safe))  # noqa: S704 - escaped above


def open_graph(event: Event, *, address: str) -> list[tuple[str, str]]:
    """Return what is shown of a link to the event elsewhere; with its cover when it has one."""
    told = [
        ("og:type", "website"),
        ("og:site_name", "Showground"),
        ("og:title", event.title),
        ("og:description", event.summary or event.description[:200]),
        ("og:url", f"{address}/events/{event.slug}"),
    ]
    return told + [("og:image", image) for image in _images(event, address=address)[-1:]]


def _images(event: Event, *, address: str) -> list[str]:
    """Return the absolute addresses of the cover, the largest last."""
    key = event.cover_key
    return [f"{address}/media/{file_name(key, width)}" for width in SHAPES["cover"].widths] if key else []


def _described(event: Event, tiers: Sequence[TierView], *, address: str) -> dict[str, object]:
    url, images = f"{address}/events/{event.slug}", _images(event, address=address)
    kind = "OnlineEventAttendanceMode" if event.is_online else "OfflineEventAttendanceMode"
    place: dict[str, object] = {"@type": "VirtualLocation", "url": url}
    if not event.is_online:
        place = {
            "@type": "Place",
            "name": event.venue_name or event.city,
            "address": {
                "@type": "PostalAddress",
                "streetAddress": event.address,
                "addressLocality": event.city,
                "addressCountry": event.country_code,
            },
        }
    return {
        "@context": SCHEMA,
        "@type": "Event",
        "name": event.title,
        "inLanguage": event.language,
        "description": event.summary or event.description[:500],
        "startDate": _local(event.starts_at, event.timezone),
        "endDate": _local(event.ends_at, event.timezone),
        "eventStatus": SCHEMA + STATUS.get(event.status, "EventScheduled"),
        "eventAttendanceMode": SCHEMA + kind,
        "location": place,
        "url": url,
        **({"image": images[::-1]} if images else {}),
        "organizer": {
            "@type": "Organization" if event.owner_kind == "organization" else "Person",
            "name": event.owner_name,
        },
        "offers": [_offer(tier, url) for tier in tiers],
    }


def _offer(tier: TierView, url: str) -> dict[str, object]:
    return {
        "@type": "Offer",
        "name": tier.name,
        "price": major(tier.price_amount + tier.fee_amount, tier.currency_code),
        "priceCurrency": tier.currency_code,
        "availability": SCHEMA + AVAILABILITY.get(tier.state, "OutOfStock"),
        "url": url,
    }


def _local(moment: datetime, zone: str) -> str:
    return moment.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds")
