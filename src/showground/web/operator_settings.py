"""The operators' page of settings: versions, what is switched on, and every setting with where it comes from."""

from __future__ import annotations

from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency

from showground.http.desk import Desk
from showground.http.operating.configuration import configuration
from showground.web.shell import show


@get("/operator/settings")
async def settings_page(desk: NamedDependency[Desk]) -> Response[Any]:
    """Show how this installation was set up; secrets are hidden."""
    async with desk.open_as_operator() as tx:
        found = await configuration(tx, desk.settings)
    return show(
        desk,
        "operator/settings.html",
        versions=found.versions,
        features=found.features,
        settings=sorted(found.settings, key=lambda row: not row.chosen),
    )


HANDLERS = [settings_page]
