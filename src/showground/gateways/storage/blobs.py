"""Blobs under names, in a folder or in a bucket; the two behave alike."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec
import obstore
from obstore.exceptions import BaseError, NotFoundError

from showground.kit.faults import Unavailable, Unknown
from showground.logs import log

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from obstore.store import LocalStore, S3Store

NAME = re.compile(r"(?:[a-z0-9][a-z0-9_-]*/)*[a-z0-9][a-z0-9_-]*(?:\.[a-z0-9]+)?")
CHUNK_BYTES = 256 * 1024
MOST_AT_ONCE = 1000  # of names in one request to delete


class Blob(msgspec.Struct, frozen=True):
    """A blob that is being read, chunk by chunk."""

    size: int
    chunks: AsyncIterator[bytes]


class Lying(msgspec.Struct, frozen=True):
    """A blob that lies there."""

    name: str
    size: int
    written_at: datetime


class ObjectStorage:
    """Keeps blobs in a folder or a bucket. A blob is there whole or not at all."""

    def __init__(self, opening: Callable[[], LocalStore | S3Store]) -> None:
        self._opening = opening

    @cached_property
    def _store(self) -> LocalStore | S3Store:
        """Opened when first needed: a process that serves no files makes no folder."""
        return self._opening()

    async def put(self, name: str, content: bytes) -> None:
        """Keep a blob, in place of one of that name.

        Raises:
            ValueError: it is no name for a blob.
            Unavailable: the storage does not take it now.
        """
        with _told("put", name):
            await obstore.put_async(self._store, _checked(name), content, use_multipart=False)

    async def open(self, name: str) -> Blob:
        """Return a blob to be read.

        Raises:
            Unknown: there is none of that name.
            Unavailable: the storage does not answer.
        """
        with _told("open", name):
            found = await obstore.get_async(self._store, _checked(name))
            return Blob(found.meta["size"], _chunks(found.stream(min_chunk_size=CHUNK_BYTES)))

    async def exists(self, name: str) -> bool:
        """Return whether a blob is there."""
        try:
            with _told("exists", name):
                await obstore.head_async(self._store, _checked(name))
        except Unknown:
            return False
        return True

    async def delete(self, names: Sequence[str]) -> None:
        """Remove blobs; those that are not there are passed over."""
        checked = [_checked(name) for name in names]
        for first in range(0, len(checked), MOST_AT_ONCE):
            some = checked[first : first + MOST_AT_ONCE]
            try:
                with _told("delete", some[0]):
                    await obstore.delete_async(self._store, some)
            except Unknown:  # a folder minds; then one by one
                await self._delete_each(some)

    async def _delete_each(self, names: Sequence[str]) -> None:
        for name in names:
            try:
                with _told("delete", name):
                    await obstore.delete_async(self._store, name)
            except Unknown:
                continue

    async def listed(self, folder: str = "") -> AsyncIterator[Lying]:
        """Go through every blob in a folder and below."""
        with _told("list", folder):
            async for batch in obstore.list(self._store, prefix=folder or None):
                for one in batch:
                    yield Lying(one["path"], one["size"], one["last_modified"])


def _checked(name: str) -> str:
    if not NAME.fullmatch(name):
        msg = f"{name!r} is no name for a blob"
        raise ValueError(msg)
    return name


async def _chunks(stream: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    with _told("read", ""):
        async for chunk in stream:
            yield bytes(chunk)


@contextmanager
def _told(doing: str, name: str) -> Iterator[None]:
    """Say in our words what went wrong; the library's go into the log."""
    try:
        yield
    except (FileNotFoundError, NotFoundError) as error:
        raise Unknown from error
    except (BaseError, OSError) as error:
        log().error("storage failed", doing=doing, blob=name, error=type(error).__name__, says=str(error)[:300])
        raise Unavailable from error
