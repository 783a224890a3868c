"""Nobody takes the last way into his account away: a password, an account elsewhere, a passkey."""

from __future__ import annotations

import asyncio

import pytest

from showground.db.principal import Person, Worker
from showground.domains.users.errors import LastWayIn
from showground.domains.users.identities import service
from showground.domains.users.passkeys import service as passkeys
from showground.gateways.oidc import Vouched

SAME_SITE = {"sec-fetch-site": "same-origin"}


async def test_the_last_way_in_stays(db, make):
    person = Vouched("https://id.example", "lonely", "lonely@vouched.example", "Lonely")
    async with db.acting_as(Worker()) as tx:
        user = await service.enter(tx, person)
        [only] = await service.identities(tx, user)
    with pytest.raises(LastWayIn):
        async with db.acting_as(Person(user)) as tx:
            await service.unlink(tx, user, only.id)
    async with db.acting_as(Person(user)) as tx:
        await service.link(tx, user, Vouched("https://other.example", "lonely", "", ""))
        await service.unlink(tx, user, only.id)
        assert [one.issuer for one in await service.identities(tx, user)] == ["https://other.example"]


async def test_a_passkey_is_a_way_in_and_the_last_of_them_stays(db, make):
    async with db.acting_as(Worker()) as tx:
        user = await service.enter(tx, Vouched("https://id.example", "keyed", "keyed@vouched.example", "Keyed"))
        [only] = await service.identities(tx, user)
    passkey = await make.passkey(Person(user))

    async with db.acting_as(Person(user)) as tx:
        await service.unlink(tx, user, only.id)
    with pytest.raises(LastWayIn):
        async with db.acting_as(Person(user)) as tx:
            await passkeys.remove(tx, user, passkey)

    async with db.acting_as(Person(user)) as tx:
        assert [one.id for one in await passkeys.passkeys(tx, user)] == [passkey]


async def test_two_last_ways_in_are_not_taken_away_at_once(db, make):
    """One after the other the second is refused; at once, one of them waits and is."""
    async with db.acting_as(Worker()) as tx:
        user = await service.enter(tx, Vouched("https://id.example", "twice", "twice@vouched.example", "Twice"))
        [only] = await service.identities(tx, user)
    passkey = await make.passkey(Person(user))

    async def unlink():
        async with db.acting_as(Person(user)) as tx:
            await service.unlink(tx, user, only.id)

    async def remove():
        async with db.acting_as(Person(user)) as tx:
            await passkeys.remove(tx, user, passkey)

    answers = await asyncio.gather(unlink(), remove(), return_exceptions=True)

    assert sorted(type(answer).__name__ for answer in answers) == ["LastWayIn", "NoneType"]


async def test_identities_over_the_api(browse, make, sql):
    person = await make.user()
    identity = await make.identity(person)
    client = (await browse(person)).client
    path = f"/api/v1/me/identities/{identity}"

    seen = (await client.get("/api/v1/me/identities")).json()
    strangers = await (await browse(await make.user())).client.delete(path, headers=SAME_SITE)
    ended = [(await client.delete(path, headers=SAME_SITE)).status_code for _ in range(2)]
    await sql.execute("update users.accounts set password_hash = null where user_id = $1", person.user_id)
    last = await client.delete(f"/api/v1/me/identities/{await make.identity(person)}", headers=SAME_SITE)

    assert [one["id"] for one in seen] == [str(identity)]
    assert (strangers.status_code, ended) == (404, [204, 404])
    assert (last.status_code, last.json()["code"]) == (409, "users.last_way_in")
