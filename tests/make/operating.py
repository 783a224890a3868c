"""Makers of what operators look at."""

from __future__ import annotations

from uuid import UUID

import msgspec

from showground.db.principal import Worker
from showground.db.sql import compile_query
from showground.domains.payments import store
from showground.http.operating import queue
from showground.kit.ids import uuid7

ADD_JOB = compile_query(
    "make.job",
    "insert into jobs.procrastinate_jobs (queue_name, task_name, status, attempts, args) "
    "values ('default', :task, :status::text::jobs.procrastinate_job_status, 3, '{}') returning id",
)


async def failed_job(
    make, *, task="messaging.confirm_order", status="failed", error="OSError: the disk is full"
) -> int:
    """Return a job that was given up, with its reason."""
    async with make.db.acting_as(Worker()) as tx:
        await tx.value(queue.SQL["enter_jobs"])
        job_id = await tx.value(ADD_JOB, task=task, status=status)
        if error:
            await tx.run(queue.SQL["note_job_error"], job_id=job_id, task=task, error=error)
    return int(job_id)


async def open_notice(make, *, kind="failed", payment_id=None, failure="", more=None) -> UUID:
    """Return a notice of the test provider that nobody processed yet."""
    inbox_id = uuid7()
    body = {
        "provider": "test",
        "account": "",
        "notice_id": str(inbox_id),
        "payment_id": payment_id,
        "kind": kind,
        **(more or {}),
    }
    async with make.db.acting_as(Worker()) as tx:
        await store.store_notice(
            tx,
            inbox_id=inbox_id,
            provider="test",
            account="",
            notice_id=str(inbox_id),
            payment_id=payment_id,
            kind=kind,
            body=msgspec.json.encode(body).decode(),
        )
        if failure:
            await store.note_failure(tx, inbox_id=inbox_id, failure=failure)
    return inbox_id
