"""What people say: posts, comments and reactions on events, and conversations between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.demo.clubs import ATTENDEE
from showground.demo.loading import Batch, moment
from showground.demo.words import WORDS
from showground.demo.world import DAY

if TYPE_CHECKING:
    from uuid import UUID

    from showground.demo.chance import Chance
    from showground.demo.world import Happening, World

KINDS = ("like", "like", "like", "love", "wow", "laugh", "sad")
SEEN_BY = ("public", "public", "public", "followers", "holders")
AT_SHOWCASE = 6
TABLES = {
    "events.event_posts": (
        "id event_id author_user_id acting_org_id text visibility client_id pinned created_at edited_at deleted_at"
    ),
    "events.event_comments": "id event_id post_id author_user_id text client_id created_at",
    "events.event_reactions": "post_id user_id kind created_at",
    "events.event_comment_reactions": "comment_id user_id kind created_at",
}
LETTERS = {
    "messaging.direct_conversations": "id low_user_id high_user_id title created_by created_at",
    "messaging.conversation_participants": "conversation_id user_id role joined_at last_read_at left_at",
    "messaging.direct_messages": "id conversation_id sender_user_id text client_id created_at",
    "messaging.notifications": (
        "id recipient_user_id event_id message_id kind dedupe_key title body target_path created_at read_at"
    ),
}


async def post(world: World) -> None:
    """Let organizers and holders of tickets post, and others answer and react; the best sold events most."""
    chance, batch = world.chance(15), Batch(world.loader, TABLES)
    lively = [event for event in world.sold_at if event.visibility == "public"]
    where = [lively[i] for i in chance.skewed(len(lively), world.sizes.posts, power=2.5).tolist()]
    showcase = world.special["showcase"]
    events = [event for event in where if event is not showcase] + [showcase] * AT_SHOWCASE
    mine = [event for event in lively if world.people[ATTENDEE] in world.holders.get(event.id, ())][:5]
    for number, event in enumerate([*mine, *events]):
        _thread(world, chance, event, batch, by_attendee=number < len(mine))
        if batch.full:
            await batch.flush()
    await batch.flush()


def _thread(world: World, chance: Chance, event: Happening, batch: Batch, *, by_attendee: bool) -> None:
    """Add a post with its answers and reactions."""
    latest = min(event.ends + 5 * DAY, world.now - 60)
    at = chance.between(min(event.starts, latest) - 40 * DAY, latest - 3600)
    post_id, client_id = chance.few(2, at)
    holders = world.holders.get(event.id, [])
    staff = world.speakers(event)
    author = world.people[ATTENDEE] if by_attendee else chance.one(holders if holders and chance.hits(0.4) else staff)
    acting = event.owner_org_id if author in staff and event.owner_org_id else None
    batch.add(
        "events.event_posts", post_id, event.id, author, acting, chance.one(WORDS.posts), chance.one(SEEN_BY),
        client_id,
        chance.hits(0.05), moment(at), moment(at + 300) if chance.hits(0.05) else None,
        moment(at + 600) if chance.hits(0.02) else None,
    )  # fmt: skip
    world.posts.append((post_id, event))
    crowd = [*holders, *staff, *chance.some(world.people, 8)]
    for comment_id in chance.few(chance.below(7), at + 60):
        said = chance.between(at, latest)
        words_said = chance.one(WORDS.comments)
        batch.add(
            "events.event_comments",
            comment_id,
            event.id,
            post_id,
            chance.one(crowd),
            words_said,
            chance.id(said),
            moment(said),
        )
        for person in dict.fromkeys(chance.one(crowd) for _ in range(chance.below(4))):
            batch.add("events.event_comment_reactions", comment_id, person, chance.one(KINDS), moment(said + 60))
    for person in dict.fromkeys(chance.one(crowd) for _ in range(chance.below(16))):
        reacted = chance.between(at, latest)
        batch.add("events.event_reactions", post_id, person, chance.one(KINDS), moment(reacted))


async def converse(world: World) -> None:
    """Add talks between two and in groups; whoever did not write a message is told of it."""
    chance, batch = world.chance(16), Batch(world.loader, LETTERS)
    pairs: set[tuple[UUID, UUID]] = set()
    for number in range(world.sizes.conversations):
        group = number % 4 == 3
        first = world.people[ATTENDEE] if number < 3 else chance.one(world.people)
        others = chance.some([person for person in chance.some(world.people, 8) if person != first], 4 if group else 1)
        pair = (min(first, others[0]), max(first, others[0]))
        if not group and pair in pairs:
            continue
        pairs.add(pair)
        _conversation(world, chance, batch, [first, *others], group=group)
        if batch.full:
            await batch.flush()
    await batch.flush()


def _conversation(world: World, chance: Chance, batch: Batch, people: list[UUID], *, group: bool) -> None:
    began = chance.between(world.since, world.now - 10 * DAY)
    talk = chance.id(began)
    pair = (None, None) if group else (min(people), max(people))
    title = f"{chance.one(WORDS.meetup)} {chance.one(WORDS.meetup_is)}" if group else None
    batch.add("messaging.direct_conversations", talk, *pair, title, people[0], moment(began))
    for number, person in enumerate(people):
        role = "admin" if number == 0 and group else "member"
        left = moment(world.now - DAY) if group and number == 3 else None
        read = moment(world.now - 2 * DAY) if chance.hits(0.8) else None
        batch.add("messaging.conversation_participants", talk, person, role, moment(began), read, left)
    count = 2 + chance.below(10)
    for message, at in zip(
        chance.few(count, began), sorted(chance.moments(began, world.now - 2 * DAY, count).tolist()), strict=True
    ):
        sender, text = chance.one(people), chance.one(WORDS.messages)
        batch.add("messaging.direct_messages", message, talk, sender, text, chance.id(at), moment(at))
        for person in people:
            if person != sender:
                read = moment(at + 900) if chance.hits(0.7) else None
                batch.add(
                    "messaging.notifications", chance.id(at), person, None, message, "message.received",
                    f"message:{message}",
                    "You have a new message", text, f"/messages/{talk}", moment(at), read,
                )  # fmt: skip
