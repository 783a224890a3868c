"""What the worker does for operators: checks of all rows as a job, reasons of failed jobs kept and forgotten."""

from __future__ import annotations

import asyncpg
import pytest

from showground.db.principal import Operator, Worker
from showground.domains.payments.facts import OrderPaid
from showground.http.operating import queue
from showground.http.operating.checking import last_check, want_check
from showground.kit.faults import Unavailable
from showground.kit.ids import uuid7
from showground.schema.invariants import check_as_service, invariants
from showground.worker.jobs import job_app, work_off
from showground.worker.reactions import Reaction
from showground.worker.relay import relay


async def drained(yard, settings, reactions):
    while await relay(yard.db, reactions):
        pass
    app = job_app(settings, yard.db, reactions)
    async with app.open_async():
        await work_off(app, settings)


@pytest.fixture(autouse=True)
async def nothing_waits(yard, settings, reactions):
    await drained(yard, settings, reactions)


async def test_a_check_that_an_operator_asks_for_is_done_once_and_kept(yard, make, settings, reactions, owner):
    operator = await make.user(name="Ada", is_operator=True)
    await make.estate()

    wanted = []
    for _ in range(2):
        async with yard.db.acting_as(Operator(operator.user_id)) as tx:
            wanted.append(await want_check(tx, operator=operator.user_id))
    async with yard.db.acting_as(Worker(), read_only=True) as tx:
        running, _ = await last_check(tx)
    await drained(yard, settings, reactions)
    async with yard.db.acting_as(Worker(), read_only=True) as tx:
        over, checked = await last_check(tx)

    assert wanted == [True, False]
    assert (running.asked_by, running.ended_at, over) == ("Ada", None, None)
    assert (checked.run.outcome, checked.failure) == ("well", "")
    assert {one.name for one in checked.findings} == {*invariants(), "orphans"}
    assert next(one for one in checked.findings if one.name == "tickets_are_sold_once").examined > 0


async def test_a_violation_stands_first(yard, make, settings, reactions, owner):
    operator, shop = await make.user(is_operator=True), await make.shop()
    await owner.execute("update ticketing.pools set sold = sold + 1 where event_id = $1", shop.event_id)

    async with yard.db.acting_as(Operator(operator.user_id)) as tx:
        await want_check(tx, operator=operator.user_id)
    await drained(yard, settings, reactions)
    async with yard.db.acting_as(Worker(), read_only=True) as tx:
        _, checked = await last_check(tx)
    await owner.execute("update ticketing.pools set sold = sold - 1 where event_id = $1", shop.event_id)

    assert (checked.run.outcome, checked.findings[0].name, checked.findings[0].violations) == (
        "ill",
        "places_sold_are_counted",
        1,
    )


async def test_a_policy_that_might_hide_rows_makes_the_check_prove_nothing(yard, owner):
    await owner.execute(
        "create policy planted on ticketing.tickets as restrictive for select to service_role using (false)"
    )
    try:
        with pytest.raises(Unavailable) as refused:
            await check_as_service(yard.db)
    finally:
        await owner.execute("drop policy planted on ticketing.tickets")

    assert "ticketing.tickets" in str(refused.value)


async def test_why_a_job_failed_is_kept_without_secrets_and_forgotten_with_the_job(yard, settings, owner):
    async def planted(db, fact):
        raise OSError("no route to postgresql://me:hush@db/x")

    failing = {OrderPaid.kind: [Reaction("tests.planted", OrderPaid, planted)]}
    async with yard.db.acting_as(Worker()) as tx:
        tx.announce(OrderPaid(uuid7(), uuid7(), None))
    await drained(yard, settings, failing)

    async with yard.db.acting_as(Worker(), read_only=True) as tx:
        (job,) = (await queue.jobs(tx, task="tests.planted", limit=5)).items
    async with yard.db.acting_as(Worker()) as tx:
        kept = await queue.forget_errors(tx)
        await queue.set_aside(tx, job.id)
    await owner.execute("set search_path = jobs, public")
    await owner.execute("delete from jobs.procrastinate_jobs where id = $1", job.id)
    async with yard.db.acting_as(Worker()) as tx:
        forgotten = await queue.forget_errors(tx)

    assert (job.status, job.error) == ("todo", "OSError: no route to postgresql://me:***@db/x")
    assert (kept, forgotten) == (0, 1)


async def test_a_snapshot_writes_nothing(yard):
    async with yard.db.snapshot() as connection:
        with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
            await connection.execute("update showground.runs set outcome = 'well'")
