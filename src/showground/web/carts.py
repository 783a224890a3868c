"""Pages of buying: choosing tickets, checkout, letting go. Works without scripts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody

from showground.db.principal import Anonymous, Person
from showground.domains.events import service as events
from showground.domains.events import store as events_store
from showground.domains.payments.types import Purchase
from showground.domains.ticketing import carts, rules
from showground.domains.ticketing import service as ticketing
from showground.domains.ticketing.types import Line
from showground.http.counter import counter_of
from showground.http.counters import live_of
from showground.http.desk import Desk
from showground.http.faults import STATUS
from showground.http.guards import allow
from showground.http.holding import count_hold
from showground.http.seeing import took_step
from showground.kit.faults import Fault, Invalid, TooMany, Unknown
from showground.kit.words import gettext
from showground.web import guests, views
from showground.web.events import show_event, shown
from showground.web.shell import errors_of, go, show

if TYPE_CHECKING:
    from showground.domains.ticketing.types import Cart, Quote

MOST_OF_A_LINE = 100


class ContactForm(msgspec.Struct):
    """What checkout posts; people who are signed in post nothing."""

    name: str = ""
    email: str = ""


class CartLineView(msgspec.Struct, frozen=True):
    """A line of the summary."""

    tier_name: str
    quantity: int
    total_amount: int


class CartView(msgspec.Struct, frozen=True):
    """A cart with what it costs."""

    id: UUID
    lines: list[CartLineView]
    subtotal_amount: int
    fee_amount: int
    tax_amount: int
    discount_amount: int
    total_amount: int
    currency_code: str
    expires_at: datetime


@post("/events/{slug:str}/cart", opt=allow(public=True))
async def open_cart(slug: FromPath[str], request: Request[Any, Any, Any], desk: NamedDependency[Desk]) -> Response[Any]:
    """Hold what somebody chose and go on to checkout; else show the event again and say why not."""
    chosen = _chosen(dict(await request.form()))
    try:
        await count_hold(desk)
        lines = [Line(UUID(tier), quantity) for tier, quantity in chosen.items() if quantity]
        async with desk.open() as tx:
            event = await events.event(tx, slug=slug)
            hold = timedelta(seconds=desk.settings.hold_seconds)
            opened = await carts.open_cart(tx, event.id, lines, hold_for=hold)
    except (TooMany, Unknown):
        raise
    except Fault as fault:
        again = await shown(desk, slug, fresh=True)
        errors = {"form": fault.sentence}
        return show_event(desk, again, status_code=STATUS[fault.kind], quantities=chosen, errors=errors)
    guests.keep_cart(desk, opened.id, opened.secret)
    took_step(desk, "cart.opened", event.id)
    return go(desk, f"/checkout/{opened.id}")


def _chosen(form: dict[str, Any]) -> dict[str, int]:
    """Return how many of each tier a form asks for; what is no number or no tier counts as nothing."""
    chosen: dict[str, int] = {}
    for name, value in form.items():
        if not name.startswith("tier-") or not str(value).strip().isdecimal():
            continue
        try:
            tier = UUID(name.removeprefix("tier-"))
        except ValueError:
            continue
        chosen[str(tier)] = min(int(str(value)[:6]), MOST_OF_A_LINE + 1)
    return chosen


@get("/checkout/{cart_id:uuid}", opt=allow(public=True))
async def checkout_page(cart_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Response[Any]:
    """Show what is held, what it costs, and where the tickets shall go."""
    return await _checkout(desk, cart_id, values={}, errors={}, first=True)


@post("/checkout/{cart_id:uuid}", opt=allow(public=True))
async def check_out(
    cart_id: FromPath[UUID], data: URLEncodedBody[ContactForm], desk: NamedDependency[Desk]
) -> Response[Any]:
    """Order the cart and go on to the payment, or to the tickets when nothing is due. Sending it twice orders once."""
    secret = guests.secret_of_cart(desk, cart_id)
    async with desk.open() as tx:
        cart, _ = await carts.cart(tx, cart_id, secret=secret)
    if cart.order_id is not None:
        return go(desk, f"/orders/{cart.order_id}")
    name, email = data.name.strip(), data.email.strip()
    try:
        if desk.viewer is None:
            _check_contact(name, email)
        done = await counter_of(desk).till.check_out(
            Purchase(
                event_id=cart.event_id,
                lines=(),
                buyer=desk.viewer.user_id if desk.viewer else None,
                cart_id=cart_id,
                email=None if desk.viewer else email,
                contact_name=desk.viewer.name if desk.viewer else name,
                link=_link(desk),
            ),
            key=f"cart:{cart_id}:{name}:{email}"[:255] if desk.viewer is None else f"cart:{cart_id}",
            secret=secret,
        )
    except (TooMany, Unknown):
        raise
    except Fault as fault:
        values = {"name": name, "email": email}
        return await _checkout(desk, cart_id, values=values, errors=errors_of(fault), status_code=STATUS[fault.kind])
    receipt = done.receipt
    live_of(desk).touched(receipt.event)
    if receipt.payment and not done.replayed:
        took_step(desk, "payment.opened", receipt.event)
    if desk.viewer is None:
        guests.keep_order(desk, receipt.order)
    return go(desk, f"/pay/{receipt.payment}" if receipt.payment else f"/orders/{receipt.order}?fresh=1")


def _check_contact(name: str, email: str) -> None:
    local, _, domain = email.partition("@")
    if not name:
        raise Invalid("Tell the door your name.", field="name")
    if len(name) > 120:
        raise Invalid("This name is longer than 120 signs.", field="name")
    if not local or "." not in domain or " " in email or "@" in domain or len(email) > 254:
        raise Invalid("This is not a whole e-mail address.", field="email")


def _link(desk: Desk) -> str | None:
    return desk.principal.link if isinstance(desk.principal, Anonymous | Person) else None


@post("/checkout/{cart_id:uuid}/release", opt=allow(public=True))
async def release_cart(cart_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Response[Any]:
    """Let the held places go and return to the event."""
    secret = guests.secret_of_cart(desk, cart_id)
    async with desk.open() as tx:
        cart, _ = await carts.cart(tx, cart_id, secret=secret)
        await carts.release_cart(tx, cart_id, secret=secret)
        [event] = await events_store.cards(tx, [cart.event_id])
    guests.forget_cart(desk, cart_id)
    return go(desk, f"/events/{event.slug}", notice=gettext("Your seats are back on sale."), tone="cool")


async def _checkout(
    desk: Desk,
    cart_id: UUID,
    *,
    values: dict[str, str],
    errors: dict[str, str],
    status_code: int = 200,
    first: bool = False,
) -> Response[Any]:
    secret = guests.secret_of_cart(desk, cart_id)
    desk.is_private = True
    async with desk.open() as tx:
        cart, held = await carts.cart(tx, cart_id, secret=secret)
        if cart.order_id is not None:
            return go(desk, f"/orders/{cart.order_id}")
        offer = await ticketing.offer(tx, cart.event_id)
        [event] = await events_store.cards(tx, [cart.event_id])
    if first:
        took_step(desk, "checkout.opened", cart.event_id)
    now = datetime.now(UTC)
    quote = rules.price([Line(line.tier_id, line.quantity) for line in held], offer)
    return show(
        desk,
        "ticketing/checkout.html",
        status_code=status_code,
        cart=_cart_view(cart, [(line.tier_name, line.quantity, line.price_amount) for line in held], quote),
        event=views.card(event, None, now=now),
        values=values,
        errors=errors,
        now=now,
    )


def _cart_view(cart: Cart, lines: list[tuple[str, int, int]], quote: Quote) -> CartView:
    return CartView(
        id=cart.id,
        lines=[CartLineView(name, quantity, quantity * price) for name, quantity, price in lines],
        subtotal_amount=quote.subtotal_amount,
        fee_amount=quote.total_amount - quote.subtotal_amount,
        tax_amount=quote.tax_amount,
        discount_amount=0,
        total_amount=quote.total_amount,
        currency_code=quote.currency_code,
        expires_at=cart.expires_at,
    )


HANDLERS = [open_cart, checkout_page, check_out, release_cart]
