"""Each letter says the same in both parts, and its links do what they say."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.domains.messaging.conftest import HEAD
from tests.races.crowd import purchase, till

from showground.db.principal import Worker
from showground.domains.events.auditing.service import NEWEST
from showground.domains.messaging.mail import queueing, store
from showground.domains.messaging.mail.writing import written
from showground.domains.messaging.reactions import (
    ask_for_proof,
    invite,
    offer_reset,
    send_order_links,
    tell_buyer,
    tell_of_data,
    tell_of_email_change,
    tell_of_factors,
    tell_of_password,
)
from showground.domains.organizations.facts import InvitationMade
from showground.domains.organizations.tokens import hash_of, token_of
from showground.domains.payments.facts import OrderPaid
from showground.domains.ticketing.facts import OrderLinksWanted
from showground.domains.ticketing.tokens import order_link_of
from showground.domains.users.facts import (
    EmailChangeWanted,
    EmailProofWanted,
    ExportReady,
    FactorsChanged,
    PasswordChanged,
    PasswordResetWanted,
)
from showground.kit.ids import uuid7
from showground.kit.words import speaking

LINK = re.compile(r"https://\S+")


class Reader(HTMLParser):
    """Collects what people read, and where links lead; a style sheet and a title are neither."""

    def __init__(self):
        super().__init__()
        self.words, self.links, self.fetched, self._silent = [], [], [], False

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self._silent = self._silent or tag in {"style", "title"}
        if tag == "a":
            self.links.append(given["href"])
        self.fetched += [given[name] for name in ("src", "background", "srcset") if name in given]
        self.fetched += re.findall(r"url\(", given.get("style") or "")

    def handle_endtag(self, tag):
        if tag in {"style", "title"}:
            self._silent = False

    def handle_data(self, data):
        if not self._silent:
            self.words += data.split()


def both(letter):
    """Return the words and links of the HTML part, and of the text part."""
    reader = Reader()
    reader.feed(letter.html)
    assert reader.fetched == []
    words = [word for word in reader.words if word != "Showground"]
    said = LINK.sub(" ", letter.text).replace("--\n", " ")
    return (words, reader.links), (said.split(), LINK.findall(letter.text))


def plain(words):
    """Return words without the marks that a form puts around them."""
    return sorted(bare for word in words if (bare := word.strip(":,")) and bare != "Showground")


def assert_same(letter):
    (html_words, html_links), (text_words, text_links) = both(letter)
    assert plain(html_words) == plain(text_words)
    assert html_links == text_links


async def letter_about(make, about_id):
    """Return the latest letter about something, in words, with its row."""
    async with make.db.acting_as(Worker()) as tx:
        rows = [
            await store.mail(tx, row.id)
            for row in await store.mails(tx, before=NEWEST, status=None, address=None, limit=50)
        ]
        mail = next(one for one in rows if one.about_id == about_id)
        return mail, await written(tx, mail, HEAD)


async def test_the_order_letter_says_when_what_and_how_much(make, owner, bought):
    receipt = await bought(quantity=2)
    await owner.execute(
        "update events.events set title = $2, venue_name = 'Kunsthal <3', starts_at = '2027-06-14T17:30Z', "
        "ends_at = '2027-06-14T21:30Z' where id = $1",
        receipt.event,
        "Lanterns & <Friends>",
    )

    _, letter = await letter_about(make, receipt.order)

    assert letter.subject == "Your 2 tickets for Lanterns & <Friends>"
    assert_same(letter)
    for said in (
        "Lanterns & <Friends>",
        "Mon, 14 Jun 2027, 19:30 \N{EN DASH} 23:30 CEST",
        "Kunsthal <3, Gent",
        "2 \N{MULTIPLICATION SIGN} Regular: 96.00\N{NO-BREAK SPACE}EUR",
        "Total: ",
    ):
        assert said in letter.text
    assert "<Friends>" not in letter.html


async def test_a_guests_link_lets_him_in_and_a_persons_asks_him_to_sign_in(make, owner, bought):
    person = await make.user()
    guests, persons = await bought(), await bought(buyer=person)

    _, to_guest = await letter_about(make, guests.order)
    mail, to_person = await letter_about(make, persons.order)

    [link] = both(to_guest)[1][1]
    token = parse_qs(urlsplit(link).query)["order_token"][0]
    assert urlsplit(link).path == f"/orders/{guests.order}"
    opened = order_link_of([HEAD.key("order-link")], token)
    assert (opened.order_id, datetime.now(UTC) - opened.made_at < timedelta(minutes=1)) == (guests.order, True)
    assert both(to_person)[1][1] == [f"https://show.test/orders/{persons.order}"]
    assert (mail.address, mail.recipient_user_id) == (person.email, person.user_id)
    assert_same(to_guest)
    assert_same(to_person)


async def test_a_letter_speaks_the_language_its_reader_chose_else_the_one_he_bought_in(make, owner, bought):
    person, undecided = await make.user(), await make.user()
    await owner.execute("update users.contacts set language = 'de' where user_id = $1", person.user_id)
    with speaking("de"):
        receipts = [await bought(), await bought(buyer=undecided)]
    receipts += [await bought(buyer=person), await bought()]

    letters = [await letter_about(make, receipt.order) for receipt in receipts]

    assert [mail.lang for mail, _ in letters] == ["de", "de", "de", "en"]
    assert [" für " in letter.subject for _, letter in letters] == [True, True, True, False]
    for _, letter in letters:
        assert_same(letter)


async def test_links_of_orders_go_to_their_address_and_to_nobody_without_any(make, owner, bought):
    address, person = f"{uuid7().hex}@Example.org", await make.user()
    mine = [await bought(email=address), await bought(email=address.lower())]
    others, persons = await bought(), await bought(buyer=person)
    await owner.execute("delete from messaging.mails")

    for order in (mine[0].order, persons.order, uuid7()):
        told = uuid7()
        for _ in range(2):
            await send_order_links(make.db, OrderLinksWanted(order), told)

    [row] = await owner.fetch("select address, kind from messaging.mails")
    _, letter = await letter_about(make, mine[0].order)
    links = both(letter)[1][1]
    assert tuple(row) == (address, "ticketing.order_links")
    assert [urlsplit(link).path for link in links] == [f"/orders/{one.order}" for one in reversed(mine)]
    assert str(others.order) not in letter.text
    assert letter.subject == "Your 2 orders"
    assert_same(letter)
    stored = await owner.fetchval("select string_agg(m::text, '') from messaging.mails m")
    assert parse_qs(urlsplit(links[0]).query)["order_token"][0] not in stored


async def test_a_german_letter_names_the_event_the_day_and_the_money_as_germans_do(make, owner, bought):
    with speaking("de"):
        receipt = await bought(quantity=2)
    await owner.execute(
        "update events.events set starts_at = '2027-06-14T17:30Z', ends_at = '2027-06-14T21:30Z' where id = $1",
        receipt.event,
    )
    await owner.execute(
        "insert into events.event_texts (event_id, language, title) values ($1, 'de', 'Laternennacht')", receipt.event
    )

    _, letter = await letter_about(make, receipt.order)

    assert letter.subject == "Deine 2 Tickets für Laternennacht"
    for said in (
        "Du bist dabei!",
        "Mo., 14. Juni 2027, 19:30 \N{EN DASH} 23:30 CEST",
        "2 \N{MULTIPLICATION SIGN} Regular: 96,00\N{NO-BREAK SPACE}EUR",
        "Gesamt: ",
    ):
        assert said in letter.text
    assert '<html lang="de">' in letter.html
    assert_same(letter)


@pytest.mark.parametrize(
    ("tell", "fact", "subject"),
    [
        (ask_for_proof, EmailProofWanted, "Ist das deine Adresse?"),
        (offer_reset, PasswordResetWanted, "Neues Passwort wählen"),
        (tell_of_email_change, EmailChangeWanted, "Eine andere Adresse für dein Konto"),
        (tell_of_password, PasswordChanged, "Dein Passwort wurde geändert"),
        (tell_of_factors, FactorsChanged, "Deine Anmeldewege haben sich geändert"),
        (tell_of_data, ExportReady, "Deine Daten sind bereit"),
    ],
)
async def test_letters_about_accounts_have_german_words(make, owner, tell, fact, subject):
    person = await make.user()
    await owner.execute(
        "update users.contacts set language = 'de', email_verified_at = null where user_id = $1", person.user_id
    )

    await tell(make.db, fact(person.user_id), uuid7())

    mail, letter = await letter_about(make, person.user_id)
    assert (mail.lang, letter.subject) == ("de", subject)
    assert_same(letter)


async def test_a_buyer_is_told_on_the_site_in_his_language(make, owner, bought):
    person = await make.user()
    await owner.execute("update users.contacts set language = 'de' where user_id = $1", person.user_id)
    receipt = await bought(buyer=person, quantity=2)
    await owner.execute(
        "insert into events.event_texts (event_id, language, title) values ($1, 'de', 'Laternennacht')", receipt.event
    )

    for _ in range(2):
        await tell_buyer(make.db, OrderPaid(receipt.order, receipt.event, receipt.payment))

    told = await owner.fetch(
        "select title, body from messaging.notifications where recipient_user_id = $1", person.user_id
    )
    assert [tuple(row) for row in told] == [("Deine Tickets für Laternennacht", "2 Tickets warten auf dich.")]


async def test_an_order_that_nobody_paid_has_no_letter(make, owner):
    shop = await make.shop(price=4800)
    receipt = (await till(make.db).check_out(purchase(shop), key=f"key-{uuid7()}")).receipt

    async with make.db.acting_as(Worker()) as tx:
        assert await queueing.order_paid(tx, receipt.order) == 0


@pytest.mark.parametrize(
    ("react", "fact", "page", "subject"),
    [
        (ask_for_proof, EmailProofWanted, "/prove-email", "Is this your address?"),
        (offer_reset, PasswordResetWanted, "/reset-password", "Choose a new password"),
    ],
)
async def test_letters_about_accounts_carry_a_link_and_are_queued_once_for_each_wish(
    make, owner, react, fact, page, subject
):
    person, first, second = await make.user(), uuid7(), uuid7()
    await owner.execute("update users.contacts set email_verified_at = null where user_id = $1", person.user_id)

    for fact_id in (first, first, second):
        await react(make.db, fact(person.user_id), fact_id)

    assert await owner.fetchval("select count(*) from messaging.mails where about_id = $1", person.user_id) == 2
    mail, letter = await letter_about(make, person.user_id)
    assert (mail.address, letter.subject) == (person.email, subject)
    [link] = both(letter)[1][1]
    assert urlsplit(link).path == page
    assert_same(letter)
    stored = await owner.fetchval("select string_agg(m::text, '') from messaging.mails m")
    assert parse_qs(urlsplit(link).query)["token"][0] not in stored


async def test_an_invitation_is_written_while_its_link_can_be_answered(make, owner):
    org, invitation, fact_id = await make.organization(), uuid7(), uuid7()
    await owner.execute(
        "insert into organizations.invitations (id, org_id, role, email, token_hash, invited_by, expires_at) "
        "select $1, $2, 'editor', 'ben@example.org', $3, m.user_id, now() + interval '7 days' "
        "from organizations.org_memberships m where m.org_id = $2 limit 1",
        invitation,
        org.id,
        hash_of(token_of(HEAD.key("invitation"), invitation)),
    )

    for _ in range(2):
        await invite(make.db, InvitationMade(invitation), fact_id)
    mail, letter = await letter_about(make, invitation)
    await owner.execute("update organizations.invitations set revoked_at = now() where id = $1", invitation)
    _, revoked = await letter_about(make, invitation)

    assert (mail.address, await owner.fetchval("select count(*) from messaging.mails")) == ("ben@example.org", 1)
    assert both(letter)[1][1] == [f"https://show.test/invitations/{token_of(HEAD.key('invitation'), invitation)}"]
    assert_same(letter)
    assert revoked is None


async def test_a_link_for_one_address_is_not_sent_to_another(make, owner):
    person = await make.user()
    await owner.execute("update users.contacts set email_verified_at = null where user_id = $1", person.user_id)
    await ask_for_proof(make.db, EmailProofWanted(person.user_id), uuid7())
    await owner.execute("update users.contacts set wanted_email = 'new@example.org' where user_id = $1", person.user_id)

    _, letter = await letter_about(make, person.user_id)

    assert letter is None


async def test_a_closed_account_gets_no_letter(make, owner):
    person = await make.user()
    await owner.execute("update users.accounts set disabled_at = now() where user_id = $1", person.user_id)

    await offer_reset(make.db, PasswordResetWanted(person.user_id), uuid7())

    assert await owner.fetchval("select count(*) from messaging.mails where about_id = $1", person.user_id) == 0


@pytest.mark.parametrize(
    ("tell", "fact", "subject"),
    [
        (tell_of_email_change, EmailChangeWanted, "Another address for your account"),
        (tell_of_password, PasswordChanged, "Your password was changed"),
        (tell_of_factors, FactorsChanged, "Your ways to sign in have changed"),
    ],
)
async def test_a_change_of_an_account_is_told_to_its_present_address_once(make, owner, tell, fact, subject):
    person, told = await make.user(), uuid7()
    await owner.execute("update users.contacts set wanted_email = 'new@example.org' where user_id = $1", person.user_id)

    for _ in range(2):
        await tell(make.db, fact(person.user_id), told)
    mail, letter = await letter_about(make, person.user_id)

    assert await owner.fetchval("select count(*) from messaging.mails where about_id = $1", person.user_id) == 1
    assert (mail.address, letter.subject) == (person.email, subject)
    assert "https://show.test/me/security" in letter.text
    assert_same(letter)
