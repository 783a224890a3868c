"""Letters of one test, on a database of this folder's own: what is due elsewhere would be delivered here too."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from tests.make import Make
from tests.postoffice import open_office
from tests.races.crowd import purchase, till
from tests.races.test_sales import captured
from tests.site import open_site

from showground.domains.messaging.mail.delivering import Postman
from showground.domains.messaging.mail.types import Letterhead, Pace
from showground.domains.messaging.reactions import confirm_order
from showground.domains.payments.facts import OrderPaid
from showground.domains.payments.notices import Cashier
from showground.gateways.mail.address import SmtpAddress
from showground.gateways.mail.smtp import SmtpServer
from showground.kit.ids import uuid7

HEAD = Letterhead(
    address="https://show.test",
    sender="Showground <tickets@show.test>",
    key=lambda purpose: purpose.encode().ljust(32, b"."),
    proof_lasts=timedelta(days=7),
    reset_lasts=timedelta(hours=1),
)
PACE = Pace(attempts=3, first_pause=timedelta(seconds=60), longest_pause=timedelta(hours=1), senders=2)


@pytest.fixture(scope="session")
async def mailroom(server, template):
    """A database whose letters are this folder's alone."""
    name = f"mail_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    async with open_site(server, name, template=template) as opened:
        yield opened


@pytest.fixture(scope="session")
def make(mailroom):
    """Makers on that database."""
    return Make(mailroom.db)


@pytest.fixture
async def owner(mailroom):
    """A raw connection as the owner of that database's tables, with no letter of the test before due."""
    import asyncpg

    from showground.db.pool import prepare_connection

    connection = await asyncpg.connect(mailroom.owner_url)
    await prepare_connection(connection)
    await connection.execute("delete from messaging.mails")
    yield connection
    await connection.close()


@pytest.fixture
async def office():
    """A mail server."""
    async with open_office() as opened:
        yield opened


@pytest.fixture
def postman(mailroom, office):
    """Somebody who delivers to it."""

    def new(*, db=None, final_seconds=5.0, reply_seconds=5.0, pace=PACE):
        address = SmtpAddress("127.0.0.1", office.port, "never")
        server = SmtpServer(address, reply_seconds=reply_seconds, final_seconds=final_seconds, name="[127.0.0.1]")
        return Postman(db or mailroom.db, server, HEAD, pace)

    return new


@pytest.fixture
def bought(make):
    """Paid orders, each with its letter queued."""

    async def new(*, buyer=None, email=None, price=4800, quantity=2, shop=None, letters=1):
        shop = shop or await make.shop(price=price)
        wanted = purchase(shop, buyer, quantity=quantity)
        if email:
            import msgspec

            wanted = msgspec.structs.replace(wanted, email=email)
        receipt = (await till(make.db).check_out(wanted, key=f"key-{uuid7()}")).receipt
        if price:
            assert await Cashier(make.db).accept(captured(receipt)) == "settled"
        for _ in range(letters):
            await confirm_order(make.db, OrderPaid(receipt.order, receipt.event, receipt.payment))
        return receipt

    return new
