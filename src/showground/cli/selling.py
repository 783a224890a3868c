"""`showground event`, `order`, `wallet`, `scan` and `release`: what organizers do, from the command line."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Annotated
from uuid import UUID

from cyclopts import Parameter

from showground.cli.desk import desk, event_called, exponents, money, owner_called, person_with, row
from showground.domains.events.types import EventStatus
from showground.domains.ticketing.types import OrderStatus


def event_list(words: str = "", *, status: EventStatus | None = None, limit: int = 50) -> None:
    """List events, the soonest to come first, then those that are over.

    Parameters
    ----------
    words
        Part of the title or the city.
    status
        Only those in this state.
    limit
        This many at most.
    """
    from showground.db.principal import Worker
    from showground.domains.ticketing.selling import store

    async def run() -> None:
        async with desk() as (db, _), db.acting_as(Worker(), read_only=True) as tx:
            for one in await store.events_of_platform(tx, words=words, status=status, limit=limit):
                sold = f"{one.sold_count}/{one.capacity or '-'}"
                row(one.id, one.status, f"{one.starts_at:%Y-%m-%d}", sold, one.slug, one.title)

    asyncio.run(run())


def event_show(event: str) -> None:
    """Show an event: state, tickets, sales.

    Parameters
    ----------
    event
        Id, or the name in its address.
    """
    from showground.domains.events.managing import service as managing
    from showground.domains.ticketing.selling import service as selling

    async def run() -> None:
        async with desk() as (db, _):
            event_id, keeper = await event_called(db, event)
            async with db.acting_as(keeper, read_only=True) as tx:
                digits = await exponents(tx)
                one = await managing.managed(tx, event_id)
                tiers = await selling.tiers(tx, event_id)
                totals = await selling.totals(tx, event_id)
        row("id", one.id)
        row("title", one.title)
        row("status", one.status)
        row("owner", f"{one.owner_name} ({one.owner_type})")
        row("begins", one.starts_at.isoformat(timespec="minutes"))
        for tier in tiers:
            price = money(tier.price_amount, tier.currency_code, digits)
            row("tier", tier.name, price, f"{tier.sold}/{tier.capacity or '-'}", tier.status)
        row("orders", totals.orders_count)
        row("tickets", totals.tickets_count)
        row("revenue", money(totals.revenue_amount, totals.currency_code, digits))
        row("admitted", totals.admitted_count)

    asyncio.run(run())


def event_publish(event: str) -> None:
    """Show an event to those it is meant for, in the name of its owner.

    Parameters
    ----------
    event
        Id, or the name in its address.
    """
    from showground.domains.ticketing.selling import service as selling

    async def run() -> None:
        async with desk() as (db, _):
            event_id, keeper = await event_called(db, event)
            async with db.acting_as(keeper) as tx:
                one = await selling.publish(tx, event_id)
        print(f"{one.slug} is {one.status}")

    asyncio.run(run())


def order_list(event: str, *, status: OrderStatus | None = None, words: str = "", limit: int = 50) -> None:
    """List the orders of an event, newest first.

    Parameters
    ----------
    event
        Id, or the name in its address.
    status
        Only those in this state.
    words
        Part of a name or an address, or an order's number.
    limit
        This many at most.
    """
    from showground.domains.ticketing.selling import service as selling

    async def run() -> None:
        async with desk() as (db, _):
            event_id, keeper = await event_called(db, event)
            async with db.acting_as(keeper, read_only=True) as tx:
                digits = await exponents(tx)
                page = await selling.orders(tx, event_id, status=status, words=words, cursor=None, limit=limit)
        for one in page.items:
            total = money(one.total_amount, one.currency_code, digits)
            row(
                one.id,
                one.number,
                one.status,
                one.tickets_count,
                total,
                f"{one.created_at:%Y-%m-%d %H:%M}",
                one.buyer_name,
            )

    asyncio.run(run())


def order_show(order: UUID) -> None:
    """Show an order with its tickets.

    Parameters
    ----------
    order
        Id of the order.
    """
    from showground.db.principal import Worker
    from showground.domains.ticketing.reading import service as reading

    async def run() -> None:
        async with desk() as (db, _), db.acting_as(Worker(), read_only=True) as tx:
            digits = await exponents(tx)
            page = await reading.order_page(tx, order)
        one = page.order
        row("id", one.id)
        row("number", one.number)
        row("event", page.event.slug, page.event.title)
        row("status", one.status)
        row("buyer", one.contact_name or one.user_id, one.email)
        row("total", money(one.total_amount, one.currency_code, digits))
        for ticket in page.tickets:
            row("ticket", ticket.code, ticket.status, ticket.tier_name, ticket.holder_name)

    asyncio.run(run())


def wallet_show(owner: str, *, lines: int = 10) -> None:
    """Show what the platform owes somebody, with the latest movements.

    Parameters
    ----------
    owner
        Handle of a person or an organization.
    lines
        This many movements of each wallet.
    """
    from showground.domains.payments.wallets import service as wallets

    async def run() -> None:
        async with desk() as (db, _):
            owner_id, keeper = await owner_called(db, owner)
            async with db.acting_as(keeper, read_only=True) as tx:
                digits = await exponents(tx)
                for wallet in await wallets.wallets(tx):
                    if wallet.owner_id != owner_id:
                        continue
                    row("balance", money(wallet.balance_amount, wallet.currency_code, digits), wallet.id)
                    page = await wallets.lines(tx, wallet.id, cursor=None, limit=lines)
                    for line in page.items:
                        amount = money(line.amount, line.currency_code, digits)
                        row(
                            f"{line.happened_at:%Y-%m-%d %H:%M}", line.kind, amount, line.order_number, line.event_title
                        )

    asyncio.run(run())


def scan(event: str, code: str, *, as_: Annotated[str, Parameter(name="--as")], gate: str = "") -> None:
    """Judge a ticket's code at the door; only the first time admits.

    Parameters
    ----------
    event
        Id, or the name in its address.
    code
        What was read or typed.
    as_
        E-mail address of the person who scans.
    gate
        Where.
    """
    from showground.domains.ticketing.door import Door
    from showground.domains.ticketing.errors import NotAdmitted
    from showground.domains.ticketing.qr import Signer
    from showground.domains.ticketing.types import Scan
    from showground.http.keys import Keyring
    from showground.kit.ids import uuid7

    async def run() -> None:
        async with desk() as (db, settings):
            event_id, _ = await event_called(db, event)
            person = await person_with(db, as_)
            door = Door(db, Signer.of_seeds(Keyring(settings).keys("ticket-qr")))
            attempt = Scan(event_id, scanner_id=person.user_id, client_scan_id=uuid7(), code=code, gate_name=gate)
            result = await door.scan(attempt, actor=person.user_id)
        row(result.verdict, result.holder_name, result.tier_name, result.first_admitted_at)
        if result.verdict != "admitted":
            raise NotAdmitted(verdict=result.verdict)

    asyncio.run(run())


def release(event: str = "", *, older_than: int = 0, dry_run: bool = False, most: int = 1000) -> None:
    """Free the places of carts and orders that ran out.

    Parameters
    ----------
    event
        Id or name of the event whose carts to sweep; all events when absent.
    older_than
        Minutes since they ran out.
    dry_run
        Count them, change nothing.
    most
        This many at most.
    """
    from showground.db.principal import Worker
    from showground.domains.ticketing.carts import release_abandoned

    async def run() -> None:
        async with desk() as (db, _):
            event_id = (await event_called(db, event))[0] if event else None
            async with db.acting_as(Worker()) as tx:
                released = await release_abandoned(
                    tx, event_id=event_id, older_than=timedelta(minutes=older_than), most=most, dry_run=dry_run
                )
        print(f"{released.orders} orders, {released.places} places {'would be ' if dry_run else ''}released")

    asyncio.run(run())
