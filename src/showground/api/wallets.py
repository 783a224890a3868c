"""Money over the API: the caller's wallets and those of organizations that he administers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from litestar.response import Stream

from showground.api.shapes import Cursor
from showground.domains.payments.wallets import service
from showground.domains.payments.wallets.types import IncomeOfDay, Wallet, WalletLine
from showground.http.desk import Desk
from showground.http.exports import Format, export
from showground.kit.paging import Page

Limit = Annotated[int, QueryParameter(ge=1, le=200, description="Items of a page.")]
Days = Annotated[int, QueryParameter(ge=1, le=366, description="How many days back.")]
Kind = Annotated[Format, QueryParameter(name="format", description="CSV for spreadsheets, NDJSON for programs.")]


@get("/wallets", operation_id="Wallets")
async def wallets(desk: NamedDependency[Desk]) -> list[Wallet]:
    """List your wallets and those of organizations that you administer, with their balances."""
    async with desk.open(read_only=True) as tx:
        return await service.wallets(tx)


@get("/wallets/{wallet_id:uuid}/lines", operation_id="WalletLines")
async def lines(
    wallet_id: FromPath[UUID], desk: NamedDependency[Desk], cursor: Cursor = None, limit: Limit = 50
) -> Page[WalletLine]:
    """List the movements of a wallet, newest first, each with the balance after it."""
    async with desk.open(read_only=True) as tx:
        return await service.lines(tx, wallet_id, cursor=cursor, limit=limit)


@get("/wallets/{wallet_id:uuid}/income", operation_id="WalletIncome")
async def income(wallet_id: FromPath[UUID], desk: NamedDependency[Desk], days: Days = 30) -> list[IncomeOfDay]:
    """Show what came into a wallet, day by day (UTC)."""
    async with desk.open(read_only=True) as tx:
        return await service.income_by_day(tx, wallet_id, since=datetime.now(UTC) - timedelta(days=days - 1))


@get("/wallets/{wallet_id:uuid}/lines/export", operation_id="ExportWalletLines")
async def export_lines(wallet_id: FromPath[UUID], desk: NamedDependency[Desk], kind: Kind = "csv") -> Stream:
    """Save every movement of a wallet."""
    async with desk.open(read_only=True) as tx:
        name = f"wallet-{(await service.wallet(tx, wallet_id)).currency_code.lower()}"
    return export(desk.open, lambda tx: service.every_line(tx, wallet_id), WalletLine, name=name, kind=kind)


HANDLERS = [wallets, lines, income, export_lines]
