"""Every question about pictures. One function, one query."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from showground.db.sql import named
from showground.kit.pictures import PictureKind

if TYPE_CHECKING:
    from collections.abc import Collection

    from showground.db.tx import Tx
    from showground.domains.users.types import NewPicture

SQL = named(__name__)


class Kept(msgspec.Struct, frozen=True):
    """A picture that the database knows."""

    key: str
    kind: PictureKind


async def add_picture(tx: Tx, picture: NewPicture) -> None:
    """Add a picture of the caller."""
    await tx.run(SQL["add_picture"], **msgspec.structs.asdict(picture))


async def set_avatar(tx: Tx, key: str | None) -> bool:
    """Show another picture of the caller, or none; return whether he is there."""
    return await tx.run(SQL["set_avatar"], key=key) == 1


async def keys_in_use(tx: Tx, *, after: str, limit: int) -> list[Kept]:
    """Return pictures in the order of their keys."""
    return await tx.all(SQL["keys_in_use"], Kept, after=after, limit=limit)


async def keys_among(tx: Tx, keys: Collection[str]) -> set[str]:
    """Return which of some keys are a picture's."""
    rows = await tx.all(SQL["keys_among"], Key, keys=list(keys))
    return {row.key for row in rows}


class Key(msgspec.Struct, frozen=True):
    """A key alone."""

    key: str
