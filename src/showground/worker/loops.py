"""The worker's timers. Each begins again after a pause, whatever went wrong with the server in between."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta
from time import time
from typing import TYPE_CHECKING, Any

import asyncpg

from showground.db.principal import Worker
from showground.db.sql import named
from showground.domains.analytics import store as analytics
from showground.domains.messaging.mail.delivering import Postman
from showground.domains.payments import reconciling, refunds
from showground.domains.payments import store as payments
from showground.domains.payments.notices import Cashier, hear_test_provider
from showground.domains.ticketing import carts
from showground.domains.users.factors.store import forget_ceremonies
from showground.http.keys import Keyring
from showground.http.mail import letterhead_of, mail_server_of, pace_of
from showground.http.operating import queue
from showground.http.providers import pace_of as patience_of
from showground.http.providers import provider_for_tests, providers_of
from showground.kit.faults import Fault
from showground.kit.ids import uuid7
from showground.logs import log
from showground.worker.reactions import registry
from showground.worker.relay import BATCH, relay

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from showground.db.tx import Database
    from showground.settings import Settings

SQL = named(__name__)
DAY_MS = 86_400_000


async def every(seconds: float, stopping: asyncio.Event, work: Callable[[], Awaitable[object]]) -> None:
    """Do the work, pause, do it again, until asked to stop. A server that cannot be reached is tried again."""
    while not stopping.is_set():
        try:
            await work()
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, Fault):
            log().exception("a timer failed and is tried again", again_seconds=seconds)
        with suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), seconds)


async def relay_facts(settings: Settings, db: Database, stopping: asyncio.Event) -> None:
    """Turn facts into jobs; while there are many, without a pause."""
    reactions = registry(providers_of(settings), patience_of(settings))

    async def work() -> None:
        while await relay(db, reactions) == BATCH and not stopping.is_set():
            pass

    await every(settings.relay_ms / 1000, stopping, work)


async def take_up_notices(settings: Settings, db: Database, stopping: asyncio.Event) -> None:
    """Hear what the test provider says by now, and process notices that whoever received them dropped."""
    cashier, provider = Cashier(db), provider_for_tests(settings, Keyring(settings))

    async def work() -> None:
        await hear_test_provider(cashier, provider)
        await cashier.process_waiting()

    await every(settings.inbox_seconds, stopping, work)


async def sweep(settings: Settings, db: Database, stopping: asyncio.Event) -> None:
    """End orders and carts whose time is over."""

    async def work() -> None:
        async with db.acting_as(Worker()) as tx:
            ended = await carts.release_abandoned(tx)
        if ended.orders or ended.places:
            log().info("swept", orders=ended.orders, places=ended.places)

    await every(settings.sweep_seconds, stopping, work)


async def send_refunds(settings: Settings, db: Database, stopping: asyncio.Event) -> None:
    """Have refunds sent that a provider could not send before, and ask after payments that nobody spoke of again."""
    providers, cashier, pace = providers_of(settings), Cashier(db), patience_of(settings)
    age = timedelta(seconds=settings.silent_payment_seconds)

    async def work() -> None:
        await refunds.carry_out(db, providers, pace=pace)
        await reconciling.reconcile(db, providers, cashier.accept, older_than=age, pace=pace)

    await every(settings.refund_seconds, stopping, work)


async def deliver_mail(settings: Settings, db: Database, stopping: asyncio.Event) -> None:
    """Hand over letters that are due; asked to stop, break off what a slow server holds up: it is settled later."""
    head = letterhead_of(settings, Keyring(settings))
    postman = Postman(db, mail_server_of(settings), head, pace_of(settings))
    grace = settings.stop_seconds * 0.7

    async def work() -> None:
        await within(stopping, postman.deliver_due(stopping.is_set), grace_seconds=grace)

    await every(settings.mail_ms / 1000, stopping, work)


async def within(stopping: asyncio.Event, work: Coroutine[Any, Any, object], *, grace_seconds: float) -> None:
    """Do the work; once asked to stop it may go on for so long, then it is cancelled."""
    task, asked = asyncio.create_task(work), asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait({task, asked}, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.wait({task}, timeout=grace_seconds)
    finally:
        asked.cancel()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def snapshot_wallets(settings: Settings, db: Database, stopping: asyncio.Event) -> None:
    """Give wallets that moved a new balance to count from."""

    async def work() -> None:
        async with db.acting_as(Worker()) as tx:
            await payments.take_snapshots(tx)

    await every(settings.snapshot_seconds, stopping, work)


async def tidy(settings: Settings, db: Database, stopping: asyncio.Event) -> None:
    """Forget what has served, and say loudly when rows stand outside of their month's partition."""
    await every(settings.tidy_seconds, stopping, lambda: tidy_once(settings, db))


async def tidy_once(settings: Settings, db: Database) -> list[analytics.Stray]:
    """Do one round of tidying; return the default partitions that hold rows."""
    before = uuid7(at_ms=int(time() * 1000) - settings.fact_days * DAY_MS)
    async with db.acting_as(Worker()) as tx:
        await tx.run(SQL["forget_facts"], before=before)
        await tx.run(SQL["forget_keys"], older_than=timedelta(days=settings.idempotency_days))
        await tx.run(SQL["forget_attempts"], older_than=timedelta(seconds=settings.attempt_seconds))
        await queue.forget_errors(tx)
        await forget_ceremonies(tx)
        grown = await analytics.grown_defaults(tx)
    for stray in grown:
        log().error("rows have no partition of their month: make partitions", table=stray.table, bytes=stray.size)
    return grown
