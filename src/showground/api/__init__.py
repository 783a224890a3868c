"""The API under /api/v1: one adapter file per domain, collected here. Each lists its handlers as `HANDLERS`."""

from __future__ import annotations

from litestar import Router
from litestar.di import Provide

from showground.api import (
    accounts,
    audience,
    buying,
    consents,
    devices,
    docs,
    door,
    events,
    finding,
    identities,
    invitations,
    leaving,
    log,
    managing,
    notifications,
    operating,
    org_keys,
    organizations,
    payments,
    pictures,
    refunds,
    selling,
    staffing,
    ticketing,
    tiers,
    users,
    wallets,
)
from showground.http.desk import provide_desk
from showground.http.guards import api_guard

PREFIX = "/api/v1"
HANDLERS = [
    *docs.HANDLERS,
    *users.HANDLERS,
    *notifications.HANDLERS,
    *consents.HANDLERS,
    *leaving.HANDLERS,
    *accounts.HANDLERS,
    *identities.HANDLERS,
    *events.HANDLERS,
    *buying.HANDLERS,
    *ticketing.HANDLERS,
    *payments.HANDLERS,
    *refunds.HANDLERS,
    *organizations.HANDLERS,
    *invitations.HANDLERS,
    *log.HANDLERS,
    *managing.HANDLERS,
    *tiers.HANDLERS,
    *selling.HANDLERS,
    *finding.HANDLERS,
    *staffing.HANDLERS,
    *audience.HANDLERS,
    *door.HANDLERS,
    *devices.HANDLERS,
    *org_keys.HANDLERS,
    *wallets.HANDLERS,
    *pictures.HANDLERS,
    *operating.HANDLERS,
]


def api_router() -> Router:
    """Return everything under /api/v1; closed to nobody-in-particular unless a route says `opt=allow(public=True)`."""
    return Router(PREFIX, route_handlers=HANDLERS, dependencies={"desk": Provide(provide_desk)}, guards=[api_guard])
