"""A small world for facts: an organization with an event, a person with a private one, somebody who only looks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import asyncpg
import msgspec
import pytest
from structlog.testing import capture_logs

from showground.db.pool import prepare_connection
from showground.kit.ids import uuid7

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from tests.site import Site


class World(msgspec.Struct, frozen=True):
    """Who and what is there."""

    staff: UUID
    person: UUID
    org: UUID
    concert: UUID  # public, of the organization
    party: UUID  # private, of the person


@pytest.fixture
def logged() -> Iterator[list[Any]]:
    """What is logged while the test runs."""
    with capture_logs() as lines:
        yield lines


@pytest.fixture
async def owner(fresh: Site) -> AsyncIterator[asyncpg.Connection]:
    """The owner of all tables, in a database of the test's own."""
    connection = await asyncpg.connect(fresh.owner_url)
    await prepare_connection(connection)
    yield connection
    await connection.close()


@pytest.fixture
async def world(owner: asyncpg.Connection) -> World:
    """Plant it."""
    world = World(*(uuid7() for _ in range(5)))
    await owner.executemany(
        "insert into users.user_profiles (user_id, handle, display_name) values ($1, $2, $2)",
        [(world.staff, "staff"), (world.person, "person")],
    )
    await owner.execute(
        "insert into organizations.organizations (id, handle, name, created_by) values ($1, 'club', 'Club', $2)",
        world.org,
        world.staff,
    )
    await owner.execute(
        "insert into organizations.org_memberships (org_id, user_id, role) values ($1, $2, 'owner')",
        world.org,
        world.staff,
    )
    async with owner.transaction():
        for event, kind, host, slug, visibility in (
            (world.concert, "organization", world.org, "concert", "public"),
            (world.party, "user", world.person, "party", "private"),
        ):
            await owner.execute(
                """
                insert into events.events (id, owner_context_type, owner_context_id, created_by, slug, title, status,
                                           visibility, published_at, starts_at, ends_at, timezone, currency_code)
                values ($1, $2, $3, $4, $5, $5, 'published', $6, now(), now(), now(), 'Etc/UTC', 'EUR')
                """,
                event,
                kind,
                host,
                world.staff,
                slug,
                visibility,
            )
            await owner.execute(
                "insert into events.event_occurrences (id, event_id, starts_at, ends_at) values ($1, $2, now(), now())",
                uuid7(),
                event,
            )
    return world
