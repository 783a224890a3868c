"""The money of the demo: payments, refunds, and their lines in ledger and wallets, each tied to its transfer."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from showground.db.sql import compile_query
from showground.demo.loading import Batch, moment
from showground.demo.world import DAY
from showground.gateways.payments.messages import Notice

if TYPE_CHECKING:
    from showground.demo.chance import Chance
    from showground.demo.sales import Order, Unit
    from showground.demo.world import Happening, World

REFUNDED = 0.04
GROUP = 5  # of which two cannot come after all, where everything is to be shown
PLATFORM = ("provider_clearing", "platform_fee", "refund_clearing")
TABLES = {
    "payments.payments": (
        "id order_id event_id seller_org_id seller_user_id provider provider_ref status currency_code "
        "amount captured_amount refund_pending_amount refunded_amount created_at captured_at ask_at"
    ),
    "payments.inbox": "id provider notice_id payment_id kind body received_at processed_at outcome",
    "payments.refunds": (
        "id payment_id order_id event_id seller_org_id seller_user_id status amount reason provider_ref "
        "created_at settled_at due_at"
    ),
    "payments.refund_lines": "refund_id order_id order_item_id amount tax_amount fee_amount",
    "payments.journals": "id kind source_type source_id created_at",
    "payments.transfers": "journal_id line debit_account credit_account currency_code amount",
    "payments.org_wallet_transactions": (
        "id wallet_id account_id kind amount currency_code journal_id line debit_account credit_account "
        "related_order_id related_event_id created_at"
    ),
}
ACCOUNTS = compile_query(
    "demo.accounts",
    "select id, kind::text, currency_code, coalesce(org_id, user_id) from payments.accounts order by id",
)


class Account(msgspec.Struct, frozen=True):
    """An account of the ledger; `owner` is null for the platform's."""

    id: int
    kind: str
    currency: str
    owner: UUID | None


async def open_ledger(world: World) -> Ledger:
    """Open the platform's accounts in every currency, and a wallet for everybody who sells in one."""
    chance = world.chance(12)
    currencies = sorted({event.currency for event in world.sold_at})
    sellers = {(event.owner, event.currency): event.seller for event in world.sold_at}
    rows: list[tuple[object, ...]] = [(kind, code, None, None) for code in currencies for kind in PLATFORM]
    rows += [("wallet", currency, *sellers[owner, currency]) for owner, currency in sorted(sellers)]
    await world.loader.rows("payments.accounts", "kind currency_code org_id user_id", rows)
    for account in await world.loader.tx.all(ACCOUNTS, Account):
        if account.owner is None:
            world.accounts[account.kind, account.currency] = account.id
        else:
            at = world.now - 300 * DAY
            world.wallets[account.owner, account.currency] = (chance.id(at), account.id)
    await world.loader.rows(
        "payments.org_wallets",
        "id org_id user_id account_id currency_code created_at",
        [
            (wallet, *sellers[key], account, key[1], moment(world.now - 300 * DAY))
            for key, (wallet, account) in world.wallets.items()
        ],
    )
    return Ledger(world, world.chance(13))


