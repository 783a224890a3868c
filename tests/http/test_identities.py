"""Many at the door at once: each is recognised as himself, in one call."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from showground.domains.users import service, store
from showground.http.identities import Identities

if TYPE_CHECKING:
    import pytest
    from tests.make import Make

    from showground.db.tx import Database


async def test_a_crowd_is_recognised_each_as_himself_in_one_call(
    db: Database, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [await make.user() for _ in range(12)]
    tokens = [await make.session(person) for person in people]
    calls, door = count_calls(monkeypatch), Identities(db)

    seen = await asyncio.gather(*(door.person_of_session(token) for token in tokens))

    assert [viewer.user_id if viewer else None for viewer in seen] == [person.user_id for person in people]
    assert calls == [12]


async def test_the_same_key_sent_twice_at_once_is_known_twice_and_a_wrong_one_is_nobodys(
    db: Database, make: Make
) -> None:
    made = await make.api_key(await make.user(), scopes=("read",))
    door = Identities(db)

    seen = await asyncio.gather(*(door.owner_of_key(secret) for secret in (made.secret, "sg_wrong", made.secret)))

    assert [owner.key_id if owner else None for owner in seen] == [made.key.id, None, made.key.id]


async def test_a_session_that_ended_is_nobodys_at_once(db: Database, make: Make) -> None:
    person = await make.user()
    token = await make.session(person)
    door = Identities(db)
    before = await door.person_of_session(token)
    assert before is not None

    async with db.acting_as(person.principal) as tx:
        await service.end_session(tx, person.user_id, before.session_id)

    assert await door.person_of_session(token) is None


def count_calls(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Note how many tokens each call of the gate carries; the call itself is the real one."""
    sizes: list[int] = []
    real = store.people_of_sessions

    async def counted(db: Database, token_hashes: list[bytes]) -> object:
        sizes.append(len(token_hashes))
        return await real(db, token_hashes)

    monkeypatch.setattr(store, "people_of_sessions", counted)
    return sizes
