"""People, their contacts and accounts, and whom they follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.demo.loading import moment, moments
from showground.demo.logins import LOGINS, password_hash
from showground.demo.words import WORDS
from showground.demo.world import DAY
from showground.kit.text import slug

if TYPE_CHECKING:
    from uuid import UUID

    from showground.demo.chance import Chance
    from showground.demo.world import World
    from showground.domains.events.importing.types import ImportedEvent

CLOSED = 0.05  # share of people who want to be asked before they are followed
FOLLOWS_EACH = 6


async def settle_people(world: World, archive: list[ImportedEvent]) -> None:
    """Add people who live where events take place; the first ones are those who can sign in."""
    chance, count = world.chance(1), world.sizes.people
    joined = sorted(chance.moments(world.now - 1100 * DAY, world.now - 400 * DAY, count).tolist())
    world.people = chance.ids(count, joined)
    at_home = [archive[i] for i in chance.rng.integers(0, len(archive), count).tolist()]
    names = [f"{chance.one(WORDS.first)} {chance.one(WORDS.last)}" for _ in range(count)]
    handles = [f"{slug(name)}-{number}" for number, name in enumerate(names, start=1)]
    emails = [f"{handle}@people.example" for handle in handles]
    for number, login in enumerate(LOGINS):
        names[number], handles[number], emails[number] = login.name, login.handle, login.email
    closed = (chance.rng.random(count) < CLOSED).tolist()
    closed[: len(LOGINS)] = [False] * len(LOGINS)
    world.private = {person for person, is_closed in zip(world.people, closed, strict=True) if is_closed}
    await world.loader.columns(
        "users.user_profiles",
        "user_id handle display_name bio country_code timezone is_private created_at",
        world.people,
        handles,
        names,
        [chance.one(WORDS.bios) for _ in range(count)],
        [None if number % 13 == 5 else home.country_code for number, home in enumerate(at_home)],
        [None if number % 11 == 5 else home.timezone for number, home in enumerate(at_home)],
        closed,
        moments(joined),
    )
    verified = [moment(at + 60) if chance.hits(0.9) else None for at in joined]
    verified[: len(LOGINS)] = [moment(at + 60) for at in joined[: len(LOGINS)]]
    await world.loader.columns("users.contacts", "user_id email email_verified_at", world.people, emails, verified)
    await let_in(world, joined)


async def let_in(world: World, joined: list[float]) -> None:
    """Add accounts; only those of the demo's logins have a password."""
    known = await password_hash()
    await world.loader.columns(
        "users.accounts",
        "user_id password_hash is_operator created_at",
        world.people,
        [known if number < len(LOGINS) else None for number in range(len(world.people))],
        [number < len(LOGINS) and LOGINS[number].is_operator for number in range(len(world.people))],
        moments(joined),
    )


async def follow(world: World) -> None:
    """Let people follow organizations, events and each other; few are followed by many."""
    chance, count = world.chance(2), world.sizes.people * FOLLOWS_EACH
    upcoming = [event for event in world.events if event.visibility == "public" and event.status == "published"]
    pairs = dict.fromkeys(
        [
            *_picks(world, chance, "organization", world.organizations, round(count * 0.4)),
            *_picks(world, chance, "event", [event.id for event in upcoming], round(count * 0.35)),
            *_picks(world, chance, "user", world.people, round(count * 0.25)),
        ]
    )
    rows = [pair for pair in pairs if pair[0] != pair[2]]
    made = chance.moments(world.since, world.now - 60, len(rows))
    waiting = (chance.rng.random(len(rows)) < 0.5).tolist()
    status = [
        "pending" if target in world.private and waits else "accepted"
        for (_, _, target), waits in zip(rows, waiting, strict=True)
    ]
    await world.loader.columns(
        "users.follows",
        "id follower_user_id target_type target_id status created_at",
        chance.ids(len(rows), made),
        [row[0] for row in rows],
        [row[1] for row in rows],
        [row[2] for row in rows],
        status,
        moments(made.tolist()),
    )


def _picks(world: World, chance: Chance, kind: str, targets: list[UUID], count: int) -> list[tuple[UUID, str, UUID]]:
    who = chance.rng.integers(0, len(world.people), count).tolist()
    what = chance.skewed(len(targets), count).tolist()
    return [(world.people[i], kind, targets[j]) for i, j in zip(who, what, strict=True)]
