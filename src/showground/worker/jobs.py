"""Jobs: Procrastinate on our tables in schema `jobs`, as the service."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any
from uuid import UUID

import asyncpg
import psycopg
from procrastinate import App, JobContext, PsycopgConnector, RetryStrategy
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import DeleteJobCondition
from psycopg_pool import PoolTimeout

from showground.db import fault
from showground.db.principal import Worker
from showground.http.operating import queue
from showground.http.providers import pace_of, providers_of
from showground.kit.faults import Fault
from showground.kit.ids import uuid7
from showground.logs import log, logging_as
from showground.measures import timed_job
from showground.measures.tracing import span, trace_names
from showground.worker.reactions import registry

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from showground.db.tx import Database
    from showground.settings import Settings
    from showground.worker.reactions import Reaction, Registry

ENTER = "set local role service_role; set local search_path = jobs, public"
AGAIN_SECONDS = 2.0


class ServiceConnector(PsycopgConnector):
    """Runs each statement of the queue in a transaction as the service.

    Role and path are set there and not for the connection, because a pooler in transaction mode forgets them.
    """

    @asynccontextmanager
    async def _get_cursor(
        self, connection: psycopg.AsyncConnection | None = None
    ) -> AsyncIterator[psycopg.AsyncCursor[Any]]:
        async with super()._get_cursor(connection) as cursor, cursor.connection.transaction():
            await cursor.execute(ENTER, prepare=False)
            yield cursor


def job_app(settings: Settings, db: Database, reactions: Registry) -> App:
    """Return the queue with one task for each reaction; open it with `async with app.open_async()`."""
    app = App(
        connector=ServiceConnector(
            conninfo=queue_url(settings),
            min_size=1,
            max_size=settings.worker_jobs + 2,
            kwargs={"prepare_threshold": None, "application_name": "showground jobs"},
        )
    )
    retry = RetryStrategy(max_attempts=settings.job_attempts, exponential_wait=2)
    for reaction in {one.name: one for listed in reactions.values() for one in listed}.values():
        app.task(name=reaction.name, retry=retry, pass_context=True)(_task_of(reaction, db))
    return app


def queue_url(settings: Settings) -> str:
    """Return where the queue connects: directly when it can, because notifications do not pass a pooler."""
    return settings.listen_url or settings.database_url


def hears(settings: Settings) -> bool:
    """Return whether notifications of new jobs reach us; else the queue is polled."""
    return bool(settings.listen_url) or settings.pooler != "transaction"


def _task_of(reaction: Reaction, db: Database) -> Any:  # noqa: ANN401 - procrastinate takes any coroutine function
    async def react(context: JobContext, fact: dict[str, Any], fact_id: str = "", trace: str = "") -> None:
        named = UUID(fact_id) if fact_id else uuid7()  # none: deferred by an older relay
        with (
            timed_job(reaction.name),
            span(f"job {reaction.name}", "consumer", parent=trace),
            logging_as(job=reaction.name, **trace_names()),
        ):
            try:
                await reaction.run(db, fact, named)
            except Exception as error:
                await _note(db, context, reaction.name, error)
                raise
        fault.point("worker.reacted")

    return react


async def _note(db: Database, context: JobContext, task: str, error: Exception) -> None:
    """Keep why a job failed for the operators; the queue itself does not. The failure stays what it is."""
    if context.job.id is None:
        return
    try:
        async with db.acting_as(Worker()) as tx:
            await queue.note_error(tx, job_id=context.job.id, task=task, error=error)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, Fault):
        log().exception("the reason of a failed job could not be kept", job=context.job.id)


async def work_off(app: App, settings: Settings) -> None:
    """Run the jobs that are due, and those they lead to, then return."""
    await app.run_worker_async(wait=False, listen_notify=False, **_manner(settings))


def _manner(settings: Settings) -> dict[str, Any]:
    return {
        "concurrency": settings.worker_jobs,
        "delete_jobs": DeleteJobCondition.SUCCESSFUL,
        "install_signal_handlers": False,
        "fetch_job_polling_interval": 1.0,
        "shutdown_graceful_timeout": settings.stop_seconds * 0.7,  # the rest is for those that had to be broken off
        "update_heartbeat_interval": settings.stalled_seconds / 3,
        "stalled_worker_timeout": settings.stalled_seconds,
    }


async def revive_stalled(app: App, *, silent_seconds: float) -> int:
    """Let the jobs of dead workers be done again; return how many."""
    stalled = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=silent_seconds))
    for job in stalled:
        log().warning("a worker died over a job, which is done again", job=job.id, task=job.task_name)
        await app.job_manager.retry_job(job)
    return len(stalled)


async def run_jobs(settings: Settings, db: Database, stopping: asyncio.Event) -> None:
    """Run jobs until asked to stop, letting each finish; a lost server is tried again."""
    while not stopping.is_set():
        app = job_app(settings, db, registry(providers_of(settings), pace_of(settings)))
        try:
            async with app.open_async():
                await _run_until(stopping, app, settings)
        except (OSError, psycopg.Error, PoolTimeout, ConnectorException):
            log().exception("the queue was lost and is opened again")
        with suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), AGAIN_SECONDS)


async def _run_until(stopping: asyncio.Event, app: App, settings: Settings) -> None:
    working = asyncio.create_task(app.run_worker_async(listen_notify=hears(settings), **_manner(settings)))
    reviving = asyncio.create_task(_keep_reviving(app, settings))
    asked = asyncio.create_task(stopping.wait())
    try:
        done, _ = await asyncio.wait({working, reviving, asked}, return_when=asyncio.FIRST_COMPLETED)
        for task in done - {asked}:
            await task  # it ended by itself: its error is ours
    finally:
        for task in (asked, reviving, working):  # procrastinate takes it as the wish to finish what runs
            task.cancel()
        await asyncio.gather(asked, reviving, working, return_exceptions=True)


async def _keep_reviving(app: App, settings: Settings) -> None:
    while True:
        await revive_stalled(app, silent_seconds=settings.stalled_seconds)
        await asyncio.sleep(settings.stalled_seconds)
