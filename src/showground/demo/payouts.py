"""What has left the platform: a part of each wallet, paid out the day before."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from showground.db.sql import compile_query
from showground.demo.clubs import open_payout_accounts
from showground.demo.ledger import TABLES, Ledger
from showground.demo.loading import Batch
from showground.demo.world import DAY

if TYPE_CHECKING:
    from showground.demo.world import World

PERCENT = 40
LINES = {"journals", "transfers", "org_wallet_transactions"}
POSTED = {table: names for table, names in TABLES.items() if table.rpartition(".")[2] in LINES}
BALANCES = compile_query(
    "demo.balances",
    """
    select coalesce(w.org_id, w.user_id), w.currency_code, sum(l.amount)::bigint
      from payments.org_wallets w join payments.org_wallet_transactions l on l.wallet_id = w.id
     group by w.id having sum(l.amount) > 0
     order by w.id
    """,
)


class Balance(msgspec.Struct, frozen=True):
    """What the platform owes somebody in a currency, in minor units."""

    owner: UUID
    currency: str
    amount: int


async def pay_out(world: World) -> None:
    """Pay out two fifths of every wallet to its owner's first account, once for each."""
    accounts = await open_payout_accounts(world)
    batch, book = Batch(world.loader, POSTED), Ledger(world, world.chance(25))
    for balance in await world.loader.tx.all(BALANCES, Balance):
        amount = balance.amount * PERCENT // 100
        account = accounts.pop(balance.owner, None)
        if amount and account:
            book.post_payout(balance.owner, balance.currency, account, amount, world.now - DAY / 2, batch)
    await batch.flush()
