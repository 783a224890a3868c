"""What was seen and done: impressions of events, posts and ads, clicks, and the facts that counting needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import numpy as np

from showground.demo.clubs import ATTENDEE
from showground.demo.loading import moments

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from showground.demo.chance import Chance
    from showground.demo.world import World

T = TypeVar("T")
AT_ONCE = 50_000
EVENTS, POSTS, ADS = 0.55, 0.15, 0.15  # of all impressions; the rest are facts
NOBODY, CLICKS = 0.3, 0.03
AT_SHOWCASE, AT_ATTENDEE = 150, 12  # few enough for the questions that multiply them
SURFACES = np.array(["discover", "search", "feed", "event_page", "profile", "share"])
DONE = np.array(["ticket.viewed", "ticket.shown", "event.viewed", "event.shared", "checkout.opened"])


async def measure(world: World) -> None:
    """Write a year of impressions; those of the first events, posts and ads are the most."""
    total = world.sizes.impressions
    await _events_shown(world, world.chance(20), round(total * EVENTS))
    await _posts_shown(world, world.chance(21), round(total * POSTS))
    await _ads_shown(world, world.chance(22), round(total * ADS))
    await _done(world, world.chance(23), total - sum(round(total * share) for share in (EVENTS, POSTS, ADS)))


def _parts(total: int) -> Iterator[int]:
    for first in range(0, total, AT_ONCE):
        yield min(AT_ONCE, total - first)


def _pick(things: Sequence[T], indices: np.ndarray) -> list[T]:
    return [things[i] for i in indices.tolist()]


def _viewers(world: World, chance: Chance, count: int) -> list[object]:
    """Return who looked; three in ten were not signed in."""
    who = chance.rng.integers(0, len(world.people), count)
    nobody = chance.rng.random(count) < NOBODY
    return [None if hidden else world.people[i] for i, hidden in zip(who.tolist(), nobody.tolist(), strict=True)]


def _dwell(chance: Chance, count: int) -> list[int | None]:
    times = (chance.rng.exponential(2500, count) + 200).astype(int)
    return [None if time > 8000 else time for time in times.tolist()]


async def _events_shown(world: World, chance: Chance, total: int) -> None:
    showcase = world.special["showcase"]
    shown = [event for event in world.sold_at if event.visibility == "public" and event is not showcase]
    for count in _parts(total):
        events = _pick(shown, chance.skewed(len(shown), count))
        if not world.loader.loaded.get("analytics.event_impressions"):
            events[:AT_SHOWCASE] = [showcase] * AT_SHOWCASE
        at = chance.moments(world.since, world.now - 1, count)
        await world.loader.columns(
            "analytics.event_impressions",
            "id created_at event_id seller_org_id seller_user_id viewer_user_id surface dwell_ms",
            chance.ids(count, at),
            moments(at.tolist()),
            [event.id for event in events],
            [event.owner_org_id for event in events],
            [event.owner_user_id for event in events],
            _viewers(world, chance, count),
            _pick(SURFACES.tolist(), chance.skewed(len(SURFACES), count)),
            _dwell(chance, count),
        )


async def _posts_shown(world: World, chance: Chance, total: int) -> None:
    for count in _parts(total):
        posts = _pick(world.posts, chance.skewed(len(world.posts), count))
        at = chance.moments(world.since, world.now - 1, count)
        await world.loader.columns(
            "analytics.post_impressions",
            "id created_at event_id post_id seller_org_id seller_user_id viewer_user_id surface dwell_ms",
            chance.ids(count, at),
            moments(at.tolist()),
            [event.id for _, event in posts],
            [post for post, _ in posts],
            [event.owner_org_id for _, event in posts],
            [event.owner_user_id for _, event in posts],
            _viewers(world, chance, count),
            _pick(["feed", "event_page"], chance.skewed(2, count)),
            _dwell(chance, count),
        )


async def _ads_shown(world: World, chance: Chance, total: int) -> None:
    for count in _parts(total):
        ads = _pick(world.ads, chance.skewed(len(world.ads), count, power=1.5))
        at = chance.moments(world.since, world.now - 90, count)
        viewers = _viewers(world, chance, count)
        names = "id created_at campaign_id ad_id org_id viewer_user_id placement"
        ours: list[list[object]] = [
            [ad[1] for ad in ads],
            [ad[0] for ad in ads],
            [ad[2] for ad in ads],
            viewers,
            [ad[3] for ad in ads],
        ]
        seen = (chance.rng.random(count) < 0.7).tolist()
        ids = chance.ids(count, at)
        await world.loader.columns(
            "analytics.ad_impressions", f"{names} viewable", ids, moments(at.tolist()), *ours, seen
        )
        clicked = np.flatnonzero(chance.rng.random(count) < CLICKS)
        after = at[clicked] + 5
        clicks = [_pick(column, clicked) for column in ours]
        ids = chance.ids(len(clicked), after)
        await world.loader.columns("analytics.ad_clicks", names, ids, moments(after.tolist()), *clicks)


async def _done(world: World, chance: Chance, total: int) -> None:
    """Write facts: a third about a ticket, most of the others about an event, a few about nothing but the platform."""
    held = [ticket for ticket in world.tickets if ticket.owner]
    attendee = world.people[ATTENDEE]
    for count in _parts(total):
        kinds = chance.rng.choice(3, count, p=[0.35, 0.55, 0.1]).tolist()
        tickets = _pick(held, chance.rng.integers(0, len(held), count))
        events = _pick(world.sold_at, chance.skewed(len(world.sold_at), count))
        about = [None if k == 2 else t.event if k == 0 else e for k, t, e in zip(kinds, tickets, events, strict=True)]
        viewers = _viewers(world, chance, count)
        viewers = [None if v == attendee else v for v in viewers]
        if not world.loader.loaded.get("analytics.analytics_events"):
            viewers[:AT_ATTENDEE] = [attendee] * AT_ATTENDEE
        at = chance.moments(world.since, world.now - 1, count)
        await world.loader.columns(
            "analytics.analytics_events",
            "id created_at event_type user_id event_id ticket_id seller_org_id seller_user_id properties",
            chance.ids(count, at),
            moments(at.tolist()),
            [DONE[min(2, k)] for k in kinds],
            viewers,
            [event.id if event else None for event in about],
            [ticket.id if k == 0 else None for k, ticket in zip(kinds, tickets, strict=True)],
            [event.owner_org_id if event else None for event in about],
            [event.owner_user_id if event else None for event in about],
            ['{"surface": "web"}'] * count,
        )
