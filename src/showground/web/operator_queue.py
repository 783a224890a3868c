"""Pages of what waits and what failed: jobs, facts, payment notices; with another try."""

from __future__ import annotations

from typing import Any, get_args
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from showground.http.counter import counter_of
from showground.http.desk import Desk
from showground.http.operating import queue
from showground.http.operating.types import JobStatus, NoticeState
from showground.kit.words import gettext
from showground.web.console import PAGE, address
from showground.web.shell import go, show

JOBS, FACTS, NOTICES = "/operator/jobs", "/operator/facts", "/operator/notices"


@get(JOBS)
async def jobs_page(
    desk: NamedDependency[Desk],
    *,
    status: FromQuery[str] = "",
    task: FromQuery[str] = "",
    cursor: FromQuery[str | None] = None,
) -> Response[Any]:
    """Show the queue: how many of each task, and each job with why it failed."""
    wanted: JobStatus | None = next((one for one in get_args(JobStatus) if one == status), None)
    async with desk.open_as_operator() as tx:
        page = await queue.jobs(tx, status=wanted, task=task or None, cursor=cursor, limit=PAGE)
        kinds = await queue.jobs_by_task(tx)
    return show(
        desk,
        "operator/jobs.html",
        jobs=page.items,
        kinds=kinds,
        status=wanted or "",
        task=task,
        more=address(JOBS, status=wanted, task=task, cursor=page.next) if page.next else None,
    )


@post("/operator/jobs/{job_id:int}/again")
async def job_again(job_id: FromPath[int], desk: NamedDependency[Desk]) -> Response[Any]:
    """Have a job that failed done again."""
    async with desk.open_as_operator() as tx:
        await queue.do_again(tx, job_id)
    return go(desk, JOBS, notice=gettext("The job is in the queue again."))


@post("/operator/jobs/{job_id:int}/aside")
async def job_aside(job_id: FromPath[int], desk: NamedDependency[Desk]) -> Response[Any]:
    """Give up a job for good."""
    async with desk.open_as_operator() as tx:
        await queue.set_aside(tx, job_id)
    return go(desk, JOBS, notice=gettext("The job is set aside and will not be done."))


@get(FACTS)
async def facts_page(desk: NamedDependency[Desk], cursor: FromQuery[str | None] = None) -> Response[Any]:
    """Show the facts that wait for the relay, and how fast it was in the last hour."""
    async with desk.open_as_operator() as tx:
        page = await queue.facts_that_wait(tx, cursor=cursor, limit=PAGE)
        kinds = await queue.facts_by_kind(tx)
    more = address(FACTS, cursor=page.next) if page.next else None
    return show(desk, "operator/facts.html", facts=page.items, kinds=kinds, more=more)


@get(NOTICES)
async def notices_page(
    desk: NamedDependency[Desk], *, status: FromQuery[str] = "", cursor: FromQuery[str | None] = None
) -> Response[Any]:
    """Show what payment providers told us and what became of it."""
    wanted: NoticeState | None = next((one for one in get_args(NoticeState) if one == status), None)
    async with desk.open_as_operator() as tx:
        page = await queue.notices(tx, state=wanted, cursor=cursor, limit=PAGE)
    more = address(NOTICES, status=wanted, cursor=page.next) if page.next else None
    return show(desk, "operator/notices.html", received=page.items, status=wanted or "", more=more)


@post("/operator/notices/{inbox_id:uuid}/again")
async def notice_again(inbox_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Response[Any]:
    """Process a notice that could not be processed, now."""
    async with desk.open_as_operator() as tx:
        tx.audit("operating.notice_processed_again", "notice", inbox_id)
    failure = await counter_of(desk).cashier.process_again(inbox_id)
    if failure is not None:
        return go(desk, NOTICES, notice=gettext("It failed again: the reason stands beside it."), tone="bad")
    return go(desk, NOTICES, notice=gettext("The notice is processed."))


HANDLERS = [jobs_page, job_again, job_aside, facts_page, notices_page, notice_again]
