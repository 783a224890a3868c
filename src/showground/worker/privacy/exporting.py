"""Copies of everything about a person: a ZIP of JSON lines by table, a manifest, words for people, his pictures.

A copy is made anew when its maker dies: the file has its name from the start, so the second one replaces the first.
"""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

import msgspec

from showground.db import fault
from showground.db.principal import Worker
from showground.db.sql import named
from showground.domains.users.facts import ExportReady
from showground.domains.users.leaving import store
from showground.domains.users.pictures.rules import file_name, place_of
from showground.domains.users.pictures.store import Kept
from showground.gateways.storage.opening import open_storage
from showground.kit.faults import Unknown
from showground.kit.pictures import SHAPES
from showground.logs import log
from showground.schema.personal import Subject, lines
from showground.worker.loops import every

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterable
    from uuid import UUID

    from showground.db.tx import Database, Tx
    from showground.domains.users.leaving.types import Wanted
    from showground.domains.users.ports import Storage
    from showground.schema.personal import Line
    from showground.settings import Settings

SQL = named(__name__)
AGAIN = timedelta(minutes=2)
README = """This is everything that {site} knows about you, as of {day}.

manifest.json  lists every table: what is in it, how many rows, what was left out and why, and what
               becomes of it when you have your account erased.
data/          one file a table. Each line is one row, as JSON. Times are UTC; money is in the smallest
               unit of its currency (cents, yen).
pictures/      the pictures that you uploaded.

Messages of others to you are in it as you see them on the site. Passwords, keys and other secrets are not:
we keep most of them only as fingerprints. Whoever has this file knows what we know about you. Keep it safe.
"""


class Row(msgspec.Struct, frozen=True):
    """A row as JSON."""

    value: Any


async def make_exports(settings: Settings, db: Database, stopping: asyncio.Event) -> None:
    """Make the copies that people asked for."""
    storage = open_storage(settings)
    await every(settings.inbox_seconds, stopping, lambda: make_due(settings, db, storage))


async def make_due(settings: Settings, db: Database, storage: Storage) -> int:
    """Make copies until none is waiting; return how many. One that fails holds up no other, and is tried again."""
    made = 0
    while wanted := await _next(db):
        try:
            made += await _make(settings, db, storage, wanted)
        except Exception:  # noqa: BLE001 - it is logged whole, and tried again after a pause
            log().exception("a copy of somebody's data could not be made", export=str(wanted.id))
    return made


async def _next(db: Database) -> Wanted | None:
    async with db.acting_as(Worker()) as tx:
        return await store.take_export(tx, pause=AGAIN)


async def _make(settings: Settings, db: Database, storage: Storage, wanted: Wanted) -> bool:
    async with db.acting_as(Worker(wanted.user_id), read_only=True) as tx:
        subject = await subject_of(tx, wanted.user_id)
        packed = await packed_data(tx, storage, subject, site=settings.address)
    fault.point("privacy.packed")
    await storage.put(wanted.blob, packed)
    fault.point("privacy.put")
    async with db.acting_as(Worker()) as tx:
        done = await store.finish_export(tx, wanted.id, size=len(packed), lasts=timedelta(days=settings.export_days))
        if done:
            tx.announce(ExportReady(wanted.user_id))
    return done


async def subject_of(tx: Tx, person: UUID) -> Subject:
    """Return a person with all that he bought and every address of his."""
    orders = await tx.value(SQL["orders_of_person"], person=person)
    addresses = await tx.value(SQL["addresses_of_person"], person=person)
    return Subject(person, tuple(orders or ()), tuple(addresses or ()))


async def guest_of(tx: Tx, address: str) -> Subject:
    """Return a guest, who is what was bought under an address without an account.

    Raises:
        Unknown: nothing was.
    """
    orders = await tx.value(SQL["orders_of_guest"], address=address)
    if not orders:
        raise Unknown("Nobody has this address, and no guest bought under it.")
    return Subject(None, tuple(orders), (address.lower(),))


async def packed_data(tx: Tx, storage: Storage, subject: Subject, *, site: str) -> bytes:
    """Return a ZIP of everything about a person or a guest, as the service."""
    now = datetime.now(UTC)
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", README.format(site=site, day=now.date()))
        tables = []
        for table, some in groupby(sorted(lines(), key=lambda line: line.table), key=lambda line: line.table):
            listed = list(some)
            rows = await _rows(tx, listed, subject)
            if rows:
                archive.writestr(f"data/{table}.ndjson", b"".join(msgspec.json.encode(row) + b"\n" for row in rows))
            tables.append(_described(table, listed, len(rows)))
        pictures = await _pictures(tx, storage, subject.person, archive)
        manifest = {"person": subject.person, "made_at": now, "site": site, "tables": tables, "pictures": pictures}
        archive.writestr("manifest.json", msgspec.json.format(msgspec.json.encode(manifest)))
    return memory.getvalue()


async def _rows(tx: Tx, some: Iterable[Line], subject: Subject) -> list[Any]:
    found: dict[bytes, Any] = {}
    for line in some:
        value = subject.value_of(line.parameter)
        if line.exported and value is not None:
            for row in await tx.all(line.reading, Row, **{line.parameter: value}):
                found[msgspec.json.encode(row.value, order="sorted")] = (
                    row.value
                )  # a row that two lines name comes once
    return list(found.values())


def _described(table: str, some: Iterable[Line], count: int) -> dict[str, object]:
    return {
        "table": table,
        "rows": count,
        "parts": [
            {
                "of": line.rows,
                "included": line.exported,
                "left_out": line.withheld,
                "when_erased": "kept"
                if line.erased == "keep"
                else "deleted"
                if line.erased == "delete"
                else "anonymised",
                "why": line.why,
            }
            for line in some
        ],
    }


async def _pictures(tx: Tx, storage: Storage, person: UUID | None, archive: zipfile.ZipFile) -> list[str]:
    names = []
    for picture in await tx.all(SQL["pictures_of_person"], Kept, person=person):
        width = max(SHAPES[picture.kind].widths)
        try:
            blob = await storage.open(place_of(picture.key, width))
        except Unknown:  # swept meanwhile
            continue
        names.append(f"pictures/{file_name(picture.key, width)}")
        archive.writestr(names[-1], b"".join([chunk async for chunk in blob.chunks]))
    return names
