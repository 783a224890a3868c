"""Rows to show off with: one event, organization, person and ticket on which every question has an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from showground.db.sql import compile_query
from showground.demo.clubs import ATTENDEE

if TYPE_CHECKING:
    from showground.demo.world import World

FEWEST, LARGEST = 3, 1_000_000
EVENT = compile_query(
    "demo.event_branches",
    """
    select :event::uuid,
           array[(select count(*) from ticketing.tickets t where t.event_id = :event),
                 (select count(*) from sponsorship.event_sponsorships s where s.event_id = :event),
                 (select count(*) from events.event_posts p where p.event_id = :event),
                 (select count(*) from analytics.event_impressions i where i.event_id = :event)]
    """,
)
PERSON = compile_query(
    "demo.person_branches",
    """
    select :person::uuid,
           array[(select count(*) from events.events e where e.created_by = :person),
                 (select count(*) from ticketing.tickets t where t.owner_user_id = :person),
                 (select count(*) from events.event_posts p where p.author_user_id = :person),
                 (select count(*) from analytics.analytics_events a where a.user_id = :person)]
    """,
)
ORGANIZATION = compile_query(
    "demo.organization_branches",
    """
    select o.id, array[coalesce(m.count, 0), coalesce(e.count, 0), coalesce(c.count, 0), coalesce(w.count, 0)]
      from organizations.organizations o
      left join (select org_id, count(*) from organizations.org_memberships group by 1) m on m.org_id = o.id
      left join (select owner_org_id, count(*) from events.events group by 1) e on e.owner_org_id = o.id
      left join (select org_id, count(*) from campaigns.campaigns group by 1) c on c.org_id = o.id
      left join (select x.org_id, count(*) from payments.org_wallets x
                   join payments.org_wallet_transactions t on t.wallet_id = x.id
                  where x.org_id is not null group by 1) w on w.org_id = o.id
     order by o.id
    """,
)
TICKET = compile_query(
    "demo.ticket_branches",
    """
    select t.id, array[count(*)]
      from ticketing.tickets t
      join ticketing.order_items i on i.event_id = t.event_id and i.ticket_id = t.id
      join payments.org_wallet_transactions w on w.related_order_id = i.order_id
     where t.event_id = :event and t.owner_user_id is not null
     group by t.id
     order by count(*) desc, t.id
    """,
)


class Branches(msgspec.Struct, frozen=True):
    """How many rows hang on something, by branch of the question that is asked of it."""

    id: UUID
    counts: list[int]

    @property
    def product(self) -> int:
        """How many rows joining all branches at once makes."""
        product = 1
        for count in self.counts:
            product *= count
        return product

    @property
    def good(self) -> bool:
        """Whether every branch has some rows, and joining them is not too much."""
        return min(self.counts) >= FEWEST and self.product <= LARGEST


class Showcase(msgspec.Struct, frozen=True):
    """One of each, rich in every branch."""

    event: UUID
    organization: UUID
    person: UUID
    ticket: UUID


async def choose(world: World) -> Showcase:
    """Return what to show: the richest that is not too much.

    Raises:
        LookupError: the demo has nothing that is rich enough; a defect of the demo.
    """
    tx, event = world.loader.tx, world.special["showcase"].id
    found = {
        "event": await tx.all(EVENT, Branches, event=event),
        "organization": await tx.all(ORGANIZATION, Branches),
        "person": await tx.all(PERSON, Branches, person=world.people[ATTENDEE]),
        "ticket": await tx.all(TICKET, Branches, event=event),
    }
    chosen: dict[str, UUID] = {}
    for kind, rows in found.items():
        good = [row for row in rows if row.good]
        if not good:
            msg = f"no {kind} is rich enough to be shown: {[row.counts for row in rows][:5]}"
            raise LookupError(msg)
        chosen[kind] = max(good, key=lambda row: (row.product, row.id)).id
    return Showcase(**chosen)
