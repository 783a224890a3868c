"""The wallet: what an owner has, what came in, every movement."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Stream

from showground.domains.payments.wallets import service as wallets
from showground.domains.payments.wallets.types import Sums, WalletLine
from showground.http.desk import Desk
from showground.http.exports import export
from showground.kit.faults import Refused
from showground.kit.words import gettext, marked
from showground.web.console import PAGE, OwnerKey, address, month_ago
from showground.web.owners import chosen, owners_of
from showground.web.shell import show

if TYPE_CHECKING:
    from showground.domains.payments.wallets.types import Wallet

TITLES = {
    "sale": marked("Order"),
    "refund": marked("Refund of order"),
    "fee": marked("Platform fee"),
    "adjustment": marked("Adjustment"),
    "sponsorship": marked("Sponsorship"),
    "ad_spend": marked("Advertising"),
    "payout": marked("Payout"),
    "top_up": marked("Top-up"),
}
MONEY_ROLES = {"admin", "owner"}


class Line(msgspec.Struct, frozen=True):
    """A movement in words."""

    id: UUID
    happened_at: datetime
    kind: str
    text: str
    href: str | None
    amount: int
    balance_amount: int


class Choice(msgspec.Struct, frozen=True):
    """Another currency of the same owner."""

    currency_code: str
    href: str
    current: bool


class Empty(msgspec.Struct, frozen=True):
    """The wallet of an owner who has sold nothing yet; it is made with the first sale."""

    currency_code: str = "EUR"
    balance_amount: int = 0
    pending_amount: int = 0


@get("/console/wallet")
async def wallet(
    desk: NamedDependency[Desk],
    owner: OwnerKey = None,
    currency: FromQuery[str] = "",
    cursor: FromQuery[str | None] = None,
) -> Response[Any]:
    """Show an owner's money in one currency."""
    lines, more, income, totals = [], None, [], Sums(0, 0, 0)
    async with desk.open(read_only=True) as tx:
        owners = await owners_of(desk, tx)
        one = chosen(owners, owner)
        if one.kind == "organization" and one.role not in MONEY_ROLES:
            raise Refused("Money is for admins and owners of the organization.")
        theirs = [each for each in await wallets.wallets(tx) if each.owner_id == one.id]
        shown: Wallet | None = next(
            (each for each in theirs if each.currency_code == currency), next(iter(theirs), None)
        )
        if shown is not None:
            page = await wallets.lines(tx, shown.id, cursor=cursor, limit=PAGE)
            lines = [_line(line) for line in page.items]
            more = page.next and address(
                "/console/wallet", owner=one.key, currency=shown.currency_code, cursor=page.next
            )
            income = [(day.day, [day.amount]) for day in await wallets.income_by_day(tx, shown.id, since=month_ago())]
            totals = await wallets.sums(tx, shown.id, since=month_ago())
    return show(
        desk,
        "console/wallet.html",
        owner=one,
        owners=owners,
        wallet=shown or Empty(),
        wallets=[_choice(each, one.key, current=each is shown) for each in theirs],
        income=income,
        totals=totals,
        lines=lines,
        timezone="UTC",
        more=more,
        export_href=f"/console/wallets/{shown.id}/lines.csv" if shown else None,
    )


@get("/console/wallets/{wallet_id:uuid}/lines.csv")
async def lines_file(wallet_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Stream:
    """Save every movement of a wallet."""
    async with desk.open(read_only=True) as tx:
        one = await wallets.wallet(tx, wallet_id)
    name = f"wallet-{one.currency_code.lower()}"
    return export(desk.open, lambda tx: wallets.every_line(tx, wallet_id), WalletLine, name=name)


def _choice(one: Wallet, key: str, *, current: bool) -> Choice:
    href = address("/console/wallet", owner=key, currency=one.currency_code)
    return Choice(one.currency_code, href, current)


def _line(line: WalletLine) -> Line:
    title = gettext(TITLES[line.kind])
    text = f"{title} {line.order_number}" if line.order_number else title
    href = None
    if line.event_id is not None:
        href = address(f"/console/events/{line.event_id}/orders", q=line.order_number)
        text = f"{text} · {line.event_title}" if line.event_title else text
    return Line(line.id, line.happened_at, line.kind, text, href, line.amount, line.balance_amount)


HANDLERS = [wallet, lines_file]
