"""The job queue's tables: Procrastinate's own schema, in `jobs`, for the service only."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncpg


async def create(connection: asyncpg.Connection) -> None:
    """Create Procrastinate's tables and functions in schema `jobs` and let only the service reach them."""
    from procrastinate.schema import SchemaManager  # noqa: PLC0415 - heavy, needed once

    await connection.execute("create schema if not exists jobs; set local search_path = jobs, public")
    await connection.execute(SchemaManager.get_schema())
    await connection.execute(
        "set local search_path = default; "
        "grant usage on schema jobs to service_role; "
        "grant select, insert, update, delete on all tables in schema jobs to service_role; "
        "grant usage on all sequences in schema jobs to service_role; "
        "revoke execute on all functions in schema jobs from public; "
        "grant execute on all functions in schema jobs to service_role"
    )
    tables = await connection.fetch(
        "select format('jobs.%I', tablename) as name from pg_tables where schemaname = 'jobs'"
    )
    for table in tables:
        await connection.execute(
            f"alter table {table['name']} enable row level security; "
            f"create policy jobs_serve on {table['name']} for all to service_role using (true) with check (true)"
        )
