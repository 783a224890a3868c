"""The ground the other tests stand on."""

from __future__ import annotations


async def test_every_process_has_a_migrated_database_of_its_own(site, sql):
    assert await sql.fetchval("select current_database()") == site.name
    assert await sql.fetchval("select current_user::text") == "showground_owner"
    assert await sql.fetchval("select count(*) > 0 from showground.migrations")


async def test_a_fresh_database_is_another_one(site, fresh):
    assert fresh.name != site.name
