"""Organizations, who acts for them, and where they and people are paid out to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.demo.loading import moment, moments
from showground.demo.words import WORDS
from showground.demo.world import DAY
from showground.domains.ref.source import industries
from showground.kit.text import slug

if TYPE_CHECKING:
    from uuid import UUID

    from showground.demo.world import World
    from showground.domains.events.importing.types import ImportedEvent

ROLES = ("admin", "editor", "editor", "viewer", "viewer")
HELPING = ("door", "door", "finance", "manager")
ORGANIZER, ATTENDEE, DOOR = 0, 1, 2  # positions among people
HOME = "Harbour Light"


async def found_clubs(world: World, archive: list[ImportedEvent]) -> None:
    """Add organizations with their members; the organizer's own comes first, and the door keeper edits for it."""
    chance, count = world.chance(3), world.sizes.organizations
    made = sorted(chance.moments(world.now - 400 * DAY, world.now - 360 * DAY, count).tolist())
    world.organizations = chance.ids(count, made)
    names = [
        f"{chance.one(WORDS.club_of)} {chance.one(WORDS.club_is)}".replace("-", " ") if number else HOME
        for number in range(count)
    ]
    handles = [f"{slug(name)}-{number}" if number else slug(name) for number, name in enumerate(names)]
    divisions = [row.code for row in industries()]
    country = [archive[i].country_code for i in chance.rng.integers(0, len(archive), count).tolist()]
    for number, org in enumerate(world.organizations):
        founder = world.people[ORGANIZER if number == 0 else chance.below(len(world.people))]
        others = [person for person in chance.some(world.people, 2 + chance.below(6)) if person != founder]
        if number == 0:
            others = [world.people[DOOR], *[person for person in others if person != world.people[DOOR]]]
        world.staff[org] = [founder, *others]
        for person in world.staff[org]:
            world.orgs_of.setdefault(person, []).append(org)
    await world.loader.columns(
        "organizations.organizations",
        "id handle name description website industry_code country_code created_by created_at",
        world.organizations,
        handles,
        names,
        [f"{name} brings people together." for name in names],
        [f"https://{handle}.example" for handle in handles],
        [None if number % 9 == 4 else chance.one(divisions) for number in range(count)],
        [None if number % 12 == 4 else code for number, code in enumerate(country)],
        [world.staff[org][0] for org in world.organizations],
        moments(made),
    )
    await _add_members(world, made)


async def _add_members(world: World, made: list[float]) -> None:
    chance, door = world.chance(4), world.people[DOOR]
    rows: list[tuple[object, ...]] = []
    for org, at in zip(world.organizations, made, strict=True):
        founder, *others = world.staff[org]
        rows.append((org, founder, "owner", moment(at)))
        for person in others:
            role = "editor" if person == door else chance.one(ROLES)
            rows.append((org, person, role, moment(at + chance.between(60, 20 * DAY))))
    await world.loader.rows("organizations.org_memberships", "org_id user_id role created_at", rows)


async def ask_helpers(world: World) -> None:
    """Ask people to help at every third event: one came, and where it is still ahead another has yet to answer."""
    chance, people = world.chance(26), world.people[DOOR + 1 :]
    letters: list[tuple[object, ...]] = []
    offers: list[tuple[object, ...]] = []
    staff: list[tuple[object, ...]] = []
    for number, event in enumerate(world.events[::3]):
        inviter, came = world.speakers(event)[0], chance.one(people)
        role = HELPING[number % len(HELPING)]
        asked = min(event.starts, world.now) - chance.between(6 * DAY, 20 * DAY)
        answers = [came] if came not in world.speakers(event) else []
        for taker in [*answers, *([None] if event.starts > world.now else [])]:
            letter, sent = chance.id(asked), asked if taker else world.now - chance.between(60, DAY)
            email = f"helper-{letter.hex[-12:]}@demo.example"
            taken = moment(asked + chance.between(60, 2 * DAY)) if taker else None
            digest, until = chance.rng.bytes(32), moment(sent + 14 * DAY)
            letters.append((letter, event.id, email, digest, inviter, moment(sent), moment(sent), until, taken, taker))
            offers.append((letter, event.id, role))
            staff += [(event.id, taker, role, inviter, taken)] if taker else []
    names = "id event_id email token_hash invited_by created_at sent_at expires_at accepted_at accepted_by"
    await world.loader.rows("organizations.invitations", names, letters)
    await world.loader.rows("events.event_invitations", "invitation_id event_id role", offers)
    await world.loader.rows("events.event_staff", "event_id user_id role given_by created_at", staff)


async def open_payout_accounts(world: World) -> dict[UUID, UUID]:
    """Add payout accounts for all who have a wallet, and return the first of each; some have several."""
    chance = world.chance(5)
    organizations = set(world.organizations)
    rows: list[tuple[object, ...]] = []
    first: dict[UUID, UUID] = {}
    for owner in dict.fromkeys(owner for owner, _ in world.wallets):
        for number in range(3 if chance.hits(0.15) else 1):
            at = world.now - 30 * DAY - number
            identity = chance.id(at)
            first.setdefault(owner, identity)
            pair = (owner, None) if owner in organizations else (None, owner)
            label = f"Account ending in {chance.below(9000) + 1000}"
            rows.append((identity, *pair, "test", f"acct_{identity.hex[12:]}", label, number == 0, moment(at)))
    names = "id org_id user_id provider provider_ref label payouts_enabled created_at"
    await world.loader.rows("payments.payout_accounts", names, rows)
    return first
