"""A process that is killed: `python -m tests.races.actor` with a story, or a database to migrate, as JSON on stdin."""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta
from uuid import UUID

import msgspec

from showground.database import open_database
from showground.db.migrate import migrate
from showground.db.principal import Worker
from showground.db.sql import compile_query
from showground.domains.analytics.recording.recorder import Recorder
from showground.domains.analytics.recording.types import Sighting, Witness
from showground.domains.messaging.mail.delivering import Postman
from showground.domains.payments.errors import NotRefundable
from showground.domains.payments.notices import Cashier, hear_test_provider
from showground.domains.payments.opening import open_payment
from showground.domains.payments.reconciling import reconcile
from showground.domains.payments.refunds import ask_refund, carry_out
from showground.domains.payments.till import Till
from showground.domains.payments.types import Pace, Purchase, Receipt
from showground.domains.ticketing import carts
from showground.domains.ticketing.door import Door
from showground.domains.ticketing.qr import Signer
from showground.domains.ticketing.types import Line, Scan
from showground.gateways.payments.messages import Bill, Due
from showground.http.keys import Keyring
from showground.http.mail import letterhead_of, mail_server_of, pace_of
from showground.http.providers import provider_for_tests, providers_of
from showground.settings import read_settings
from showground.worker.jobs import job_app, revive_stalled, work_off
from showground.worker.reactions import registry
from showground.worker.relay import relay

UNITS = compile_query(
    "test.units",
    "select i.id, t.code from ticketing.order_items i join ticketing.tickets t on t.id = i.ticket_id "
    "where i.order_id = :order_id order by i.id",
)


AT_ONCE = Pace(pause=timedelta(0))
NOBODY_SENDS = compile_query(
    "test.nobody_sends",
    "update messaging.mails set claimed_until = now() - interval '1 second' where claimed_until is not null",
)


class Unit(msgspec.Struct, frozen=True):
    """A unit of an order and the code of its ticket."""

    id: UUID
    code: str


class Story(msgspec.Struct, frozen=True):
    """A purchase of two tickets from click to refund, with every name that makes telling it again harmless."""

    app_url: str
    state_dir: str
    event_id: UUID
    tier_id: UUID
    owner_id: UUID
    buyer_id: UUID
    scanner_id: UUID
    scan_id: UUID
    sighting_id: UUID
    key: str
    smtp_port: int


class Schema(msgspec.Struct, frozen=True):
    """A database to bring up to date."""

    owner_url: str


class Play(msgspec.Struct, frozen=True):
    """What to do: one of the two."""

    story: Story | None = None
    schema: Schema | None = None


async def tell(story: Story) -> Receipt:
    """Tell the story to its end, from wherever an earlier telling broke off, by what web and worker do."""
    db = open_database(story.app_url, size=3)
    settings = settings_of(story)
    providers = providers_of(settings)
    try:
        await look(db, story)
        purchase = Purchase(story.event_id, (Line(story.tier_id, 2),), story.buyer_id)
        till, cashier = Till(db, pay_within=timedelta(minutes=30)), Cashier(db)
        receipt = (await till.check_out(purchase, key=story.key)).receipt
        due = Due(receipt.payment, receipt.total_amount, receipt.currency)
        bank = provider_for_tests(settings, Keyring(settings))
        await open_payment(db, bank, Bill(due, "SG-KILL", "/", None))
        await bank.play(due, "reorder", refunds="answer_lost")
        await reconcile(db, providers, cashier.accept, older_than=timedelta(0), pace=AT_ONCE)
        await hear_test_provider(cashier, bank, due.payment_id)
        await cashier.process_waiting()
        async with db.acting_as(Worker()) as tx:
            admitted, returned = await tx.all(UNITS, Unit, order_id=receipt.order)
        scan = Scan(story.event_id, story.scanner_id, story.scan_id, admitted.code)
        assert (await Door(db, Signer(bytes(32))).scan(scan, actor=story.owner_id)).verdict == "admitted"
        await give_back(db, receipt.order, returned.id)
        await work(db, settings, providers)
    finally:
        await db.close()
    return receipt


def settings_of(story):
    """Return what web and worker of the story are told."""
    return read_settings(
        {
            "DATABASE_URL": story.app_url,
            "SHOWGROUND_STATE_DIR": story.state_dir,
            "SHOWGROUND_SMTP_URL": f"smtp://127.0.0.1:{story.smtp_port}",
            "SHOWGROUND_MAIL_FROM": "tickets@show.test",
        }
    )


async def look(db, story):
    """See the page of the event, as the web does."""
    recorder = Recorder(db, lambda: bytes(32), pause=timedelta(0), most=10)
    somebody = Witness(None, None, "192.0.2.7\nA browser", nobody=False)
    recorder.note([Sighting(id=story.sighting_id, by=somebody, event_id=story.event_id, kind="event.viewed")])
    await recorder.drain()


async def give_back(db, order_id, unit):
    """Refund a unit; when an earlier telling did, that is refused."""
    try:
        async with db.acting_as(Worker()) as tx:
            await ask_refund(tx, order_id, items=[unit], reason="cannot come")
    except NotRefundable:
        return


async def work(db, settings, providers):
    """Do what the worker does, until nothing is left."""
    reactions = registry(providers, AT_ONCE)
    app = job_app(settings, db, reactions)
    async with app.open_async():
        await revive_stalled(app, silent_seconds=0)
        while await relay(db, reactions):
            await work_off(app, settings)
        await work_off(app, settings)
    await carry_out(db, providers, pace=AT_ONCE)
    await hear_test_provider(Cashier(db), provider_for_tests(settings, Keyring(settings)))
    await deliver(db, settings)
    async with db.acting_as(Worker()) as tx:
        await carts.release_abandoned(tx)


async def deliver(db, settings):
    """Hand over every letter, as when the claims of dead senders have run out and every pause is over."""
    async with db.acting_as(Worker()) as tx:
        await tx.run(NOBODY_SENDS)
    postman = Postman(db, mail_server_of(settings), letterhead_of(settings, Keyring(settings)), pace_of(settings))
    await postman.deliver_due()


def main() -> None:
    """Play what stdin says."""
    play = msgspec.json.decode(sys.stdin.buffer.read(), type=Play)
    asyncio.run(tell(play.story) if play.story else migrate(play.schema.owner_url))


if __name__ == "__main__":
    main()
