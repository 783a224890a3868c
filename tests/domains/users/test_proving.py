"""Proof of an address, another address, a lost password: by links that work once, for what they were made for."""

from __future__ import annotations

import asyncio
import statistics
import time
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from pwdlib.hashers.argon2 import Argon2Hasher
from tests.authenticator import Authenticator
from tests.domains.users.test_factors import set_up
from tests.domains.users.test_passkeys import register

from showground.db.principal import Anonymous, Worker
from showground.domains.users import letters, service
from showground.domains.users.errors import (
    AlreadyProved,
    ConfirmFirst,
    EmailTaken,
    EmailUnproved,
    LinkSpent,
    PasswordTooShort,
    WrongCredentials,
    WrongPassword,
)
from showground.domains.users.proving import service as proving
from showground.domains.users.types import SignedIn, SignUp

KEY = b"k" * 32
HOUR, MONTH = timedelta(hours=1), timedelta(days=30)


async def link(db, person, *, about="email_proof"):
    """Return the token of the letter that would be written now."""
    async with db.acting_as(Worker()) as tx:
        letter = await getattr(letters, about)(tx, person.user_id, key=KEY, lasts=HOUR)
    return parse_qs(urlsplit(letter.path).query)["token"][0]


async def prove(db, token):
    async with db.acting_as(Anonymous()) as tx:
        return await proving.prove_email(tx, token, keys=[KEY], now=datetime.now(UTC))


async def reset(db, token, password):
    async with db.acting_as(Anonymous()) as tx:
        await proving.reset_password(tx, token, password, keys=[KEY], now=datetime.now(UTC))


async def sign_in(db, email, password):
    async with db.acting_as(Anonymous()) as tx:
        return await service.sign_in(tx, email=email, password=password, user_agent="x", lasts=MONTH)


async def change_email(db, person, email, *, password=None):
    async with db.acting_as(person.principal) as tx:
        await proving.change_email(tx, person.user_id, email=email, password=password or person.password)


async def facts_of(sql, person):
    rows = await sql.fetch(
        "select kind from showground.outbox where body ->> 'user' = $1 order by id", str(person.user_id)
    )
    return [row[0].removeprefix("users.") for row in rows]


async def contact(sql, person):
    row = await sql.fetchrow(
        "select email, email_verified_at is not null, wanted_email from users.contacts where user_id = $1",
        person.user_id,
    )
    return tuple(row)


async def test_signing_up_has_a_letter_sent(db, sql):
    wish = SignUp(display_name="Mara", email=f"{uuid4().hex}@example.org", password="a long enough one")
    async with db.acting_as(Anonymous()) as tx:
        user_id = await service.sign_up(tx, wish)

    rows = await sql.fetch("select kind, body::text from showground.outbox where body ->> 'user' = $1", str(user_id))
    assert [row["kind"] for row in rows] == ["users.email_proof_wanted"]
    assert wish.email not in rows[0]["body"]


async def test_the_link_proves_the_address_and_again_does_no_harm(db, make, sql):
    person = await make.user()
    token = await link(db, person)
    with pytest.raises(EmailUnproved):
        async with db.acting_as(person.principal) as tx:
            await proving.proved_address(tx, person.user_id)

    assert [await prove(db, token) for _ in range(2)] == [person.email] * 2

    async with db.acting_as(person.principal) as tx:
        assert await proving.proved_address(tx, person.user_id) == person.email
        with pytest.raises(AlreadyProved):
            await proving.want_proof(tx, person.user_id)
    assert await contact(sql, person) == (person.email, True, None)


async def test_a_made_up_or_old_link_proves_nothing(db, make):
    person = await make.user()
    async with db.acting_as(Worker()) as tx:
        old = await letters.email_proof(tx, person.user_id, key=KEY, lasts=-HOUR)

    for token in ("", "made-up", old.path.partition("token=")[2], await link(db, person, about="password_reset")):
        with pytest.raises(LinkSpent):
            await prove(db, token)


