"""Passkeys: what an authenticator's answer proves, and everything that proves nothing."""

from __future__ import annotations

import json

import pytest
from tests.authenticator import PRESENT, Authenticator, text_of

from showground.db.principal import Anonymous
from showground.domains.users.errors import PasskeyKnown, PasskeyNameNeeded, PasskeyRefused
from showground.domains.users.passkeys import service
from showground.domains.users.passkeys.types import Site
from showground.kit.faults import Unknown

SITE = Site("example.org", "https://example.org")


async def register(db, person, device, *, name="phone", answered_by=None):
    async with db.acting_as(person.principal) as tx:
        begun = await service.begin_registration(tx, person.user_id, site=SITE)
    owner = answered_by or person
    async with db.acting_as(owner.principal) as tx:
        return await service.register(
            tx, owner.user_id, token=begun.token, answer=device.register(begun.options), name=name, site=SITE
        )


async def begin(db):
    async with db.acting_as(Anonymous()) as tx:
        return await service.begin_sign_in(tx, site=SITE)


async def sign_in(db, device, begun=None, *, answer=None):
    begun = begun or await begin(db)
    async with db.acting_as(Anonymous()) as tx:
        answer = device.sign_in(begun.options) if answer is None else answer
        return await service.sign_in(tx, token=begun.token, answer=answer, site=SITE)


async def test_a_passkey_signs_its_owner_in_without_a_name(db, make, sql):
    person, device = await make.user(), Authenticator()

    made = await register(db, person, device, name="  My   phone ")
    who = [await sign_in(db, device) for _ in range(2)]

    assert who == [person.user_id] * 2
    stored = await sql.fetchrow("select * from users.passkeys where id = $1", made.id)
    assert (stored["name"], stored["sign_count"], stored["transports"]) == ("My phone", 3, ["internal", "hybrid"])
    assert stored["used_at"] is not None
    kinds = "select kind from showground.outbox where body ->> 'user' = $1"
    assert [row[0] for row in await sql.fetch(kinds, str(person.user_id))] == ["users.factors_changed"]


async def test_the_browser_is_asked_for_a_key_that_knows_its_owner_and_verifies_him(db, make):
    person = await make.user()
    await register(db, person, first := Authenticator())

    async with db.acting_as(person.principal) as tx:
        asked = json.loads((await service.begin_registration(tx, person.user_id, site=SITE)).options)

    assert asked["authenticatorSelection"]["residentKey"] == "required"
    assert asked["authenticatorSelection"]["userVerification"] == "required"
    assert asked["rp"]["id"] == "example.org"
    assert [one["id"] for one in asked["excludeCredentials"]] == [text_of(first.credential_id)]
    assert json.loads((await begin(db)).options)["userVerification"] == "required"


@pytest.mark.parametrize(
    "dishonest",
    [
        {"site": "evil.example"},
        {"origin": "https://evil.example"},
        {"origin": "http://example.org"},
        {"flags": PRESENT},
        {"flags": 0},
    ],
    ids=str,
)
async def test_an_answer_for_another_site_or_by_nobody_in_particular_proves_nothing(db, make, dishonest):
    person, device = await make.user(), Authenticator()

    with pytest.raises(PasskeyRefused):
        await register(db, person, Authenticator(**dishonest))
    await register(db, person, device)
    for name, value in dishonest.items():
        setattr(device, name, value)
    with pytest.raises(PasskeyRefused):
        await sign_in(db, device)


async def test_a_challenge_is_answered_once(db, make):
    person, device = await make.user(), Authenticator(count=0)
    await register(db, person, device)
    begun = await begin(db)
    answer = device.sign_in(begun.options)

    assert await sign_in(db, device, begun, answer=answer) == person.user_id
    with pytest.raises(PasskeyRefused):
        await sign_in(db, device, begun, answer=answer)
    with pytest.raises(PasskeyRefused):  # the answer to another challenge
        await sign_in(db, device, await begin(db), answer=answer)


async def test_a_challenge_runs_out(db, make, sql):
    person, device = await make.user(), Authenticator()
    await register(db, person, device)
    begun = await begin(db)
    await sql.execute("update users.ceremonies set expires_at = now() where kind = 'passkey_sign_in'")

    with pytest.raises(PasskeyRefused):
        await sign_in(db, device, begun)


async def test_a_copied_key_is_found_out_by_its_counter(db, make):
    person, device = await make.user(), Authenticator(count=7)
    await register(db, person, device)
    await sign_in(db, device)
    device.count = 7  # the copy goes on where it was made

    with pytest.raises(PasskeyRefused):
        await sign_in(db, device)


async def test_a_key_that_does_not_count_works_again_and_again(db, make):
    person, device = await make.user(), Authenticator(count=0)
    await register(db, person, device)

    assert [await sign_in(db, device) for _ in range(3)] == [person.user_id] * 3


async def test_a_registration_is_its_beginners_and_a_credential_is_registered_once(db, make):
    person, other, device = await make.user(), await make.user(), Authenticator()

    with pytest.raises(PasskeyRefused):
        await register(db, person, device, answered_by=other)
    await register(db, person, device)
    with pytest.raises(PasskeyKnown):
        await register(db, other, device)


async def test_another_keys_signature_is_none(db, make):
    person, device, thief = await make.user(), Authenticator(), Authenticator()
    await register(db, person, device)
    thief.credential_id = device.credential_id
    thief.count = 99

    with pytest.raises(PasskeyRefused):
        await sign_in(db, thief)


@pytest.mark.parametrize(
    "answer", [b"", b"{}", b"[]", b'{"id": "!", "response": {}}', b'{"id": "AAAA", "response": {}}', b"\xff"]
)
async def test_made_up_answers_prove_nothing(db, make, answer):
    person = await make.user()

    with pytest.raises(PasskeyRefused):
        await sign_in(db, None, answer=answer)
    async with db.acting_as(person.principal) as tx:
        begun = await service.begin_registration(tx, person.user_id, site=SITE)
    with pytest.raises(PasskeyRefused):
        async with db.acting_as(person.principal) as tx:
            await service.register(tx, person.user_id, token=begun.token, answer=answer, name="x", site=SITE)


async def test_a_closed_account_has_no_way_in(db, make, sql):
    person, device = await make.user(), Authenticator()
    await register(db, person, device)
    await sql.execute("update users.accounts set disabled_at = now() where user_id = $1", person.user_id)

    with pytest.raises(PasskeyRefused):
        await sign_in(db, device)


async def test_passkeys_are_ones_own_to_name_and_remove(db, make):
    person, other, device = await make.user(), await make.user(), Authenticator()
    made = await register(db, person, device)

    for act in (
        lambda tx: service.rename(tx, other.user_id, made.id, name="mine"),
        lambda tx: service.remove(tx, other.user_id, made.id),
    ):
        with pytest.raises(Unknown):
            async with db.acting_as(other.principal) as tx:
                await act(tx)
    with pytest.raises(PasskeyNameNeeded):
        async with db.acting_as(person.principal) as tx:
            await service.rename(tx, person.user_id, made.id, name=" ")
    async with db.acting_as(person.principal) as tx:
        await service.rename(tx, person.user_id, made.id, name="old phone")
        assert [one.name for one in await service.passkeys(tx, person.user_id)] == ["old phone"]
        await service.remove(tx, person.user_id, made.id)
    with pytest.raises(PasskeyRefused):
        await sign_in(db, device)
