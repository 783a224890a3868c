"""What is done with pictures: kept in the storage first, then shown; and where the bytes of all of them lie."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from showground.db import fault
from showground.domains.users.pictures import store
from showground.domains.users.pictures.rules import blobs_of, place_of
from showground.domains.users.types import NewPicture
from showground.kit.faults import Unknown
from showground.kit.pictures import key_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from showground.db.tx import Tx
    from showground.domains.users.ports import Storage
    from showground.kit.pictures import PictureKind, Variant

SALT_BYTES, PAGE = 16, 1000


async def keep(storage: Storage, kind: PictureKind, variants: Sequence[Variant]) -> NewPicture:
    """Put a picture's sizes into the storage under a name of its own; whoever shows it does so afterwards.

    A death in between leaves blobs that nothing refers to, which the sweeper removes; never the other way round.

    Raises:
        Unavailable: the storage does not take it now.
    """
    key = key_of(kind, variants, salt=secrets.token_bytes(SALT_BYTES))
    for variant in variants:
        await storage.put(place_of(key, variant.name), variant.content)
        fault.point("pictures.put")
    largest = variants[-1]
    size = sum(len(variant.content) for variant in variants)
    return NewPicture(key, kind, largest.width, largest.height, size)


async def set_avatar(tx: Tx, picture: NewPicture) -> None:
    """Show another picture of the caller.

    Raises:
        Unknown: nobody in person is acting.
    """
    await tx.as_service()
    await store.add_picture(tx, picture)
    fault.point("pictures.added")
    if not await store.set_avatar(tx, picture.key):
        raise Unknown


async def remove_avatar(tx: Tx) -> None:
    """Show no picture of the caller any more.

    Raises:
        Unknown: nobody in person is acting.
    """
    await tx.as_service()
    if not await store.set_avatar(tx, None):
        raise Unknown


async def blobs_in_use(tx: Tx) -> AsyncIterator[str]:
    """Go through the names of all blobs that the database refers to: what a backup has to have.

    Asked of one transaction, so that they are those of one moment. Nothing that is in use ever changes its content.
    """
    await tx.as_service()
    after = ""
    while kept := await store.keys_in_use(tx, after=after, limit=PAGE):
        for one in kept:
            for name in blobs_of(one.key):
                yield name
        after = kept[-1].key
