"""Whom tokens stand for: look-ups of requests that come together go to the database in one call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.db.coalesce import Coalescer
from showground.domains.users import store
from showground.kit.sealing import fingerprint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from showground.db.tx import Database
    from showground.domains.users.types import KeyOwner, Viewer


class Identities:
    """Resolves session tokens and API keys. One per process; nothing is remembered, so a revoked one ends at once."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._sessions: Coalescer[bytes, Viewer | None] = Coalescer(self._people)
        self._keys: Coalescer[bytes, KeyOwner | None] = Coalescer(self._owners)

    async def person_of_session(self, token: str) -> Viewer | None:
        """Return whom a session token stands for."""
        return await self._sessions.submit(fingerprint(token))

    async def owner_of_key(self, secret: str) -> KeyOwner | None:
        """Return whom an API key acts for."""
        return await self._keys.submit(fingerprint(secret))

    async def _people(self, hashes: Sequence[bytes]) -> list[Viewer | Exception | None]:
        found = {viewer.token_hash: viewer for viewer in await store.people_of_sessions(self._db, hashes)}
        return [found.get(each) for each in hashes]

    async def _owners(self, hashes: Sequence[bytes]) -> list[KeyOwner | Exception | None]:
        found = {owner.secret_hash: owner for owner in await store.owners_of_keys(self._db, hashes)}
        return [found.get(each) for each in hashes]
