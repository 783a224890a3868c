"""Makers of people and what is theirs."""

from __future__ import annotations

import secrets
from datetime import timedelta
from functools import cache

import msgspec

from showground.db.principal import Person, Scope, Worker
from showground.domains.users import following, service, store
from showground.domains.users.consenting import service as consenting
from showground.domains.users.leaving import service as leaving
from showground.domains.users.passkeys import store as passkeys
from showground.domains.users.passkeys.types import PasskeyId
from showground.domains.users.passwords import HASHING
from showground.domains.users.types import Follow, NewApiKey, UserId
from showground.kit.ids import uuid7

PASSWORD = "a lantern for every tent"


class Made(msgspec.Struct, frozen=True):
    """A person with what tests need to be him; all of them have the same password."""

    user_id: UserId
    handle: str
    name: str
    email: str
    password: str = PASSWORD

    @property
    def principal(self):
        return Person(self.user_id)


@cache
def _password_hash():
    return HASHING.hash(PASSWORD)


async def user(make, *, name="Mara Lind", handle=None, email=None, is_private=False, is_operator=False) -> Made:
    """Return a new person; his hash is computed once for all, because a thousand sign-ups would take a minute."""
    handle = handle or f"person-{secrets.token_hex(6)}"
    made = Made(UserId(uuid7()), handle, name, email or f"{handle}@example.org")
    async with make.db.acting_as(Worker()) as tx:
        await store.add_profile(tx, user_id=made.user_id, handle=handle, display_name=name)
        await store.add_contact(tx, user_id=made.user_id, email=made.email, language=None)
        await store.add_account(tx, user_id=made.user_id, password_hash=_password_hash())
        if is_operator:
            await store.set_operator(tx, user_id=made.user_id, is_operator=True)
    if is_private:
        await hidden(make, made)
    return made


async def hidden(make, person: Made) -> None:
    """Make a person private."""
    async with make.db.acting_as(person.principal) as tx:
        await store.edit_profile(tx, msgspec.structs.replace(await store.me(tx), is_private=True))


async def consent(make, person: Made, *, given=True, purpose="analytics") -> None:
    """Have a person agree to something, or take it back."""
    async with make.db.acting_as(person.principal) as tx:
        await consenting.decide(tx, person.user_id, purpose, given=given)


async def session(make, person: Made, *, user_agent="tests", lasts=timedelta(days=30)) -> str:
    """Return the token of a new session."""
    async with make.db.acting_as(Worker()) as tx:
        return (await service.open_session(tx, person.user_id, user_agent=user_agent, lasts=lasts)).token


async def api_key(make, person: Made | None = None, *, scopes: tuple[Scope, ...] = ("read",), lasts=None) -> NewApiKey:
    """Return a new API key with its secret."""
    person = person or await user(make)
    async with make.db.acting_as(person.principal) as tx:
        return await service.create_api_key(tx, person.user_id, name="a key", scopes=scopes, lasts=lasts)


async def follow(make, person: Made | None = None, *, target_type="user", target_id=None) -> Follow:
    """Return a new follow, of a new person unless told."""
    person = person or await user(make)
    target_id = target_id or (await user(make)).user_id
    async with make.db.acting_as(person.principal) as tx:
        return await following.follow(tx, target_type, target_id)


async def session_id(make, person: Made):
    """Return the newest session of a person."""
    async with make.db.acting_as(person.principal) as tx:
        return (await service.sessions(tx, person.user_id, current=None))[0].id


async def passkey(make, person: Made | None = None):
    """Return the id of a new passkey, whose authenticator nobody has."""
    person = person or await user(make)
    async with make.db.acting_as(Worker()) as tx:
        made = await passkeys.add_passkey(
            tx,
            passkey_id=PasskeyId(uuid7()),
            user_id=person.user_id,
            credential_id=secrets.token_bytes(16),
            public_key=b"nobody's",
            sign_count=0,
            transports=["internal"],
            name="phone",
        )
    return made.id


async def export(make, person: Made | None = None):
    """Return the id of a copy of somebody's data that waits for the worker."""
    person = person or await user(make)
    async with make.db.acting_as(person.principal) as tx:
        return await leaving.want_export(tx, person.user_id)


async def erasure(make, person: Made, *, grace=timedelta(0)):
    """Return a person's wish to be forgotten, due at once unless told."""
    async with make.db.acting_as(person.principal) as tx:
        return await leaving.ask_erasure(tx, person.user_id, grace=grace)
