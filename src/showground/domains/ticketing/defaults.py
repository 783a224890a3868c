"""What a new platform sells by: one fee plan that applies where nobody chose another."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from showground.db.sql import compile_query

if TYPE_CHECKING:
    from showground.db.tx import Tx

DEFAULT_PLAN = UUID("0197a000-0000-7000-8000-0000000000f1")
DEFAULT_FEE_BPS = 250
# About half a euro a paid ticket, in minor units; a currency without a row has no fixed part.
DEFAULT_FIXED = {
    "AED": 199, "ARS": 50000, "AUD": 79, "BRL": 299, "CAD": 69, "CHF": 49, "CLP": 450, "CNY": 399,
    "COP": 200000, "CZK": 1200, "DKK": 369, "EUR": 49, "GBP": 39, "HKD": 399, "HUF": 19900, "IDR": 800000,
    "ILS": 199, "INR": 4500, "JPY": 79, "KRW": 750, "KWD": 150, "MXN": 999, "NOK": 590, "NZD": 89,
    "PLN": 209, "RON": 249, "SAR": 199, "SEK": 550, "SGD": 69, "THB": 1900, "TRY": 1900, "UAH": 2000,
    "USD": 49, "ZAR": 990,
}  # fmt: skip

FIND = compile_query("ticketing.default_fee_plan", "select id from ticketing.fee_plans where is_default")
ADD_PLAN = compile_query(
    "ticketing.add_default_fee_plan",
    """
    insert into ticketing.fee_plans (id, name, fee_bps, is_default) values (:id, 'Standard', :fee_bps, true)
        on conflict do nothing
    """,
)
ADD_AMOUNTS = compile_query(
    "ticketing.add_fee_plan_amounts",
    """
    insert into ticketing.fee_plan_amounts (plan_id, currency_code, fixed_amount)
    select :plan_id, code, amount from unnest(:codes::text[], :amounts::bigint[]) as a (code, amount)
        on conflict do nothing
    """,
)


async def ensure_default_fee_plan(tx: Tx) -> UUID:
    """Return the fee plan that applies by default, made when there is none; an operator's own choice stays.

    Args:
        tx: A transaction of the worker: only service_role writes fee plans.
    """
    found: UUID | None = await tx.value(FIND)
    if found is not None:
        return found
    await tx.run(ADD_PLAN, id=DEFAULT_PLAN, fee_bps=DEFAULT_FEE_BPS)
    await tx.run(ADD_AMOUNTS, plan_id=DEFAULT_PLAN, codes=list(DEFAULT_FIXED), amounts=list(DEFAULT_FIXED.values()))
    made: UUID = await tx.value(FIND)
    return made
