"""How buying and coming in can fail."""

from __future__ import annotations

from showground.kit.faults import Conflict, Fault, Invalid, Kind, Refused, Unknown


class SoldOut(Fault):
    """Not enough places."""

    kind, code = Kind.CONFLICT, "ticketing.sold_out"
    says = "Not enough places left at this price. Nothing was charged."


class NotOnSale(Conflict):
    """The event or the tier is not sold now."""

    code = "ticketing.not_on_sale"
    says = "These tickets are not on sale at the moment. Nothing was charged."


class PriceChanged(Conflict):
    """The tier was edited since it was shown."""

    code = "ticketing.price_changed"
    says = "The organizer has just changed this ticket. Look at it again before you buy; nothing was charged."


class NoSuchTier(Unknown):
    """A tier that this event does not have."""

    code = "ticketing.no_such_tier"
    says = "This event has no such ticket."


class QuantityRefused(Invalid):
    """Fewer or more tickets than an order may have."""

    code = "ticketing.quantity"
    says = "This number of tickets cannot be bought in one order."


class HoldExpired(Conflict):
    """A hold ran out."""

    code = "ticketing.hold_expired"
    says = "Your reservation has run out and its places are free again. Choose once more; nothing was charged."


class CartUsed(Conflict):
    """One cart makes one order."""

    code = "ticketing.cart_used"
    says = "This cart was already ordered."


class CapacityTaken(Conflict):
    """A capacity below what is held and sold."""

    code = "ticketing.capacity_taken"
    says = "More places than that are already sold or reserved."


class EventMovesForward(Conflict):
    """A state that cannot be reached from the present one."""

    code = "ticketing.order_state"
    says = "The order is not in a state that allows this."


class ScannerRefused(Refused):
    """Somebody scans for an event he does not work for."""

    code = "ticketing.scanner_refused"
    says = "You may not scan for this event."


class NotAdmitted(Conflict):
    """A code that does not open the door, where only an exit code can say so."""

    code = "ticketing.not_admitted"
    says = "Not admitted."


CONSTRAINTS: dict[str, type[Fault]] = {
    "pools_not_oversold": CapacityTaken,
    "orders_once_a_cart": CartUsed,
}
STATES: dict[str, type[Fault]] = {
    "SG001": SoldOut,
    "SG031": EventMovesForward,
    "SG032": EventMovesForward,
    "SG033": ScannerRefused,
}
