"""Every question that owners ask about their money. One function, one query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.db.sql import named
from showground.domains.payments.wallets.types import IncomeOfDay, Sums, Wallet, WalletLine

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from showground.db.tx import Tx

SQL = named(__name__)


async def wallets_of_caller(tx: Tx) -> list[Wallet]:
    """Return the wallets of the caller and of the organizations that he administers."""
    return await tx.all(SQL["wallets_of_caller"], Wallet)


async def lines_of_wallet(
    tx: Tx, wallet_id: UUID, *, before: datetime, before_id: UUID, limit: int
) -> list[WalletLine]:
    """Return movements, newest first."""
    return await tx.all(
        SQL["lines_of_wallet"], WalletLine, wallet_id=wallet_id, before=before, before_id=before_id, limit=limit
    )


async def income_by_day(tx: Tx, wallet_id: UUID, *, since: datetime) -> list[IncomeOfDay]:
    """Return what came in, day by day."""
    return await tx.all(SQL["income_by_day"], IncomeOfDay, wallet_id=wallet_id, since=since)


async def sums_of_wallet(tx: Tx, wallet_id: UUID, *, since: datetime) -> Sums:
    """Return what came in and went out."""
    return await tx.one(SQL["sums_of_wallet"], Sums, wallet_id=wallet_id, since=since)
