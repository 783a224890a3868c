"""Who came in: scans at the doors of what has begun, and the admissions that they made."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from showground.demo.clubs import DOOR
from showground.demo.loading import Batch, moment

if TYPE_CHECKING:
    from uuid import UUID

    from showground.demo.chance import Chance
    from showground.demo.world import Happening, Held, World

CAME, CAME_SO_FAR, TWICE, STRANGE = 0.86, 0.6, 0.05, 0.03
GATES = ("Main entrance", "Side door", "North gate")
TABLES = {
    "ticketing.scan_logs": (
        "id event_id ticket_id scanned_by seller_org_id seller_user_id scanner_id client_scan_id "
        "code_digest verdict gate_name device_time created_at"
    ),
    "ticketing.admissions": "id event_id occurrence_id ticket_id scan_id seller_org_id seller_user_id admitted_at",
}


async def scan(world: World) -> None:
    """Scan the tickets of all that has begun."""
    begun: dict[UUID, list[Held]] = {}
    for ticket in world.tickets:
        if ticket.event.starts < world.now - 3600:
            begun.setdefault(ticket.event.id, []).append(ticket)
    batch, door = Batch(world.loader, TABLES), None
    for tickets in begun.values():
        door = Door(world, tickets[0].event, world.chance(14) if door is None else door.chance, batch)
        for ticket in tickets:
            door.meet(ticket)
        if batch.full:
            await batch.flush()
    await batch.flush()


class Door:
    """The door of one event: its scanners, and who stands there."""

    def __init__(self, world: World, event: Happening, chance: Chance, batch: Batch) -> None:
        self.chance = chance
        self._event, self._batch, self._world = event, batch, world
        self._opens = event.starts - 1800
        self._closes = min(event.starts + 4 * 3600, world.now - 60)
        self._scanners = chance.few(1 + chance.below(3), self._opens)
        staff = world.speakers(event)
        self._people = [world.people[DOOR]] if event is world.special["home"] else staff[:3]
        self._share = CAME_SO_FAR if event.ends > world.now else CAME

    def meet(self, ticket: Held) -> None:
        """Let the holder of a ticket in, should he come; some are scanned again, and some come with nothing good."""
        chance = self.chance
        if chance.hits(STRANGE):
            self._scan(
                None, f"?{chance.below(1 << 30)}", chance.one(("unknown", "forged", "wrong_event")), self._when()
            )
        if not chance.hits(self._share):
            return
        at = self._when()
        if not ticket.valid:
            self._scan(ticket.id, ticket.code, "cancelled", at)
            return
        scan_id = self._scan(ticket.id, ticket.code, "admitted", at)
        occurrence = self._world.occurrences[self._event.id][0]
        self._batch.add(
            "ticketing.admissions",
            chance.id(at),
            self._event.id,
            occurrence,
            ticket.id,
            scan_id,
            *self._event.seller,
            moment(at),
        )
        if chance.hits(TWICE):
            for number in range(1 + chance.below(3)):
                self._scan(ticket.id, ticket.code, "duplicate", min(at + 20 + 10 * number, self._world.now - 1))

    def _when(self) -> float:
        return self.chance.between(self._opens, self._closes)

    def _scan(self, ticket: UUID | None, code: str, verdict: str, at: float) -> UUID:
        chance = self.chance
        scan_id, client_id = chance.few(2, at)
        gate = chance.below(len(self._scanners))
        by = None if chance.hits(0.25) else chance.one(self._people)
        self._batch.add(
            "ticketing.scan_logs", scan_id, self._event.id, ticket, by, *self._event.seller, self._scanners[gate],
            client_id,
            hashlib.sha256(code.encode()).digest(), verdict, GATES[gate], moment(at - 0.4), moment(at),
        )  # fmt: skip
        return scan_id
