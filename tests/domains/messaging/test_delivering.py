"""No letter is lost, and none is sent twice, whatever the server and the process do."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial

import msgspec
import pytest
from tests.domains.messaging.conftest import HEAD, PACE
from tests.postoffice import HANGS_UP_WITHIN
from tests.races.crowd import at_once, crowd

from showground.db.principal import Worker
from showground.domains.messaging.mail import delivering, store
from showground.domains.messaging.mail.catalogue import KINDS
from showground.domains.messaging.mail.delivering import Delivery, Postman
from showground.kit.ids import uuid7

ROW = """
select status::text, attempts, code, reason, message_id, sent_at is not null as sent, claim,
       extract(epoch from next_try_at - now())::float as again
  from messaging.mails where about_id = $1
"""
GUEST = "guest@example.org"


async def row(owner, receipt):
    """Return what is noted of the letter about an order."""
    [found] = await owner.fetch(ROW, receipt.order)
    return dict(found)


async def soon(owner):
    """Let every pause be over."""
    await owner.execute("update messaging.mails set next_try_at = now() where next_try_at is not null")


async def test_a_letter_is_queued_once_and_sent_once(owner, office, postman, bought):
    receipt = await bought(letters=3)

    attempted = [await postman().deliver_due(), await postman().deliver_due()]

    assert attempted == [1, 0]
    [got] = office.taken_by(GUEST)
    noted = await row(owner, receipt)
    assert (noted["status"], noted["attempts"], noted["code"], noted["sent"]) == ("sent", 1, 250, True)
    assert noted["message_id"] == got.name
    assert (noted["claim"], noted["again"]) == (None, None)


@pytest.mark.parametrize("answer", ["rcpt 451 busy", "451 greylisted", "rcpt hang up", "421 closing"])
async def test_what_is_not_taken_yet_is_tried_later_under_the_same_name(owner, office, postman, bought, answer):
    receipt = await bought()
    office.answers[GUEST] = [answer, answer]

    pauses = []
    for _ in range(2):
        await postman().deliver_due()
        await postman().deliver_due()  # nothing is due
        noted = await row(owner, receipt)
        pauses.append(noted["again"])
        assert noted["status"] == "queued"
        await soon(owner)
    await postman().deliver_due()

    assert [round(pause / 60) for pause in pauses] == [1, 2]
    noted = await row(owner, receipt)
    assert (noted["status"], noted["attempts"]) == ("sent", 3)
    assert {one.name for one in office.received} == {noted["message_id"]}
    assert len(office.taken_by(GUEST)) == 1


async def test_what_is_refused_is_failed_with_the_servers_words(owner, office, postman, bought):
    receipt = await bought()
    office.answers[GUEST] = ["rcpt 550 5.1.1 nobody here"]

    await postman().deliver_due()

    noted = await row(owner, receipt)
    assert (noted["status"], noted["code"], noted["reason"]) == ("failed", 550, "5.1.1 nobody here")
    assert noted["again"] is None


async def test_attempts_come_to_an_end(owner, office, postman, bought):
    receipt = await bought()
    office.answers[GUEST] = ["451 busy"] * 3

    for _ in range(4):
        await postman().deliver_due()
        await soon(owner)

    noted = await row(owner, receipt)
    assert (noted["status"], noted["attempts"], noted["reason"]) == ("failed", 3, "busy")


@pytest.mark.parametrize("answer", ["hang up", HANGS_UP_WITHIN])
async def test_an_order_letter_that_may_have_arrived_is_sent_again_under_the_same_name(
    owner, office, postman, bought, answer
):
    receipt = await bought()
    office.answers[GUEST] = [answer]

    await postman().deliver_due()
    doubtful = await row(owner, receipt)
    await soon(owner)
    await postman().deliver_due()

    assert (doubtful["status"], doubtful["code"], round(doubtful["again"] / 60)) == ("uncertain", None, 1)
    noted = await row(owner, receipt)
    assert (noted["status"], noted["attempts"]) == ("sent", 2)
    assert {one.name for one in office.received} == {noted["message_id"]}


async def test_a_server_that_is_silent_after_the_letter_leaves_it_uncertain(owner, office, postman, bought):
    receipt = await bought()
    office.answers[GUEST] = ["stall"]

    await postman(final_seconds=0.2).deliver_due()

    assert (await row(owner, receipt))["status"] == "uncertain"


async def test_other_letters_that_may_have_arrived_stay_uncertain(owner, office, postman, make):
    person = await make.user()
    async with make.db.acting_as(Worker()) as tx:
        await store.add(
            tx,
            mail_id=uuid7(),
            kind="users.password_reset",
            about_id=person.user_id,
            recipient=person.user_id,
            address=person.email,
            lang="en",
            dedupe_key=f"test:{uuid7()}",
        )
    office.answers[person.email] = ["hang up"]

    await postman().deliver_due()
    await postman().deliver_due()

    [noted] = await owner.fetch(ROW, person.user_id)
    assert (noted["status"], noted["attempts"], noted["again"]) == ("uncertain", 1, None)
    assert len(office.received) == 1


async def test_an_uncertain_letter_that_is_not_taken_at_its_next_attempt_stays_uncertain(
    owner, office, postman, bought
):
    receipt = await bought()
    office.answers[GUEST] = ["hang up", "451 busy", "rcpt 451 busy"]

    seen = []
    for _ in range(3):
        await postman().deliver_due()
        seen.append((await row(owner, receipt))["status"])
        await soon(owner)
    await postman().deliver_due()

    assert seen == ["uncertain"] * 3
    noted = await row(owner, receipt)
    assert (noted["status"], noted["again"]) == ("uncertain", None)


async def test_what_a_dead_process_had_in_hand_before_the_letter_is_taken_up_again(owner, office, postman, bought):
    receipt = await bought()
    async with postman()._db.acting_as(Worker()) as tx:
        await store.claim(tx, claim=uuid7(), lease=timedelta(hours=1), domain="show.test")

    held = await postman().deliver_due()
    await owner.execute("update messaging.mails set claimed_until = now() - interval '1 second'")
    await postman().deliver_due()

    assert held == 0
    assert (await row(owner, receipt))["status"] == "sent"


async def test_what_a_dead_process_had_on_its_way_is_uncertain_and_sent_again(owner, office, postman, bought):
    receipt, claim = await bought(), uuid7()
    async with postman()._db.acting_as(Worker()) as tx:
        mail = await store.claim(tx, claim=claim, lease=timedelta(hours=1), domain="show.test")
        assert await store.begin_sending(tx, mail.id, claim=claim, lease=timedelta(hours=1))

    held = await postman().deliver_due()
    await owner.execute("update messaging.mails set claimed_until = now() - interval '1 second'")
    await postman().deliver_due()

    assert held == 0
    noted = await row(owner, receipt)
    assert (noted["status"], noted["attempts"], noted["message_id"]) == ("sent", 2, mail.message_id)


async def test_an_attempt_that_was_overtaken_sends_nothing(owner, office, postman, bought):
    """The first attempt sleeps longer than its lease, between claim and letter; the second delivers."""
    receipt = await bought()
    slow, quick, overtaken = postman(), postman(), asyncio.Event()

    class Sleeper(Delivery):
        async def _begin(self, mail, claim):
            await owner.execute("update messaging.mails set claimed_until = now() - interval '1 second'")
            await quick.deliver_due()
            overtaken.set()
            return await super()._begin(mail, claim)

    first = Sleeper(slow._db, slow._server, HEAD, PACE, "show.test")
    await first.next_one()
    await first.close()

    assert overtaken.is_set()
    assert len(office.received) == 1
    assert (await row(owner, receipt))["status"] == "sent"


async def test_ten_workers_at_once_send_no_letter_twice(owner, office, postman, bought, mailroom, make):
    shop = await make.shop(price=0, capacity=100)
    receipts = [await bought(shop=shop, price=0, quantity=1, email=f"g{n}@example.org") for n in range(30)]

    async with crowd(mailroom.app_url, 10) as everyone:
        await at_once([partial(postman(db=db).deliver_due) for db in everyone])

    assert sorted(one.recipient for one in office.received) == sorted(f"g{n}@example.org" for n in range(30))
    assert len({one.name for one in office.received}) == len(receipts)


async def test_sabotage_workers_that_do_not_lock_send_letters_twice(owner, office, postman, bought, mailroom, make):
    """The race above bites: without the claim's lock and the mark before sending, the same crowd sends twice."""
    shop = await make.shop(price=0, capacity=100)
    for n in range(8):
        await bought(shop=shop, price=0, quantity=1, email=f"g{n}@example.org")
    unclaimed = "update messaging.mails set claim = null, claimed_until = null where claim is not null"
    one_at_a_time = asyncio.Lock()

    class Careless(Delivery):
        async def _begin(self, *_):
            async with one_at_a_time:
                await owner.execute(unclaimed)
            return True

    async def deliver(db):
        delivery = Careless(db, postman()._server, HEAD, PACE, "show.test")
        await delivery.all_due(lambda: False)
        await delivery.close()

    async with crowd(mailroom.app_url, 6) as everyone:
        await at_once([partial(deliver, db) for db in everyone])

    assert len(office.received) > 8


