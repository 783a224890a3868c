"""The operators' first pages: what needs attention, and checks of all rows."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency

from showground.http.desk import Desk
from showground.http.operating.checking import last_check, want_check
from showground.http.operating.health import health
from showground.kit.words import gettext
from showground.web.shell import go, show

CHECKS = "/operator/checks"
COMMANDS = {  # what no page can do, as it is typed at the machine
    "worker": "showground worker",
    "migrations": "showground db migrate",
    "partitions": "showground db partitions",
    "backup": "showground backup FOLDER",
    "backup_never": "showground backup FOLDER",
}


@get("/operator")
async def overview(desk: NamedDependency[Desk]) -> Response[Any]:
    """Show an operator what needs attention first."""
    async with desk.open_as_operator() as tx:
        found = await health(tx, desk.settings)
    attention = [sign for sign in found.signs if sign.tone != "good"]
    well = [sign for sign in found.signs if sign.tone == "good"]
    return show(desk, "operator/overview.html", health=found, attention=attention, well=well, commands=COMMANDS)


@get(CHECKS)
async def checks(desk: NamedDependency[Desk]) -> Response[Any]:
    """Show what the last check of all rows found."""
    async with desk.open_as_operator() as tx:
        running, checked = await last_check(tx)
    return show(desk, "operator/checks.html", running=running, checked=checked)


@post(CHECKS)
async def check_now(desk: NamedDependency[Desk]) -> Response[Any]:
    """Have all rows checked by the worker."""
    async with desk.open_as_operator() as tx:
        wanted = await want_check(tx, operator=desk.in_person)
    says = gettext("The check begins in a moment.") if wanted else gettext("A check is under way already.")
    return go(desk, CHECKS, notice=says)


HANDLERS = [overview, checks, check_now]
