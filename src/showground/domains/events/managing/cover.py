"""An event's cover: its editors show one, or none. Which part of it stays in sight is an edit like others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.domains.events.auditing.service import note
from showground.domains.events.managing import store
from showground.domains.events.managing.service import edited
from showground.domains.users.pictures import store as pictures

if TYPE_CHECKING:
    from uuid import UUID

    from showground.db.tx import Tx
    from showground.domains.users.types import NewPicture


async def set_cover(tx: Tx, event_id: UUID, picture: NewPicture) -> None:
    """Show another picture on an event.

    Raises:
        Unknown: there is no such event, or it is hidden from the caller.
        Refused: he may not edit it.
    """
    event = await edited(tx, event_id)
    await tx.as_service()
    await pictures.add_picture(tx, picture)
    await store.set_cover(tx, event_id=event.id, key=picture.key)
    await note(tx, "events.cover_set", "event", event.id, event=event.id, key=picture.key)


async def remove_cover(tx: Tx, event_id: UUID) -> None:
    """Show no picture on an event any more: then its art is drawn.

    Raises:
        Unknown: there is no such event, or it is hidden from the caller.
        Refused: he may not edit it.
    """
    event = await edited(tx, event_id)
    await tx.as_service()
    await store.set_cover(tx, event_id=event.id, key=None)
    await note(tx, "events.cover_removed", "event", event.id, event=event.id)