class Ledger:
    """Posts what orders, refunds and sponsorships move."""

    def __init__(self, world: World, chance: Chance) -> None:
        self._world, self._chance = world, chance

    def settle(self, order: Order, batch: Batch) -> dict[UUID, float]:
        """Write the payment of an order and its posting; return when each unit that went back was refunded."""
        if not order.total:
            return {}
        event, chance = order.shelf.event, self._chance
        payment = chance.id(order.at)
        paid = order.status == "paid"
        provider = "manual" if chance.hits(0.06) else "test"
        back = self._units_back(order, at_once=provider == "manual") if paid else []
        pending = sum(unit.total for unit, _, done in back if not done)
        done = sum(unit.total for unit, _, done in back if done)
        status = {"paid": "captured", "pending": "created", "expired": "failed"}.get(order.status, "cancelled")
        batch.add(
            "payments.payments", payment, order.id, event.id, *event.seller, provider,
            f"{provider}_{payment}" if paid else None, status, event.currency, order.total,
            order.total if paid else 0, pending, done, moment(order.at), moment(order.at + 90) if paid else None,
            moment(order.at),
        )  # fmt: skip
        if paid:
            self._post_sale(order, payment, batch)
            if provider == "test":
                self._notice(order, payment, batch)
        for unit, at, settled in back:
            self._refund(order, payment, unit, at, batch, settled=settled)
        return {unit.id: at for unit, at, _ in back}

    def _notice(self, order: Order, payment: UUID, batch: Batch) -> None:
        """Add what the provider said, as it came in and was processed."""
        event, notice_id = order.shelf.event, f"{payment}:succeed"
        body = Notice("test", notice_id, payment, "captured", order.total, event.currency, f"test_{payment}")
        at = moment(order.at + 90)
        batch.add(
            "payments.inbox", self._chance.id(order.at + 90), "test", notice_id, payment, "captured",
            msgspec.json.encode(body).decode(), at, at, "settled",
        )  # fmt: skip

    def _units_back(self, order: Order, *, at_once: bool) -> list[tuple[Unit, float, bool]]:
        """Choose which units are refunded, when, and whether the provider has confirmed it.

        Args:
            at_once: Nobody but the seller has to confirm it.
        """
        event, chance = order.shelf.event, self._chance
        on_show = event is self._world.special["showcase"]
        if not (len(order.units) >= GROUP if on_show else chance.hits(REFUNDED)):
            return []
        able = [unit for unit in order.units if unit.tier and unit.total]
        chosen = able[: 2 if len(able) > 3 else 1]
        latest = min(event.starts, self._world.now - 600)
        if latest <= order.at + 200:
            return []
        first = chance.between(order.at + 200, latest)
        return [
            (unit, min(first + 30 * number, latest), at_once or chance.hits(0.85)) for number, unit in enumerate(chosen)
        ]

    def _post_sale(self, order: Order, payment: UUID, batch: Batch) -> None:
        event = order.shelf.event
        clearing, fees = (self._world.accounts[kind, event.currency] for kind in PLATFORM[:2])
        journal = self._journal("sale", "payment", payment, order.at + 90, batch)
        _, wallet = self._world.wallets[event.owner, event.currency]
        if order.total > order.fee:
            amount = order.total - order.fee
            self._transfer(journal, 1, (clearing, wallet), event.currency, amount, batch)
            self._line(journal, 1, (clearing, wallet), "sale", amount, event, order.id, order.at + 90, batch)
        if order.fee:
            self._transfer(journal, 2, (clearing, fees), event.currency, order.fee, batch)

    def _refund(self, order: Order, payment: UUID, unit: Unit, at: float, batch: Batch, *, settled: bool) -> None:
        """Take a unit back: all of it from the wallet, for fees stay; and out when the provider confirms."""
        event, refund = order.shelf.event, self._chance.id(at)
        batch.add(
            "payments.refunds", refund, payment, order.id, event.id, *event.seller, "done" if settled else "pending",
            unit.total,
            "The buyer cannot come", f"re_{refund.hex[8:]}" if settled else None, moment(at),
            moment(at + 300) if settled else None, moment(at),
        )  # fmt: skip
        batch.add("payments.refund_lines", refund, order.id, unit.id, unit.total, unit.tax, unit.fee)
        clearing, _, back = (self._world.accounts[kind, event.currency] for kind in PLATFORM)
        _, wallet = self._world.wallets[event.owner, event.currency]
        journal = self._journal("refund", "refund", refund, at, batch)
        self._transfer(journal, 1, (wallet, back), event.currency, unit.total, batch)
        self._line(journal, 1, (wallet, back), "refund", -unit.total, event, order.id, at, batch)
        if settled:
            journal = self._journal("refund_settled", "refund", refund, at + 300, batch)
            self._transfer(journal, 1, (back, clearing), event.currency, unit.total, batch)

    def post_sponsorship(self, event: Happening, source: UUID, amount: int, at: float, batch: Batch) -> UUID:
        """Post what a sponsor paid; return the wallet line."""
        clearing = self._world.accounts["provider_clearing", event.currency]
        _, wallet = self._world.wallets[event.owner, event.currency]
        journal = self._journal("sponsorship", "sponsorship", source, at, batch)
        self._transfer(journal, 1, (clearing, wallet), event.currency, amount, batch)
        return self._line(journal, 1, (clearing, wallet), "sponsorship", amount, event, None, at, batch)

    def post_payout(  # noqa: PLR0917 - a row, told in its own order
        self, owner: UUID, currency: str, payout_account: UUID, amount: int, at: float, batch: Batch
    ) -> None:
        """Post what left a wallet for its owner's bank."""
        clearing = self._world.accounts["provider_clearing", currency]
        wallet, account = self._world.wallets[owner, currency]
        journal = self._journal("payout", "payout_account", payout_account, at, batch)
        self._transfer(journal, 1, (account, clearing), currency, amount, batch)
        batch.add(
            "payments.org_wallet_transactions", self._chance.id(at), wallet, account, "payout", -amount, currency,
            journal, 1, account, clearing, None, None, moment(at),
        )  # fmt: skip

    def _journal(self, kind: str, source_type: str, source: UUID, at: float, batch: Batch) -> UUID:
        journal = self._chance.id(at)
        batch.add("payments.journals", journal, kind, source_type, source, moment(at))
        return journal

    def _transfer(  # noqa: PLR0917 - a row, told in its own order
        self, journal: UUID, line: int, sides: tuple[int, int], currency: str, amount: int, batch: Batch
    ) -> None:
        batch.add("payments.transfers", journal, line, *sides, currency, amount)

    def _line(  # noqa: PLR0917 - a row of nine facts, told in its own order
        self, journal: UUID, line: int, sides: tuple[int, int], kind: str, amount: int, event: Happening,
        order: UUID | None, at: float, batch: Batch,
    ) -> UUID:  # fmt: skip
        identity = self._chance.id(at)
        wallet, account = self._world.wallets[event.owner, event.currency]
        batch.add(
            "payments.org_wallet_transactions", identity, wallet, account, kind, amount, event.currency, journal,
            line, *sides,
            order, event.id, moment(at),
        )  # fmt: skip
        return identity
