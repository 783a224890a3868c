"""What owners ask about their money: the caller's wallets and those of organizations that he administers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from showground.domains.payments.wallets import store
from showground.kit.faults import Unknown
from showground.kit.paging import Page, decode_cursor, paged

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from showground.db.tx import Tx
    from showground.domains.payments.wallets.types import IncomeOfDay, Sums, Wallet, WalletLine

FAR_AHEAD, LAST = datetime(9999, 12, 30, tzinfo=UTC), UUID(int=2**128 - 1)
BATCH = 500


async def wallets(tx: Tx) -> list[Wallet]:
    """Return every wallet that the caller may look into, by currency."""
    return await store.wallets_of_caller(tx)


async def wallet(tx: Tx, wallet_id: UUID) -> Wallet:
    """Return a wallet.

    Raises:
        Unknown: there is none, or it is not the caller's to look into.
    """
    for one in await store.wallets_of_caller(tx):
        if one.id == wallet_id:
            return one
    raise Unknown


async def lines(tx: Tx, wallet_id: UUID, *, cursor: str | None, limit: int) -> Page[WalletLine]:
    """Return the movements of a wallet, newest first, each with the balance after it."""
    await wallet(tx, wallet_id)
    before, before_id = decode_cursor(cursor, tuple[datetime, UUID]) if cursor else (FAR_AHEAD, LAST)
    found = await store.lines_of_wallet(tx, wallet_id, before=before, before_id=before_id, limit=limit + 1)
    return paged(found, limit, "happened_at", "id")


async def every_line(tx: Tx, wallet_id: UUID) -> AsyncIterator[WalletLine]:
    """Give every movement of a wallet, newest first, some hundreds at a time."""
    cursor: str | None = None
    while True:
        page = await lines(tx, wallet_id, cursor=cursor, limit=BATCH)
        for line in page.items:
            yield line
        if (cursor := page.next) is None:
            return


async def income_by_day(tx: Tx, wallet_id: UUID, *, since: datetime) -> list[IncomeOfDay]:
    """Return what came into a wallet, every day since then."""
    await wallet(tx, wallet_id)
    return await store.income_by_day(tx, wallet_id, since=since)


async def sums(tx: Tx, wallet_id: UUID, *, since: datetime) -> Sums:
    """Return what came into a wallet and went out of it since then."""
    await wallet(tx, wallet_id)
    return await store.sums_of_wallet(tx, wallet_id, since=since)
