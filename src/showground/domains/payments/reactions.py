"""What payments does when something has happened. Each reaction may run twice: the second time changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.domains.payments import refunds
from showground.domains.payments.facts import RefundDue

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from showground.db.tx import Database
    from showground.domains.payments.ports import Providers
    from showground.domains.payments.types import Pace


def reactions(
    providers: Providers, pace: Pace
) -> dict[type[RefundDue], list[Callable[[Database, RefundDue], Awaitable[None]]]]:
    """Return the reactions of payments, which need somebody who sends money."""

    async def send_refunds(db: Database, _fact: RefundDue) -> None:
        await refunds.carry_out(db, providers, pace=pace)

    return {RefundDue: [send_refunds]}
