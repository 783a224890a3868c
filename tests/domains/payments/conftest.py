"""The books of one shop, read back by plain SQL."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.races.crowd import purchase, till
from tests.races.test_sales import captured

from showground.domains.payments.notices import Cashier
from showground.domains.payments.ports import Providers
from showground.gateways.payments.test_provider import TestProvider
from showground.kit.ids import uuid7
from showground.schema.invariants import verdicts_in

BOOKS = """
select (select o.status::text from ticketing.orders o where o.id = p.order_id) as "order", p.status::text as payment,
       p.captured_amount::bigint as captured, p.refund_pending_amount::bigint as pending,
       p.refunded_amount::bigint as refunded,
       (select count(*) from ticketing.order_items i join ticketing.tickets t on t.id = i.ticket_id
         where i.order_id = p.order_id and t.status = 'valid') as tickets,
       (select coalesce(sum(t.amount), 0)::bigint from payments.org_wallet_transactions t
         where t.related_order_id = p.order_id) as wallet,
       array(select j.kind::text from payments.journals j
              where j.source_id = p.id or j.source_id in (select r.id from payments.refunds r where r.payment_id = p.id)
              order by j.id) as journals
  from payments.payments p where p.id = $1
"""


@pytest.fixture
def books(sql):
    """What the tables say of a payment."""

    async def read(receipt):
        return dict(await sql.fetchrow(BOOKS, receipt.payment))

    return read


@pytest.fixture
def balances(sql):
    """Each account of a currency with debits less credits: their sum is the trial balance."""

    async def read(currency):
        rows = await sql.fetch(
            "select a.kind::text, "
            "sum(case when t.debit_account = a.id then t.amount::bigint else -t.amount::bigint end)::bigint as net "
            "from payments.accounts a join payments.transfers t on a.id in (t.debit_account, t.credit_account) "
            "where a.currency_code = $1 group by 1",
            currency,
        )
        return {row["kind"]: row["net"] for row in rows}

    return read


@pytest.fixture
async def sound(sql):
    """Afterwards every invariant holds."""
    yield
    transaction = sql.transaction(isolation="repeatable_read", readonly=True)
    await transaction.start()
    verdicts = await verdicts_in(sql, patience=timedelta(days=1))
    await transaction.rollback()
    assert [verdict for verdict in verdicts if not verdict.holds] == []


@pytest.fixture
def bank(tmp_path):
    """A test provider with books of its own."""
    return TestProvider(b"k", tmp_path / "books.sqlite3")


@pytest.fixture
def providers(bank) -> Providers:
    """The test provider, by its name."""
    return {"test": bank}


@pytest.fixture
def ordered(make):
    """An order that waits for its payment."""

    async def order(shop, buyer=None, *, quantity=1):
        return (await till(make.db).check_out(purchase(shop, buyer, quantity=quantity), key=f"key-{uuid7()}")).receipt

    return order


@pytest.fixture
def paid(make, ordered):
    """An order that is paid."""

    async def order(shop, buyer=None, *, quantity=1):
        receipt = await ordered(shop, buyer, quantity=quantity)
        assert await Cashier(make.db).accept(captured(receipt)) == "settled"
        return receipt

    return order


@pytest.fixture
def expire(sql):
    """Let the time of an event's carts and orders be over."""

    async def end(shop):
        await sql.execute(
            "update ticketing.orders set expires_at = now() - interval '1 s' "
            "where event_id = $1 and status = 'pending'",
            shop.event_id,
        )
        await sql.execute(
            "update ticketing.holds set expires_at = now() - interval '1 s' where event_id = $1 and state = 'active'",
            shop.event_id,
        )

    return end
