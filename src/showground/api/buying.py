"""Buying over the API: carts, and turning them into orders."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, HeaderParameter, JSONBody
from msgspec import Meta

from showground.api.shapes import Amount
from showground.db.principal import Anonymous, Person
from showground.domains.payments.types import BoughtTicket, Purchase, Receipt
from showground.domains.ticketing import carts
from showground.domains.ticketing.types import Line, OrderStatus
from showground.http.counter import counter_of
from showground.http.counters import live_of
from showground.http.desk import Desk
from showground.http.guards import allow
from showground.http.holding import count_hold, count_purchase
from showground.http.idempotency import REPLAYED
from showground.http.seeing import took_step
from showground.kit.faults import Invalid
from showground.kit.ids import moment_of
from showground.kit.money import Money

Secret = Annotated[
    str | None, HeaderParameter(name="X-Cart-Secret", max_length=100, description="What proves a guest's cart.")
]
Key = Annotated[
    str,
    HeaderParameter(
        name="Idempotency-Key",
        min_length=16,
        max_length=255,
        pattern=r"^[!-~]+$",
        description="Made by the caller, one per purchase: sending it again gives the first answer.",
    ),
]
MOST_LINES = 20


class LineIn(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Some tickets of one tier."""

    tier: UUID
    quantity: Annotated[int, Meta(ge=1, le=100, examples=[2])]


Lines = Annotated[list[LineIn], Meta(min_length=1, max_length=MOST_LINES)]


class CartIn(msgspec.Struct, forbid_unknown_fields=True):
    """What to hold, of one event."""

    event: UUID
    lines: Lines


class CartOpenedOut(msgspec.Struct, frozen=True):
    """A new cart. The secret proves a guest; it is shown once."""

    id: UUID
    secret: str
    expires_at: datetime


class CartLineOut(msgspec.Struct, frozen=True):
    """Some tickets of one tier, at the price of one."""

    tier: UUID
    name: str
    quantity: int
    price_amount: int


class CartOut(msgspec.Struct, frozen=True):
    """A cart. `live` is false once its places are free again; `order` names the order it became."""

    id: UUID
    event: UUID
    live: bool
    expires_at: datetime
    order: UUID | None
    lines: list[CartLineOut]


class CheckOutIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A held cart, or lines of an event bought on the spot. Guests say who they are."""

    cart: UUID | None = None
    event: UUID | None = None
    lines: Annotated[list[LineIn], Meta(max_length=MOST_LINES)] = []
    email: Annotated[str, Meta(max_length=254, description="Guests only.", examples=["mara@example.org"])] | None = None
    name: Annotated[str, Meta(max_length=120, description="As it stands on the tickets.", examples=["Mara Lind"])] = ""
    organization: Annotated[UUID, Meta(description="The organization that buys; you must act for it.")] | None = None


class TicketBought(msgspec.Struct, frozen=True):
    """A ticket that a purchase made at once."""

    id: UUID
    tier: UUID
    code: Annotated[str, Meta(examples=["K7MQ4XW2ZP"])]


class CheckedOut(msgspec.Struct, frozen=True):
    """An order to pay, or its tickets when nothing is due. `order_token` lets a guest come back to it."""

    order: UUID
    event: UUID
    status: OrderStatus
    total: Amount
    payment: UUID | None
    pay_url: str | None
    expires_at: datetime | None
    tickets: list[TicketBought]
    order_token: Annotated[str, Meta(description="Sent as `X-Order-Token`, or `?order_token=`.")] | None


@post("/carts", operation_id="OpenCart", status_code=201, opt=allow(public=True, scope="buy"))
async def open_cart(data: JSONBody[CartIn], desk: NamedDependency[Desk]) -> CartOpenedOut:
    """Hold places for a few minutes, all or none. The secret stands in this answer only: no Idempotency-Key."""
    await count_hold(desk)
    hold = timedelta(seconds=desk.settings.hold_seconds)
    async with desk.open() as tx:
        opened = await carts.open_cart(tx, data.event, _lines(data.lines), hold_for=hold)
    took_step(desk, "cart.opened", data.event)
    return CartOpenedOut(opened.id, opened.secret, opened.expires_at)


@get("/carts/{cart_id:uuid}", operation_id="Cart", opt=allow(public=True, scope="buy"))
async def cart(cart_id: FromPath[UUID], desk: NamedDependency[Desk], secret: Secret = None) -> CartOut:
    """Show a cart to its person, or to whoever has its secret."""
    async with desk.open() as tx:
        found, lines = await carts.cart(tx, cart_id, secret=secret)
    shown = [CartLineOut(line.tier_id, line.tier_name, line.quantity, line.price_amount) for line in lines]
    return CartOut(found.id, found.event_id, found.live, found.expires_at, found.order_id, shown)


@delete("/carts/{cart_id:uuid}", operation_id="ReleaseCart", opt=allow(public=True, scope="buy"))
async def release_cart(cart_id: FromPath[UUID], desk: NamedDependency[Desk], secret: Secret = None) -> None:
    """Let a cart's places go; those of a cart that was ordered stay."""
    async with desk.open() as tx:
        await carts.release_cart(tx, cart_id, secret=secret)


