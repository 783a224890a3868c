"""One world for the access matrix: rows in every table, and personas who stand to them as the matrix says."""

from __future__ import annotations

import asyncpg
from tests.make.world.entries import plant_entries
from tests.make.world.money import plant_money
from tests.make.world.openings import sprout_openings
from tests.make.world.plan import ALL, SIGNED, Row, World
from tests.make.world.reach import plant_reach
from tests.make.world.sales import plant_sales
from tests.make.world.society import plant_society
from tests.make.world.teams import plant_teams
from tests.make.world.texts import plant_texts

from showground.db.pool import prepare_connection

SETTINGS = {"search_path": "public, jobs"}  # the queue's own triggers name its tables bare
KEYS = """
select format('%I.%I', n.nspname, c.relname) as name, array_agg(a.attname::text order by k.place) as columns
  from pg_index i
  join pg_class c on c.oid = i.indrelid
  join pg_namespace n on n.oid = c.relnamespace
 cross join lateral unnest(i.indkey::int2[]) with ordinality as k (number, place)
  join pg_attribute a on a.attrelid = c.oid and a.attnum = k.number
 where i.indisprimary and not c.relispartition
 group by 1
"""


async def planted(owner_url: str) -> World:
    """Plant the world as the owner of all tables and return it."""
    connection = await asyncpg.connect(owner_url, server_settings=SETTINGS)
    try:
        await prepare_connection(connection)
        world = World(connection, {name: tuple(columns) for name, columns in await connection.fetch(KEYS)})
        async with connection.transaction():
            await plant_society(world)
            await plant_texts(world)
            await plant_teams(world)
            await plant_entries(world)
            await plant_sales(world)
            await plant_money(world)
            await plant_reach(world)
            sprout_openings(world)
        _see_views(world)
        await _see_what_triggers_made(world)
        return world
    finally:
        await connection.close()


def _see_views(world: World) -> None:
    """Label the rows of the views by those that they are made of."""
    rows = world.rows
    signed = frozenset(SIGNED)

    def seen(table: str) -> list[Row]:
        return [Row(row.key[:1], row.select & signed, ALL - ALL, ALL - ALL) for row in rows[table]]

    unheld = {(world["ticket guest"],)}
    rows["analytics.event_ecosystem"] = seen("events.events")
    rows["analytics.ticket_purchases"] = seen("ticketing.tickets")
    rows["analytics.organization_dashboard"] = seen("organizations.organizations")
    rows["analytics.user_activity"] = [
        *seen("events.events"),
        *(row for row in seen("ticketing.tickets") if row.key not in unheld),
        *seen("events.event_posts"),
        *seen("analytics.analytics_events"),
    ]


async def _see_what_triggers_made(world: World) -> None:
    """Label what was counted as the showings were planted: it belongs to who sells the event."""
    staff = {event.id: event.clerks for event in world.events.values()}
    rows = await world.connection.fetch("select event_id, day, kind from analytics.event_days")
    world.rows["analytics.event_days"] = [
        Row(tuple(row), frozenset(staff[row["event_id"]]), ALL - ALL, ALL - ALL) for row in rows
    ]
