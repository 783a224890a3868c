"""Two questions that machines ask: are you there (`/healthz`), and can you serve (`/readyz`)."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
from litestar import MediaType, Request, Response, get

from showground.db.sql import compile_query
from showground.logs import log

READY_WITHIN_SECONDS = 3
MIGRATED = compile_query(
    "health.migrated",
    "select exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace"
    " where n.nspname = 'showground' and c.relname = 'migrations')",
)


class Health(msgspec.Struct, frozen=True):
    """What is well and what is not, by name."""

    status: str
    checks: dict[str, str] = {}


class Migrated(msgspec.Struct, frozen=True):
    """Whether the database that answers holds our schema."""

    schema: bool


@get("/healthz", operation_id="Healthz", include_in_schema=False, sync_to_thread=False)
def healthz() -> Health:
    """Answer while the process is alive."""
    return Health("ok")


@get("/readyz", operation_id="Readyz", include_in_schema=False)
async def readyz(request: Request[Any, Any, Any]) -> Response[Health]:
    """Answer 200 when the database answers and is migrated, else 503; the reason stands in the log."""
    try:
        async with asyncio.timeout(READY_WITHIN_SECONDS):
            [found] = await request.app.state.db.call(MIGRATED, Migrated)
        checks = {"database": "ok", "schema": "ok" if found.schema else "not migrated"}
    except Exception as error:  # noqa: BLE001 - whatever it is, we cannot serve
        log().warning("not ready", error=repr(error))
        checks = {"database": "unreachable"}
    ready = all(state == "ok" for state in checks.values())
    body = Health("ok" if ready else "unavailable", checks)
    return Response(body, status_code=200 if ready else 503, media_type=MediaType.JSON)