@post("/orders", operation_id="CheckOut", status_code=201, opt=allow(public=True, scope="buy"))
async def check_out(
    data: JSONBody[CheckOutIn], desk: NamedDependency[Desk], key: Key, secret: Secret = None
) -> Response[CheckedOut]:
    """Turn a held cart, or lines bought on the spot, into an order: to pay, or with its tickets when nothing is due."""
    purchase = await _purchase(data, desk, secret)
    done = await counter_of(desk).till.check_out(purchase, key=key, secret=secret)
    live_of(desk).touched(purchase.event_id)
    if done.receipt.payment and not done.replayed:
        took_step(desk, "payment.opened", purchase.event_id)
    headers = {REPLAYED: "true"} if done.replayed else {}
    return Response(_checked_out(desk, done.receipt, guest=purchase.buyer is None), headers=headers)


async def _purchase(data: CheckOutIn, desk: Desk, secret: str | None) -> Purchase:
    event_id = data.event
    if data.cart is not None:
        async with desk.open() as tx:
            found, _ = await carts.cart(tx, data.cart, secret=secret)
        if event_id not in {None, found.event_id} or data.lines:
            raise Invalid("A cart has its event and lines already.", field="lines")
        event_id = found.event_id
    elif not data.lines:
        raise Invalid("Name a cart, or the lines to buy.", field="lines")
    else:
        count_purchase(desk)
    if event_id is None:
        raise Invalid("Say of which event.", field="event")
    buyer = desk.person_or_none
    name = data.name or (desk.viewer.name if desk.viewer else "")
    return Purchase(
        event_id=event_id,
        lines=_lines(data.lines),
        buyer=buyer,
        cart_id=data.cart,
        organization_id=data.organization if buyer else None,
        email=data.email if buyer is None else None,
        contact_name=name,
        link=desk.principal.link if isinstance(desk.principal, Anonymous | Person) else None,
    )


def _lines(lines: list[LineIn]) -> tuple[Line, ...]:
    return tuple(Line(line.tier, line.quantity) for line in lines)


def _checked_out(desk: Desk, receipt: Receipt, *, guest: bool) -> CheckedOut:
    # A repeat is answered as the first time, to the letter.
    token = desk.order_token(receipt.order, made_at=moment_of(receipt.order)) if guest else None
    url = f"{desk.settings.address}/pay/{receipt.payment}" if receipt.payment else None
    return CheckedOut(
        order=receipt.order,
        event=receipt.event,
        status=receipt.status,
        total=Money(receipt.total_amount, receipt.currency),
        payment=receipt.payment,
        pay_url=f"{url}?order_token={token}" if url and token else url,
        expires_at=receipt.expires_at,
        tickets=[_bought(ticket) for ticket in receipt.tickets],
        order_token=token,
    )


def _bought(ticket: BoughtTicket) -> TicketBought:
    return TicketBought(ticket.id, ticket.tier, ticket.code)


HANDLERS: list[Any] = [open_cart, cart, release_cart, check_out]