async def test_another_address_counts_once_it_is_proved(db, make, sql):
    person, fresh = await make.user(), f"{uuid4().hex}@example.org"
    former = await link(db, person)

    await change_email(db, person, fresh)
    waiting = await contact(sql, person)
    token = await link(db, person)
    reset_before = await link(db, person, about="password_reset")
    await prove(db, token)

    assert waiting == (person.email, False, fresh)
    assert await contact(sql, person) == (fresh, True, None)
    assert sorted(await facts_of(sql, person)) == ["email_change_wanted", "email_proof_wanted"]  # of one transaction
    assert (await sign_in(db, fresh, person.password)).user_id == person.user_id
    with pytest.raises(LinkSpent):
        await prove(db, former)
    with pytest.raises(LinkSpent):
        await reset(db, reset_before, "another long one")


async def test_only_the_latest_wish_is_proved_and_it_can_be_given_up(db, make, sql):
    person = await make.user()
    await change_email(db, person, f"{uuid4().hex}@example.org")
    first = await link(db, person)
    await change_email(db, person, f"{uuid4().hex}@example.org")
    second = await link(db, person)

    with pytest.raises(LinkSpent):
        await prove(db, first)
    async with db.acting_as(person.principal) as tx:
        await proving.keep_email(tx, person.user_id)
    with pytest.raises(LinkSpent):
        await prove(db, second)
    assert await contact(sql, person) == (person.email, False, None)


async def test_whose_an_address_is_learns_only_who_proves_it(db, make):
    person, other = await make.user(), await make.user()

    await change_email(db, person, other.email.upper())  # the same answer as for any address

    with pytest.raises(EmailTaken):
        await prove(db, await link(db, person))


async def test_another_address_needs_the_password(db, make, sql):
    person = await make.user()

    with pytest.raises(WrongPassword):
        await change_email(db, person, "new@example.org", password="not it at all")
    assert await facts_of(sql, person) == []


async def test_a_reset_works_once_and_signs_everybody_out(db, make, sql):
    person = await make.user()
    await make.session(person)
    token = await link(db, person, about="password_reset")

    with pytest.raises(PasswordTooShort):
        await reset(db, token, "short")
    await reset(db, token, "another long one")

    with pytest.raises(LinkSpent):
        await reset(db, token, "yet another long one")
    with pytest.raises(WrongCredentials):
        await sign_in(db, person.email, person.password)
    assert (await sign_in(db, person.email, "another long one")).user_id == person.user_id
    open_before = (
        "select count(*) from users.sessions where user_id = $1 and user_agent = 'tests' and revoked_at is null"
    )
    assert await sql.fetchval(open_before, person.user_id) == 0
    assert await facts_of(sql, person) == ["password_changed"]
    audit = "select details::text from showground.audit_log where subject_id = $1 and action = 'users.password_reset'"
    assert len(await sql.fetch(audit, person.user_id)) == 1


async def test_of_twenty_uses_of_a_link_at_once_one_sets_the_password(db, make):
    person = await make.user()
    token = await link(db, person, about="password_reset")

    answers = await asyncio.gather(
        *(reset(db, token, f"password number {n}") for n in range(20)), return_exceptions=True
    )

    assert [type(one) for one in answers].count(LinkSpent) == 19
    winner = answers.index(None)
    assert (await sign_in(db, person.email, f"password number {winner}")).user_id == person.user_id


async def test_whoever_claimed_a_strangers_address_loses_it_whole(db, make, sql):
    person = await make.user()  # made with an address that he never proved
    await make.api_key(person)
    await register(db, person, Authenticator())
    await set_up(db, person)
    await sql.execute(
        "insert into users.identities (id, user_id, issuer, subject) values ($1, $2, 'https://id.example', $3)",
        uuid4(),
        person.user_id,
        uuid4().hex,
    )

    await reset(db, await link(db, person, about="password_reset"), "the owner of the address")

    assert isinstance(await sign_in(db, person.email, "the owner of the address"), SignedIn)  # no second step of his
    assert (await contact(sql, person))[1] is True
    assert await sql.fetchval("select count(*) from users.passkeys where user_id = $1", person.user_id) == 0
    assert await sql.fetchval("select count(*) from users.identities where user_id = $1", person.user_id) == 0
    keys = "select count(*) from users.api_keys where user_id = $1 and revoked_at is null"
    assert await sql.fetchval(keys, person.user_id) == 0


