"""Orders of buyers without an account, over the API."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import Meta

from showground.domains.ticketing.finding import service
from showground.http.desk import Desk
from showground.http.guards import allow
from showground.http.limits import MAIL_FROM_ADDRESS, MAIL_TO_ADDRESS, count


class LinksWantedIn(msgspec.Struct, forbid_unknown_fields=True):
    """The address under which somebody bought."""

    email: Annotated[str, Meta(min_length=3, max_length=254, examples=["ada@example.org"])]


@post("/order-links", operation_id="AskForOrderLinks", status_code=204, opt=allow(public=True))
async def ask(data: JSONBody[LinksWantedIn], desk: NamedDependency[Desk]) -> None:
    """Have the links of what was bought without an account sent to its address. Same answer if it was nothing."""
    await count(desk, MAIL_FROM_ADDRESS.of(desk.client_ip), MAIL_TO_ADDRESS.of_email(data.email))
    async with desk.open() as tx:
        await service.want_links(tx, data.email)


HANDLERS = [ask]
