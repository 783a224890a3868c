"""Who pays the platform's fee of an event: the choice on the page of its tickets, each with an example."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody

from showground.domains.events.managing import service as managing
from showground.domains.ticketing import rules
from showground.domains.ticketing import service as ticketing
from showground.domains.ticketing.types import FeeExample, FeePayer
from showground.http.desk import Desk
from showground.kit.words import gettext
from showground.web.shell import go

if TYPE_CHECKING:
    from showground.domains.ticketing.types import SaleTerms


class FeesForm(msgspec.Struct):
    """What the choice posts."""

    payer: FeePayer


class Fees(msgspec.Struct, frozen=True):
    """The fee as the page shows it: what each choice means for one ticket."""

    payer: FeePayer
    fee_bps: int
    fixed_amount: int
    currency_code: str
    by_buyer: FeeExample
    by_organizer: FeeExample


def fees(terms: SaleTerms) -> Fees:
    """Return what the page shows of an event's fee."""
    return Fees(
        payer=terms.fee_payer,
        fee_bps=terms.fee_bps,
        fixed_amount=terms.fixed_amount,
        currency_code=terms.currency_code,
        by_buyer=rules.fee_example(terms.example_amount, terms.plan, "buyer"),
        by_organizer=rules.fee_example(terms.example_amount, terms.plan, "organizer"),
    )


@post("/console/events/{event_id:uuid}/fees")
async def set_fee_payer(
    event_id: FromPath[UUID], data: URLEncodedBody[FeesForm], desk: NamedDependency[Desk]
) -> Response[Any]:
    """Choose who pays the fee of what is sold from now on."""
    async with desk.open() as tx:
        await managing.edited(tx, event_id)
        await ticketing.set_fee_payer(tx, event_id, data.payer)
    said = (
        gettext("Buyers pay the fee on top.") if data.payer == "buyer" else gettext("You pay the fee out of the price.")
    )
    return go(desk, f"/console/events/{event_id}/tiers", notice=said)


HANDLERS = [set_fee_payer]