async def test_a_proved_account_keeps_its_second_step_and_keys_through_a_reset(db, make, sql):
    person = await make.user()
    await prove(db, await link(db, person))
    await register(db, person, Authenticator())
    await set_up(db, person)

    await reset(db, await link(db, person, about="password_reset"), "another long one")

    assert not isinstance(await sign_in(db, person.email, "another long one"), SignedIn)
    assert await sql.fetchval("select count(*) from users.passkeys where user_id = $1", person.user_id) == 1


async def test_asking_for_a_reset_does_and_takes_the_same_for_everybody(db, make, sql, capsys):
    person = await make.user()

    async def seconds(email):
        began = time.perf_counter()
        async with db.acting_as(Anonymous()) as tx:
            await proving.want_reset(tx, email)
        return time.perf_counter() - began

    await seconds("warm@example.org")
    before = await sql.fetchval("select count(*) from showground.outbox where kind = 'users.password_reset_wanted'")
    known = statistics.median([await seconds(person.email) for _ in range(20)])
    unknown = statistics.median([await seconds(f"{uuid4().hex}@example.org") for _ in range(20)])
    after = await sql.fetchval("select count(*) from showground.outbox where kind = 'users.password_reset_wanted'")
    with capsys.disabled():
        print(f"\n  asking for a reset: {known * 1000:.1f} ms with an account, {unknown * 1000:.1f} ms without")

    assert after - before == 40
    assert (await facts_of(sql, person)).count("password_reset_wanted") == 20


async def test_changing_the_password_keeps_this_browser_only(db, make, sql):
    person = await make.user()
    await make.session(person, user_agent="here")
    here = await make.session_id(person)
    await make.session(person, user_agent="there")

    async with db.acting_as(person.principal) as tx:
        with pytest.raises(WrongPassword):
            await proving.change_password(tx, person.user_id, present="wrong", password="another long one", keep=here)
        await proving.change_password(
            tx, person.user_id, present=person.password, password="another long one", keep=here
        )
    async with db.acting_as(person.principal) as tx:
        found = await service.sessions(tx, person.user_id, current=here)

    assert [one.user_agent for one in found] == ["here"]
    assert await facts_of(sql, person) == ["password_changed"]


async def test_signing_out_everywhere_else(db, make):
    person, other = await make.user(), await make.user()
    await make.session(other)
    for name in ("a", "b", "here"):
        await make.session(person, user_agent=name)
    here = await make.session_id(person)

    async with db.acting_as(person.principal) as tx:
        ended = await proving.end_other_sessions(tx, person.user_id, keep=here)
        left = await service.sessions(tx, person.user_id, current=here)

    assert (ended, [one.user_agent for one in left]) == (2, ["here"])
    async with db.acting_as(other.principal) as tx:
        assert len(await service.sessions(tx, other.user_id, current=None)) == 1


async def test_delicate_things_ask_again_after_a_while(db, make, sql):
    person = await make.user()
    await make.session(person)
    here = await make.session_id(person)
    within = timedelta(minutes=15)

    async with db.acting_as(person.principal) as tx:
        await proving.require_fresh(tx, person.user_id, here, within=within)
    await sql.execute("update users.sessions set created_at = now() - interval '16 minutes' where id = $1", here)
    for session in (here, None):
        with pytest.raises(ConfirmFirst):
            async with db.acting_as(person.principal) as tx:
                await proving.require_fresh(tx, person.user_id, session, within=within)
    async with db.acting_as(person.principal) as tx:
        with pytest.raises(WrongPassword):
            await proving.confirm(tx, person.user_id, here, password="wrong")
        await proving.confirm(tx, person.user_id, here, password=person.password)
    async with db.acting_as(person.principal) as tx:
        await proving.require_fresh(tx, person.user_id, here, within=within)


async def test_a_hash_of_weaker_parameters_is_made_anew_at_the_next_sign_in(db, make, sql):
    person = await make.user()
    weaker = Argon2Hasher(time_cost=1, memory_cost=8192).hash(person.password)
    await sql.execute("update users.accounts set password_hash = $2 where user_id = $1", person.user_id, weaker)

    await sign_in(db, person.email, person.password)
    stored = await sql.fetchval("select password_hash from users.accounts where user_id = $1", person.user_id)

    assert stored != weaker
    assert "m=65536,t=3" in stored
    assert (await sign_in(db, person.email, person.password)).user_id == person.user_id
    again = await sql.fetchval("select password_hash from users.accounts where user_id = $1", person.user_id)
    assert again == stored
