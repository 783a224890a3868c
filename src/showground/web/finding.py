"""Where buyers without an account have the links of their orders sent to them."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import URLEncodedBody

from showground.domains.ticketing.finding import service
from showground.http.desk import Desk
from showground.http.guards import allow
from showground.http.limits import MAIL_FROM_ADDRESS, MAIL_TO_ADDRESS, count
from showground.web.shell import show


class FindForm(msgspec.Struct):
    """What the page posts."""

    email: str = ""


@get("/orders/find", opt=allow(public=True))
async def find_page(desk: NamedDependency[Desk]) -> Response[Any]:
    """Ask for the address under which somebody bought."""
    return show(desk, "ticketing/find.html", values={}, errors={}, sent=False)


@post("/orders/find", opt=allow(public=True), status_code=200)
async def find(data: URLEncodedBody[FindForm], desk: NamedDependency[Desk]) -> Response[Any]:
    """Have the letter sent, and say the same whether there are orders or not."""
    await count(desk, MAIL_FROM_ADDRESS.of(desk.client_ip), MAIL_TO_ADDRESS.of_email(data.email))
    async with desk.open() as tx:
        await service.want_links(tx, data.email)
    return show(desk, "ticketing/find.html", values={"email": data.email}, errors={}, sent=True)


HANDLERS = [find_page, find]
