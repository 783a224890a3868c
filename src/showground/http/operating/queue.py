"""Jobs, facts and notices: what waits, what failed and why, and another try. Everything done is on record."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from showground.db.sql import named
from showground.http.operating.types import FactKind, FactRow, Job, JobKind, NoticeRow, QueuedJob
from showground.kit.faults import Conflict
from showground.kit.ids import uuid7
from showground.kit.paging import Page, decode_cursor, paged
from showground.logs import hidden

if TYPE_CHECKING:
    from showground.db.tx import Tx
    from showground.http.operating.types import JobStatus, NoticeState

SQL = named(__name__)
FIRST, LAST = UUID(int=0), UUID(int=(1 << 128) - 1)
LAST_JOB = (1 << 63) - 1
ERROR_LONGEST = 2000


class NotFailed(Conflict):
    """Only what was given up can be taken up again."""

    code = "operating.not_failed"
    says = "This job did not fail, or somebody has taken care of it meanwhile."


class AlreadyWaits(Conflict):
    """The queue keeps one of a kind."""

    code = "operating.already_waits"
    says = "Another job for the same thing waits already. Set this one aside."


async def jobs(
    tx: Tx, *, status: JobStatus | None = None, task: str | None = None, cursor: str | None = None, limit: int
) -> Page[Job]:
    """Return jobs, newest first; the caller's right was proved before.

    Raises:
        Invalid: the cursor is none of ours.
    """
    (before,) = decode_cursor(cursor, tuple[int]) if cursor else (LAST_JOB,)
    found = await tx.all(SQL["jobs"], Job, before=before, status=status, task=task, limit=limit + 1)
    return paged(found, limit, "id")


async def jobs_by_task(tx: Tx) -> list[JobKind]:
    """Return how many jobs of each task stand in which state; those that failed first."""
    return await tx.all(SQL["jobs_by_task"], JobKind)


async def do_again(tx: Tx, job_id: int) -> None:
    """Put a job that was given up back into the queue.

    Raises:
        Unknown: there is no such job.
        NotFailed: it did not fail.
        AlreadyWaits: another for the same thing waits.
    """
    job = await tx.one(SQL["job_for_update"], QueuedJob, id=job_id)
    if job.status != "failed":
        raise NotFailed
    if job.twin:
        raise AlreadyWaits
    await tx.value(SQL["enter_jobs"])
    await tx.value(SQL["retry_job"], id=job.id)
    tx.audit("operating.job_done_again", "job", None, job=job.id, task=job.task)


async def set_aside(tx: Tx, job_id: int) -> None:
    """Give up a job for good: one that failed, or one that still waits.

    Raises:
        Unknown: there is no such job.
        NotFailed: it is being done, or was set aside.
    """
    job = await tx.one(SQL["job_for_update"], QueuedJob, id=job_id)
    await tx.value(SQL["enter_jobs"])
    if await tx.run(SQL["set_aside_job"], id=job.id) != 1:
        raise NotFailed
    tx.audit("operating.job_set_aside", "job", None, job=job.id, task=job.task, was=job.status)


async def note_error(tx: Tx, *, job_id: int, task: str, error: BaseException) -> None:
    """Keep why a job failed, without what looks like a secret."""
    said = str(hidden(f"{type(error).__name__}: {error}"))[:ERROR_LONGEST]
    await tx.run(SQL["note_job_error"], job_id=job_id, task=task, error=said)


async def forget_errors(tx: Tx) -> int:
    """Forget why jobs failed that are gone."""
    return await tx.run(SQL["forget_job_errors"])


async def facts_by_kind(tx: Tx) -> list[FactKind]:
    """Return the kinds of facts of the last hour, those that wait first."""
    hour = datetime.now(UTC) - timedelta(hours=1)
    return await tx.all(SQL["facts_by_kind"], FactKind, since=uuid7(at_ms=int(hour.timestamp() * 1000)))


async def facts_that_wait(tx: Tx, *, cursor: str | None = None, limit: int) -> Page[FactRow]:
    """Return facts that nobody relayed yet, oldest first."""
    (after,) = decode_cursor(cursor, tuple[UUID]) if cursor else (FIRST,)
    return paged(await tx.all(SQL["facts_that_wait"], FactRow, after=after, limit=limit + 1), limit, "id")


async def notices(
    tx: Tx, *, state: NoticeState | None = None, cursor: str | None = None, limit: int
) -> Page[NoticeRow]:
    """Return what payment providers told us, newest first."""
    (before,) = decode_cursor(cursor, tuple[UUID]) if cursor else (LAST,)
    if state in {"waiting", "failed"}:
        failed = state == "failed"
        found = await tx.all(SQL["open_notices"], NoticeRow, before=before, failed=failed, limit=limit + 1)
    else:
        found = await tx.all(SQL["notices"], NoticeRow, before=before, processed=state == "processed", limit=limit + 1)
    return paged(found, limit, "id")
