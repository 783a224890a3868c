"""A copy of somebody's data on its way to him."""

from __future__ import annotations

from typing import TYPE_CHECKING

from litestar.response import Stream

from showground.domains.users.leaving import service
from showground.http.entering import require_fresh

if TYPE_CHECKING:
    from uuid import UUID

    from showground.domains.users.ports import Storage
    from showground.http.desk import Desk

ZIP = "application/zip"


async def fetched(desk: Desk, export_id: UUID) -> Stream:
    """Answer with the file, to the person alone and when it is still he.

    Raises:
        ConfirmFirst: it is too long ago that he proved that it is he.
        Unknown: he has no such copy, it is not made yet, or it has expired.
    """
    person = desk.in_person
    async with desk.open() as tx:
        await require_fresh(desk, tx)
        found = await service.export_file(tx, person, export_id)
    storage: Storage = desk.request.app.state.storage
    blob = await storage.open(found.blob)
    headers = {
        "content-disposition": f'attachment; filename="your-data-{found.made_at.date()}.zip"',
        "content-length": str(blob.size),
        "cache-control": "no-store",
    }
    return Stream(blob.chunks, media_type=ZIP, headers=headers)
