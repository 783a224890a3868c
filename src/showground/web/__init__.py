"""The web pages: templates, their environment, and one adapter file per domain, collected here as `HANDLERS`."""

from __future__ import annotations

from litestar import Router
from litestar.datastructures import CacheControlHeader
from litestar.di import Provide
from litestar.static_files import create_static_files_router

from showground.http.desk import provide_desk
from showground.http.guards import allow, web_guard
from showground.web import (
    api_docs,
    carts,
    console_audience,
    console_devices,
    console_door,
    console_events,
    console_fees,
    console_forms,
    console_home,
    console_keys,
    console_languages,
    console_log,
    console_money,
    console_refunds,
    console_sales,
    console_staff,
    design,
    door,
    events,
    factors,
    finding,
    invitations,
    leaving,
    links,
    mail,
    me,
    notifications,
    operator_home,
    operator_organizations,
    operator_people,
    operator_queue,
    operator_schema,
    operator_settings,
    organizations,
    payments,
    pictures,
    security,
    ticketing,
    users,
    vouching,
)
from showground.web.assets import STATIC

YEAR_SECONDS = 31_536_000
HANDLERS = [
    *events.HANDLERS,
    *carts.HANDLERS,
    *payments.HANDLERS,
    *ticketing.HANDLERS,
    *users.HANDLERS,
    *vouching.HANDLERS,
    *me.HANDLERS,
    *notifications.HANDLERS,
    *leaving.HANDLERS,
    *security.HANDLERS,
    *factors.HANDLERS,
    *links.HANDLERS,
    *organizations.HANDLERS,
    *invitations.HANDLERS,
    *console_home.HANDLERS,
    *console_forms.HANDLERS,
    *console_events.HANDLERS,
    *console_fees.HANDLERS,
    *console_sales.HANDLERS,
    *console_refunds.HANDLERS,
    *console_staff.HANDLERS,
    *finding.HANDLERS,
    *console_audience.HANDLERS,
    *console_door.HANDLERS,
    *console_money.HANDLERS,
    *console_log.HANDLERS,
    *console_devices.HANDLERS,
    *console_keys.HANDLERS,
    *door.HANDLERS,
    *operator_home.HANDLERS,
    *operator_queue.HANDLERS,
    *operator_people.HANDLERS,
    *console_languages.HANDLERS,
    *operator_organizations.HANDLERS,
    *operator_settings.HANDLERS,
    *operator_schema.HANDLERS,
    *pictures.HANDLERS,
    *mail.HANDLERS,
    *api_docs.HANDLERS,
    *design.HANDLERS,
]


def web_router() -> Router:
    """Return every page; closed to nobody-in-particular unless a route says `opt=allow(public=True)`."""
    return Router(
        "/",
        route_handlers=HANDLERS,
        dependencies={"desk": Provide(provide_desk)},
        guards=[web_guard],
        include_in_schema=False,
    )


def static_router() -> Router:
    """Return the built assets. Their names hold a hash of their content, so they are kept for good."""
    forever = CacheControlHeader(public=True, max_age=YEAR_SECONDS, immutable=True)
    return create_static_files_router(
        "/static", directories=[STATIC], cache_control=forever, opt=allow(public=True), include_in_schema=False
    )
