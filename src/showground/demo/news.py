"""What people are told: of their tickets and new followers, and broadcasts of organizers to many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.demo.loading import Batch, moment
from showground.demo.words import WORDS
from showground.demo.world import DAY

if TYPE_CHECKING:
    from uuid import UUID

    from showground.demo.chance import Chance
    from showground.demo.world import Happening, Held, World

REACHES = 60  # recipients of a broadcast, at most
TABLES = {
    "messaging.notifications": (
        "id recipient_user_id event_id message_id kind dedupe_key title body target_path created_at read_at"
    ),
    "messaging.message_jobs": (
        "id org_id owner_user_id event_id created_by audience status subject body scheduled_at sent_at created_at"
    ),
    "messaging.message_job_recipients": "id job_id org_id owner_user_id user_id email status error sent_at",
}


async def tell(world: World) -> None:
    """Tell holders of their tickets, organizers of their followers, and let organizers write to many."""
    chance, batch = world.chance(17), Batch(world.loader, TABLES)
    told: set[tuple[UUID, UUID]] = set()
    for ticket in world.tickets:
        if ticket.owner and (ticket.owner, ticket.event.id) not in told:
            told.add((ticket.owner, ticket.event.id))
            _told_of_ticket(chance, batch, ticket, ticket.owner)
            if batch.full:
                await batch.flush()
    for org in world.organizations:
        at = chance.between(world.since, world.now - 60)
        batch.add(
            "messaging.notifications", chance.id(at), world.staff[org][0], None, None, "follow.added", f"follow:{org}",
            "Your organization has new followers", "", "/organize", moment(at), None,
        )  # fmt: skip
    of_orgs = [event for event in world.sold_at if event.owner_org_id]
    of_people = [event for event in world.sold_at if event.owner_user_id]
    holding: dict[UUID, list[Held]] = {}
    for ticket in world.tickets:
        holding.setdefault(ticket.event.id, []).append(ticket)
    for events in (of_orgs, of_people):
        busy = [event for event in events if event.id in holding]
        for number in range(world.sizes.jobs):
            event = busy[number % 24 if number < world.sizes.jobs // 2 else chance.below(len(busy))]
            _broadcast(world, chance, batch, event, holding[event.id])
            if batch.full:
                await batch.flush()
    await batch.flush()


def _told_of_ticket(chance: Chance, batch: Batch, ticket: Held, owner: UUID) -> None:
    event = ticket.event
    read = moment(ticket.issued + 3600) if chance.hits(0.6) else None
    batch.add(
        "messaging.notifications", chance.id(ticket.issued), owner, event.id, None, "ticket.issued",
        f"tickets:{event.id}",
        f"Your ticket for {event.title}"[:200], "", "/me/tickets", moment(ticket.issued), read,
    )  # fmt: skip


def _broadcast(world: World, chance: Chance, batch: Batch, event: Happening, tickets: list[Held]) -> None:
    """Write to the holders of an event's tickets: sent, except for the few that are drafts or still to go."""
    dice = chance.below(10)
    status = {0: "draft", 1: "scheduled"}.get(dice, "sent")
    at = min(event.starts, world.now) - 3 * DAY
    sent = moment(at + 120) if status == "sent" else None
    later = moment(world.now + 3 * DAY) if status == "scheduled" else None
    job = chance.id(at)
    batch.add(
        "messaging.message_jobs", job, *event.seller, event.id, world.speakers(event)[0], "ticket_holders", status,
        f"{chance.one(WORDS.subjects)}: {event.title}"[:200], WORDS.broadcast, later, sent, moment(at),
    )  # fmt: skip
    if status == "draft":
        return
    people = list(dict.fromkeys(ticket.owner for ticket in tickets if ticket.owner))[:REACHES]
    guests = [f"guest{number}@guests.example" for number in range(sum(ticket.owner is None for ticket in tickets))]
    for person, email in [*((person, None) for person in people), *((None, email) for email in guests[:REACHES])]:
        failed = chance.hits(0.02)
        state = "pending" if status == "scheduled" else "failed" if failed else "sent"
        batch.add(
            "messaging.message_job_recipients", chance.id(at), job, *event.seller, person, email, state,
            "550 no such mailbox" if state == "failed" else None, sent if state == "sent" else None,
        )  # fmt: skip
