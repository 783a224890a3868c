"""Second steps: codes by the RFC, each once; recovery codes; nobody is in before the second step."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from showground.db.principal import Anonymous
from showground.domains.users import service as users
from showground.domains.users.errors import SecondStepOff, SecondStepOn, SecondStepOver, WrongCode
from showground.domains.users.factors import rules, service
from showground.domains.users.types import SecondStepDue, SignedIn
from showground.kit.box import Box

BOX = Box([b"k" * 32])
NOW = datetime.now(UTC)
MONTH = timedelta(days=30)
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # "12345678901234567890"


def code_of(setup, *, at=NOW):
    return pyotp.TOTP(setup.secret).at(at)


async def set_up(db, person, *, at=NOW):
    """Return the app's set-up and the recovery codes, the code of `at` used up."""
    async with db.acting_as(person.principal) as tx:
        setup = await service.set_up(tx, person.user_id, box=BOX)
    async with db.acting_as(person.principal) as tx:
        return setup, await service.confirm(tx, person.user_id, code_of(setup, at=at), box=BOX, now=at)


async def first_step(db, person):
    async with db.acting_as(Anonymous()) as tx:
        return await users.sign_in(tx, email=person.email, password=person.password, user_agent="tests", lasts=MONTH)


async def second_step(db, due, code, *, at=NOW):
    async with db.acting_as(Anonymous()) as tx:
        return await service.finish_second_step(tx, due.token, code, box=BOX, now=at)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_codes_are_those_of_rfc_6238(seconds, code):
    now = datetime.fromtimestamp(seconds, UTC)

    assert rules.step_of(RFC_SECRET, code, now=now, after=0) == seconds // 30
    assert (
        rules.step_of(RFC_SECRET, f" {code[:3]} {code[3:]} ", now=now + timedelta(seconds=30), after=0) == seconds // 30
    )
    assert rules.step_of(RFC_SECRET, code, now=now + timedelta(seconds=90), after=0) is None
    assert rules.step_of(RFC_SECRET, code, now=now, after=seconds // 30) is None


@given(st.text(max_size=12))
def test_whatever_is_typed_is_a_code_or_none(text):
    assert rules.step_of(RFC_SECRET, text, now=NOW, after=10**12) is None


def test_recovery_codes_are_read_however_they_are_typed():
    codes = rules.new_recovery_codes()

    assert len(set(codes)) == 10
    assert rules.recovery_digest(codes[0].lower().replace("-", " ")) == rules.recovery_digest(codes[0])
    assert rules.recovery_digest("123456") is None


async def test_the_secret_is_stored_shut_and_counts_after_its_first_code(db, make, sql):
    person = await make.user()
    async with db.acting_as(person.principal) as tx:
        setup = await service.set_up(tx, person.user_id, box=BOX)

    stored = await sql.fetchval("select secret from users.totps where user_id = $1", person.user_id)
    before = await first_step(db, person)
    async with db.acting_as(person.principal) as tx:
        assert await service.pending_setup(tx, person.user_id, box=BOX) == setup
        codes = await service.confirm(tx, person.user_id, code_of(setup), box=BOX, now=NOW)

    assert setup.secret.encode() not in stored
    assert BOX.open(stored, f"totp:{person.user_id}").decode() == setup.secret
    assert isinstance(before, SignedIn)
    assert isinstance(await first_step(db, person), SecondStepDue)
    hashes = [
        row[0]
        for row in await sql.fetch("select code_hash from users.recovery_codes where user_id = $1", person.user_id)
    ]
    assert {rules.recovery_digest(code) for code in codes} == set(hashes)
    with pytest.raises(SecondStepOff):
        async with db.acting_as(person.principal) as tx:
            await service.pending_setup(tx, person.user_id, box=BOX)


async def test_no_session_before_the_second_step_and_a_code_works_once(db, make, sql):
    person = await make.user()
    setup, _ = await set_up(db, person)
    later = NOW + timedelta(seconds=30)

    due = await first_step(db, person)
    sessions = await sql.fetchval("select count(*) from users.sessions where user_id = $1", person.user_id)
    with pytest.raises(WrongCode):  # it confirmed the set-up
        await second_step(db, due, code_of(setup))
    assert await second_step(db, due, code_of(setup, at=later), at=later) == person.user_id
    again = await first_step(db, person)

    assert sessions == 0
    with pytest.raises(WrongCode):
        await second_step(db, again, code_of(setup, at=later), at=later)
    with pytest.raises(SecondStepOver):
        await second_step(db, due, code_of(setup, at=later + timedelta(seconds=30)), at=later)


async def test_of_twenty_uses_of_one_code_at_once_one_gets_in(db, make):
    person = await make.user()
    setup, codes = await set_up(db, person)
    later = NOW + timedelta(seconds=30)
    for code in (code_of(setup, at=later), codes[0]):
        begun = [await first_step(db, person) for _ in range(20)]

        answers = await asyncio.gather(*(second_step(db, one, code, at=later) for one in begun), return_exceptions=True)

        assert [one for one in answers if not isinstance(one, WrongCode)] == [person.user_id]


async def test_a_recovery_code_works_once_and_new_ones_end_the_old(db, make):
    person = await make.user()
    _, codes = await set_up(db, person)

    assert await second_step(db, await first_step(db, person), codes[3].lower()) == person.user_id
    with pytest.raises(WrongCode):
        await second_step(db, await first_step(db, person), codes[3])
    async with db.acting_as(person.principal) as tx:
        assert (await service.second_step(tx, person.user_id)).recovery_codes_left == 9
        fresh = await service.new_recovery_codes(tx, person.user_id)
    with pytest.raises(WrongCode):
        await second_step(db, await first_step(db, person), codes[4])
    assert await second_step(db, await first_step(db, person), fresh[0]) == person.user_id


async def test_a_sign_in_waits_ten_minutes_and_no_longer(db, make, sql):
    person = await make.user()
    _, codes = await set_up(db, person)
    due = await first_step(db, person)
    await sql.execute("update users.ceremonies set expires_at = now() where user_id = $1", person.user_id)

    with pytest.raises(SecondStepOver):
        await second_step(db, due, codes[0])
    with pytest.raises(SecondStepOver):
        await second_step(db, SecondStepDue(person.user_id, "made up"), codes[0])


async def test_a_closed_account_gets_no_second_step(db, make, sql):
    person = await make.user()
    _, codes = await set_up(db, person)
    due = await first_step(db, person)
    await sql.execute("update users.accounts set disabled_at = now() where user_id = $1", person.user_id)

    with pytest.raises(SecondStepOver):
        await second_step(db, due, codes[0])


async def test_an_app_is_set_up_once_and_removed_whole(db, make, sql):
    person = await make.user()
    await set_up(db, person)

    with pytest.raises(SecondStepOn):
        async with db.acting_as(person.principal) as tx:
            await service.set_up(tx, person.user_id, box=BOX)
    async with db.acting_as(person.principal) as tx:
        await service.remove(tx, person.user_id)

    assert isinstance(await first_step(db, person), SignedIn)
    assert await sql.fetchval("select count(*) from users.recovery_codes where user_id = $1", person.user_id) == 0
    actions = "select action from showground.audit_log where subject_id = $1 order by id"
    assert [row[0] for row in await sql.fetch(actions, person.user_id)] == [
        "users.second_step_on",
        "users.second_step_off",
    ]


async def test_one_persons_code_is_not_anothers(db, make):
    mara, jonas = await make.user(), await make.user()
    _, codes = await set_up(db, mara)
    await set_up(db, jonas)

    with pytest.raises(WrongCode):
        await second_step(db, await first_step(db, jonas), codes[0])
