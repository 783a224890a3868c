"""Links in letters: bound to what they are about, for a time, and to nothing that somebody else could make."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from showground.db.principal import Worker
from showground.domains.users import letters, tokens
from showground.domains.users.types import UserId

KEY, OLDER = b"k" * 32, b"o" * 32
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
MARA = UUID(int=7)


def proof(*, key=KEY, address="mara@example.org", expires_at=NOON + HOUR):
    return tokens.email_proof(key, user=MARA, address=address, expires_at=expires_at)


def reset(known_hash="$argon2id$1"):
    return tokens.password_reset(
        KEY, user=MARA, address="mara@example.org", password_hash=known_hash, expires_at=NOON + HOUR
    )


def test_a_proof_is_about_one_address_of_one_person_whatever_its_case():
    ticket = tokens.read([KEY], proof(), now=NOON)

    assert ticket.user == MARA
    assert tokens.proves(ticket, " MARA@example.org ")
    assert not tokens.proves(ticket, "mara@example.com")


def test_a_link_runs_out_to_the_second():
    assert tokens.read([KEY], proof(), now=NOON + HOUR - timedelta(seconds=1)) is not None
    assert tokens.read([KEY], proof(), now=NOON + HOUR) is None


def test_older_keys_still_read_and_foreign_ones_do_not():
    assert tokens.read([KEY, OLDER], proof(key=OLDER), now=NOON).user == MARA
    assert tokens.read([KEY], proof(key=OLDER), now=NOON) is None
    assert tokens.read([], proof(), now=NOON) is None


@pytest.mark.parametrize(
    ("address", "password_hash"),
    [("mara@example.org", "$argon2id$2"), ("mara@example.org", None), ("new@example.org", "$argon2id$1")],
    ids=["used once", "no password any more", "another address"],
)
def test_a_reset_ends_with_the_password_or_address_it_was_made_for(address, password_hash):
    ticket = tokens.read([KEY], reset(), now=NOON)

    assert tokens.resets(ticket, address="mara@example.org", password_hash="$argon2id$1")
    assert not tokens.resets(ticket, address=address, password_hash=password_hash)


def test_an_account_without_a_password_can_get_one_once():
    ticket = tokens.read([KEY], reset(None), now=NOON)

    assert tokens.resets(ticket, address="mara@example.org", password_hash=None)
    assert not tokens.resets(ticket, address="mara@example.org", password_hash="$argon2id$1")


def test_a_proof_resets_nothing_even_under_one_key():
    ticket = tokens.read([KEY], proof(), now=NOON)

    assert not tokens.resets(ticket, address="mara@example.org", password_hash=None)


@given(st.integers(min_value=0, max_value=71), st.integers(min_value=1, max_value=255))
def test_no_byte_can_be_changed(place, by):
    raw = bytearray(base64.urlsafe_b64decode(proof() + "=="))
    raw[place] ^= by

    assert tokens.read([KEY], base64.urlsafe_b64encode(bytes(raw)).decode().rstrip("="), now=NOON) is None


@given(st.text(max_size=120))
def test_other_texts_are_no_tokens(text):
    assert tokens.read([KEY], text, now=NOON) is None


async def test_the_letter_goes_to_the_address_that_is_to_be_proved(db, make, sql):
    person = await make.user()

    async with db.acting_as(Worker()) as tx:
        first = await letters.email_proof(tx, person.user_id, key=KEY, lasts=HOUR)
    await sql.execute(
        "update users.contacts set email_verified_at = now(), wanted_email = 'new@example.org' where user_id = $1",
        person.user_id,
    )
    async with db.acting_as(Worker()) as tx:
        second = await letters.email_proof(tx, person.user_id, key=KEY, lasts=HOUR)
    await sql.execute("update users.contacts set wanted_email = null where user_id = $1", person.user_id)
    async with db.acting_as(Worker()) as tx:
        assert await letters.email_proof(tx, person.user_id, key=KEY, lasts=HOUR) is None

    for letter, address in ((first, person.email), (second, "new@example.org")):
        link = urlsplit(letter.path)
        ticket = tokens.read([KEY], parse_qs(link.query)["token"][0], now=datetime.now(UTC))
        assert (letter.address, letter.name, link.path) == (address, person.name, "/prove-email")
        assert ticket.user == person.user_id
        assert tokens.proves(ticket, address)


async def test_a_reset_goes_to_the_proved_address_and_never_to_closed_accounts(db, make, sql):
    person = await make.user()
    await sql.execute("update users.contacts set wanted_email = 'new@example.org' where user_id = $1", person.user_id)

    async with db.acting_as(Worker()) as tx:
        letter = await letters.password_reset(tx, person.user_id, key=KEY, lasts=HOUR)
        assert await letters.password_reset(tx, UserId(uuid4()), key=KEY, lasts=HOUR) is None
    await sql.execute("update users.accounts set disabled_at = now() where user_id = $1", person.user_id)
    async with db.acting_as(Worker()) as tx:
        assert await letters.password_reset(tx, person.user_id, key=KEY, lasts=HOUR) is None

    assert (letter.address, urlsplit(letter.path).path) == (person.email, "/reset-password")
