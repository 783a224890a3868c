"""The money of the world: wallets, the ledger's moves, payments and refunds."""

from __future__ import annotations

from tests.make.world.plan import ADMINS, NOBODY, OWNER, in_hours
from tests.make.world.sales import SALES

from showground.kit.ids import uuid7


async def plant_money(world):
    """Plant the domain payments."""
    await _wallets(world)
    await _moves(world)
    for name in SALES:
        await _payment(world, name)
    _new_money(world)


async def _wallets(world):
    accounts = {"clearing": {"kind": "provider_clearing"}, "fees": {"kind": "platform_fee"}}
    wallets = {"us": ("org_id", ADMINS), "rivals": ("org_id", NOBODY), "owner": ("user_id", OWNER)}
    owners = {name: column for name, (column, _) in wallets.items()} | {"outsider": "user_id"}  # who has no wallet yet
    accounts |= {name: {"kind": "wallet", column: world[name]} for name, column in owners.items()}
    for number, (name, values) in enumerate(accounts.items(), 900):
        world.ids[f"account {name}"] = number
        await world.connection.execute(
            "insert into payments.accounts (id, kind, currency_code, org_id, user_id) overriding system value "
            "values ($1, $2, 'EUR', $3, $4)",
            number,
            values["kind"],
            values.get("org_id"),
            values.get("user_id"),
        )
    world.rows["payments.accounts"] = []
    for name, (column, admins) in wallets.items():
        await world.plant(
            "payments.org_wallets",
            select=admins,
            id=world[f"wallet {name}"],
            **{column: world[name]},
            account_id=world[f"account {name}"],
            currency_code="EUR",
        )
        await world.plant(
            "payments.wallet_snapshots", select=admins, wallet_id=world[f"wallet {name}"], before="3", balance=0
        )
        await world.plant(
            "payments.payout_accounts",
            select=admins,
            id=uuid7(),
            **{column: world[name]},
            provider="manual",
            provider_ref=name,
            label="Bank",
        )


async def _moves(world):
    """Plant the sale of each order: clearing to the seller's wallet, and its line."""
    for name, (event, _, _) in SALES.items():
        happening = world.events[event]
        await world.plant("payments.journals", **journal(world, f"journal {name}", world[f"payment {name}"]))
        moved = transfer(world, f"journal {name}", happening.seller)
        fee = {"line": 2, "credit_account": world["account fees"], "amount": 100}
        await world.plant("payments.transfers", **moved)
        await world.plant("payments.transfers", **{**moved, **fee})
        await world.plant(
            "payments.org_wallet_transactions", select=happening.admins, **wallet_line(world, name, event), id=uuid7()
        )


def journal(world, name, source):
    """Return the columns of a journal."""
    return {"id": world[name], "kind": "sale", "source_type": "payment", "source_id": source}


def transfer(world, journal_name, seller):
    """Return the columns of a line from clearing to a seller's wallet."""
    return {
        "journal_id": world[journal_name],
        "line": 1,
        "debit_account": world["account clearing"],
        "credit_account": world[f"account {seller}"],
        "currency_code": "EUR",
        "amount": 2000,
    }


def wallet_line(world, name, event):
    """Return the columns of a wallet's line that mirrors the transfer."""
    seller = world.events[event].seller
    return {
        "wallet_id": world[f"wallet {seller}"],
        "account_id": world[f"account {seller}"],
        "kind": "sale",
        "amount": 2000,
        "currency_code": "EUR",
        "journal_id": world[f"journal {name}"],
        "line": 1,
        "debit_account": world["account clearing"],
        "credit_account": world[f"account {seller}"],
    }


async def _payment(world, name):
    event, _, mine = SALES[name]
    seen = mine | world.events[event].payers
    await world.plant("payments.payments", select=seen, **payment(world, name), id=world[f"payment {name}"])
    await world.plant("payments.refunds", select=seen, **refund(world, name), id=world[f"refund {name}"])
    await world.plant(
        "payments.refund_lines",
        select=seen,
        refund_id=world[f"refund {name}"],
        order_id=world[f"order {name}"],
        order_item_id=world[f"item {name}"],
        amount=500,
        tax_amount=0,
        fee_amount=0,
    )
    await world.plant("payments.inbox", id=uuid7(), provider="test", notice_id=name, kind="captured", body={})


def payment(world, name):
    """Return the columns of a captured payment."""
    event = SALES[name][0]
    return {
        "order_id": world[f"order {name}"],
        "event_id": world[event],
        **world.seller(event),
        "provider": "test",
        "status": "captured",
        "currency_code": "EUR",
        "amount": 2100,
        "captured_amount": 2100,
        "refund_pending_amount": 500,
        "captured_at": in_hours(-1),
    }


def refund(world, name):
    """Return the columns of a refund on its way."""
    event = SALES[name][0]
    return {
        "payment_id": world[f"payment {name}"],
        "order_id": world[f"order {name}"],
        "event_id": world[event],
        **world.seller(event),
        "amount": 500,
        "reason": "ill",
    }


def _new_money(world):
    name, mine = "journal new", world["owner"]
    world.sprout("payments.accounts", "any", kind="wallet", currency_code="JPY", user_id=mine)
    world.sprout(
        "payments.org_wallets",
        "any",
        id=uuid7(),
        user_id=world["outsider"],
        currency_code="EUR",
        account_id=world["account outsider"],
    )
    world.sprout("payments.wallet_snapshots", "any", wallet_id=world["wallet us"], before="4", balance=0)
    world.sprout(
        "payments.payout_accounts", "any", id=uuid7(), user_id=mine, provider="test", provider_ref="new", label="Mine"
    )
    new_journal = journal(world, name, uuid7())
    new_transfer = transfer(world, name, "owner")
    world.sprout("payments.journals", "any", **new_journal)
    world.sprout("payments.transfers", "any", **new_transfer, parents=[("payments.journals", new_journal)])
    world.sprout(
        "payments.org_wallet_transactions",
        "any",
        **{**wallet_line(world, "customer", "own"), "id": uuid7(), "journal_id": world[name]},
        parents=[("payments.journals", new_journal), ("payments.transfers", new_transfer)],
    )
    world.sprout("payments.payments", "any", **payment(world, "buyer"), id=uuid7())
    world.sprout("payments.refunds", "any", **refund(world, "buyer"), id=(new := uuid7()))
    world.sprout(
        "payments.refund_lines",
        "any",
        refund_id=new,
        order_id=world["order buyer"],
        amount=1,
        tax_amount=0,
        fee_amount=0,
        order_item_id=world["item buyer"],
        parents=[("payments.refunds", {**refund(world, "buyer"), "id": new})],
    )
    world.sprout("payments.inbox", "any", id=uuid7(), provider="test", notice_id="new", kind="captured", body={})
