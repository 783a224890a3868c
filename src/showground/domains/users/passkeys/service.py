"""Passkeys: register, name, remove, and sign in with one. Each ceremony's challenge is used once, within minutes."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from showground.domains.users import store as users
from showground.domains.users.errors import LastWayIn, PasskeyNameNeeded, PasskeyRefused
from showground.domains.users.factors import store as ceremonies
from showground.domains.users.facts import FactorsChanged
from showground.domains.users.passkeys import store
from showground.domains.users.passkeys.types import Begun, PasskeyId
from showground.domains.users.rules import NAME_LONGEST
from showground.kit.faults import Unknown
from showground.kit.ids import uuid7
from showground.kit.sealing import fingerprint
from showground.kit.text import squash

if TYPE_CHECKING:
    from showground.db.tx import Tx
    from showground.domains.users.factors.types import CeremonyKind
    from showground.domains.users.passkeys.types import Passkey, Site
    from showground.domains.users.types import UserId

TOKEN_BYTES = 32
LASTS = timedelta(minutes=5)


async def begin_registration(tx: Tx, person: UserId, *, site: Site) -> Begun:
    """Ask the browser for a new credential that knows its owner by itself and asks who he is."""
    from showground.domains.users.passkeys import ceremony  # at the first passkey: six megabytes of cryptography

    await tx.as_service()
    reach = await users.reach_of_account(tx, person)
    if reach is None:
        raise Unknown
    known = await store.credentials_of_person(tx, person)
    challenge, options = ceremony.registration(person, reach.email, reach.name, site=site, known=known)
    return Begun(options, await _begin(tx, "passkey_registration", person, challenge))


async def register(tx: Tx, person: UserId, *, token: str, answer: bytes, name: str, site: Site) -> Passkey:
    """Keep a credential that the browser made.

    Args:
        answer: `PublicKeyCredential.toJSON()` as text.

    Raises:
        PasskeyRefused: the answer proves nothing. PasskeyKnown: it is registered already.
        PasskeyNameNeeded: the name is empty or too long.
    """
    from showground.domains.users.passkeys import ceremony

    label = _a_name(name)
    challenge = await _finish(tx, "passkey_registration", token, person)
    made = ceremony.registered(answer, challenge, site=site)
    passkey = await store.add_passkey(
        tx,
        passkey_id=PasskeyId(uuid7()),
        user_id=person,
        credential_id=made.credential_id,
        public_key=made.public_key,
        sign_count=made.sign_count,
        transports=made.transports,
        name=label,
    )
    tx.audit("users.passkey_added", "passkey", passkey.id, name=passkey.name)
    tx.announce(FactorsChanged(person))
    return passkey


async def begin_sign_in(tx: Tx, *, site: Site) -> Begun:
    """Ask the browser for any passkey of this site; nobody says who he is."""
    from showground.domains.users.passkeys import ceremony

    await tx.as_service()
    challenge, options = ceremony.authentication(site=site)
    return Begun(options, await _begin(tx, "passkey_sign_in", None, challenge))


async def sign_in(tx: Tx, *, token: str, answer: bytes, site: Site) -> UserId:
    """Return whose passkey answered. It is something he has and something he knows or is: no second step follows.

    Raises:
        PasskeyRefused: unknown, of a closed account, or its answer proves nothing.
    """
    from showground.domains.users.passkeys import ceremony

    challenge = await _finish(tx, "passkey_sign_in", token, None)
    known = await store.passkey_of_credential(tx, ceremony.credential_of(answer))
    if known is None:
        raise PasskeyRefused
    sign_count = ceremony.authenticated(answer, challenge, known, site=site)
    await store.passkey_used(tx, passkey_id=known.id, sign_count=sign_count)
    return known.user_id


async def passkeys(tx: Tx, person: UserId) -> list[Passkey]:
    """Return a person's passkeys."""
    await tx.as_service()
    return await store.passkeys_of_person(tx, person)


async def rename(tx: Tx, person: UserId, passkey: PasskeyId, *, name: str) -> None:
    """Give a passkey another name.

    Raises:
        Unknown: the person has no such passkey. PasskeyNameNeeded: the name is empty or too long.
    """
    label = _a_name(name)
    await tx.as_service()
    if not await store.rename_passkey(tx, passkey_id=passkey, user_id=person, name=label):
        raise Unknown


async def remove(tx: Tx, person: UserId, passkey: PasskeyId) -> None:
    """Forget a passkey; it signs nobody in any more.

    Raises:
        Unknown: the person has no such passkey.
        LastWayIn: there is no password, no other passkey and no account elsewhere.
    """
    await tx.as_service()
    ways = await users.ways_in(tx, person)
    if not await store.remove_passkey(tx, passkey_id=passkey, user_id=person):
        raise Unknown
    if ways == 1:
        raise LastWayIn
    tx.audit("users.passkey_removed", "passkey", passkey)
    tx.announce(FactorsChanged(person))


async def _begin(tx: Tx, kind: CeremonyKind, person: UserId | None, challenge: bytes) -> str:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    await ceremonies.begin_ceremony(
        tx, kind=kind, token_hash=fingerprint(token), user_id=person, challenge=challenge, lasts=LASTS
    )
    return token


async def _finish(tx: Tx, kind: CeremonyKind, token: str, person: UserId | None) -> bytes:
    """Return the challenge that a browser was given, used up with this."""
    await tx.as_service()
    digest = fingerprint(token)
    begun = await ceremonies.open_ceremony(tx, kind=kind, token_hash=digest)
    if begun is None or begun.user_id != person or begun.challenge is None:
        raise PasskeyRefused
    if not await ceremonies.finish_ceremony(tx, kind=kind, token_hash=digest):
        raise PasskeyRefused
    return begun.challenge


def _a_name(text: str) -> str:
    label = squash(text.replace("\0", ""))
    if not 0 < len(label) <= NAME_LONGEST:
        raise PasskeyNameNeeded
    return label
