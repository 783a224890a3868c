"""What ticketing announces. Bodies carry ids only; whoever reacts reads the rest."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

import msgspec


class TicketsScanned(msgspec.Struct, frozen=True):
    """People were let in or turned away: the scans of one commit."""

    kind: ClassVar[str] = "ticketing.tickets_scanned"
    scans: list[UUID]


class OrderLinksWanted(msgspec.Struct, frozen=True):
    """Somebody wants the links of the orders made under the address of this one; it may be no order at all."""

    kind: ClassVar[str] = "ticketing.order_links_wanted"
    order: UUID