async def test_a_letter_that_cannot_be_written_is_tried_later_and_holds_up_no_other(
    owner, office, postman, bought, monkeypatch
):
    broken, fine = await bought(email="broken@example.org"), await bought()
    kind = KINDS["ticketing.order_paid"]

    async def write(tx, mail, head):
        if mail.about_id == broken.order:
            raise ZeroDivisionError
        return await kind.write(tx, mail, head)

    monkeypatch.setitem(KINDS, kind.name, msgspec.structs.replace(kind, write=write))
    await postman().deliver_due()

    assert (await row(owner, fine))["status"] == "sent"
    noted = await row(owner, broken)
    assert (noted["status"], noted["reason"]) == ("queued", "It could not be written: ZeroDivisionError.")
    assert round(noted["again"] / 60) == 1


async def test_a_letter_with_nothing_to_say_any_more_is_suppressed(owner, office, postman, bought):
    receipt = await bought()
    await owner.execute(
        "update ticketing.orders set status = 'cancelled', cancelled_at = now() where id = $1", receipt.order
    )

    await postman().deliver_due()

    noted = await row(owner, receipt)
    assert (noted["status"], noted["reason"]) == ("suppressed", delivering.NOTHING_TO_SAY)
    assert office.received == []


async def test_an_address_that_no_header_can_carry_fails_alone(owner, office, postman, bought):
    receipt, other = await bought(email="two@ats@example.org".replace("@ats", "<ats")), await bought()

    await postman().deliver_due()

    assert (await row(owner, receipt))["status"] == "failed"
    assert (await row(owner, other))["status"] == "sent"


async def test_without_a_server_letters_stay_here(owner, mailroom, bought):
    receipt = await bought()

    kept = await Postman(mailroom.db, None, HEAD, PACE).deliver_due()

    noted = await row(owner, receipt)
    assert (kept, noted["status"], noted["reason"]) == (1, "kept", delivering.NO_SERVER)


async def test_a_worker_that_is_asked_to_stop_begins_no_other_letter(owner, office, postman, bought):
    for n in range(5):
        await bought(email=f"s{n}@example.org")

    await postman().deliver_due(lambda: True)

    assert len(office.received) == 1
