"""What people do with their accounts: sign up and in, sessions, profile, API keys. Following stands in `following`."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import msgspec

from showground.domains.users import rules, store
from showground.domains.users.errors import (
    BioTooLong,
    HandleTaken,
    KeyNameNeeded,
    KeyScopesUnknown,
    LanguageUnknown,
    WrongCredentials,
)
from showground.domains.users.factors.service import begin_second_step
from showground.domains.users.facts import EmailProofWanted
from showground.domains.users.passwords import check_password, hash_password
from showground.domains.users.types import ApiKeyId, NewApiKey, SecondStepDue, SessionId, SignedIn, UserId
from showground.kit.faults import Unknown
from showground.kit.ids import short_code, uuid7
from showground.kit.sealing import fingerprint
from showground.kit.text import squash
from showground.kit.words import LANG, LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import timedelta

    from showground.db.principal import Scope
    from showground.db.tx import Tx
    from showground.domains.users.types import ApiKeyRow, Me, ProfileEdit, PublicPerson, Session, SignUp

TOKEN_BYTES = 32
API_KEY_PREFIX = "sg_"
AGENT_LONGEST, BIO_LONGEST = 300, 2000


async def sign_up(tx: Tx, wanted: SignUp) -> UserId:
    """Make an account with its profile and contact, and have the letter sent that proves its address.

    Somebody who has an account learns so here, because he would be stuck else. Asking costs an account and a letter
    to the address that was asked about, and is limited; no other answer of the platform tells who has one.

    Raises:
        HandleTaken: the handle asked for is somebody's; one that we make up never is.
        EmailTaken: there is an account with this address.
        Invalid: name, handle, address or password are not acceptable.
    """
    name, email = rules.a_name(wanted.display_name), rules.an_email(wanted.email)
    handles = [rules.a_handle(wanted.handle)] if wanted.handle.strip() else list(_made_up_handles(name))
    password_hash = await hash_password(rules.a_password(wanted.password))
    await tx.as_service()
    user_id = UserId(uuid7())
    for handle in handles:
        if await store.add_profile(tx, user_id=user_id, handle=handle, display_name=name):
            break
    else:
        raise HandleTaken
    await store.add_contact(tx, user_id=user_id, email=email, language=LANG.get())
    await store.add_account(tx, user_id=user_id, password_hash=password_hash)
    tx.announce(EmailProofWanted(user_id))
    return user_id


def _made_up_handles(name: str) -> list[str]:
    return list(rules.handles_for(name, tail=short_code(6).lower()))


async def sign_in(tx: Tx, *, email: str, password: str, user_agent: str, lasts: timedelta) -> SignedIn | SecondStepDue:
    """Open a session for who knows the password, or wait for the second step where the account asks for one.

    Takes the same time whether there is an account or not.

    Raises:
        WrongCredentials: address and password do not belong together, or the account is closed.
    """
    await tx.as_service()
    known = await store.credentials_of_email(tx, email.strip())
    right, newer = await check_password(password, known.password_hash if known else None)
    if known is None or not right:
        raise WrongCredentials
    if newer:
        await store.set_password_hash(tx, user_id=known.user_id, password_hash=newer)
    if known.has_second_step:
        return SecondStepDue(known.user_id, await begin_second_step(tx, known.user_id))
    return await open_session(tx, known.user_id, user_agent=user_agent, lasts=lasts)


async def open_session(tx: Tx, user_id: UserId, *, user_agent: str, lasts: timedelta) -> SignedIn:
    """Open a session for a person whose identity was proved in this transaction."""
    await tx.as_service()
    token = secrets.token_urlsafe(TOKEN_BYTES)
    language = await store.add_session(
        tx,
        session_id=SessionId(uuid7()),
        user_id=user_id,
        token_hash=fingerprint(token),
        user_agent=squash(user_agent.replace("\0", ""))[:AGENT_LONGEST],
        lasts=lasts,
    )
    return SignedIn(user_id, token, language)


async def renew_session(tx: Tx, session_id: SessionId, *, lasts: timedelta) -> None:
    """Let a session that is in use last anew."""
    await tx.as_service()
    await store.renew_session(tx, session_id=session_id, lasts=lasts)


async def end_session(tx: Tx, person: UserId, session_id: SessionId) -> None:
    """Sign a browser of the person out.

    Raises:
        Unknown: no open session of his has this id.
    """
    await tx.as_service()
    if not await store.end_session(tx, session_id=session_id, user_id=person):
        raise Unknown


async def sessions(tx: Tx, person: UserId, *, current: SessionId | None) -> list[Session]:
    """Return where the person is signed in."""
    await tx.as_service()
    return await store.sessions_of_person(tx, user_id=person, current=current)


async def me(tx: Tx) -> Me:
    """Return the caller, contact included.

    Raises:
        Unknown: nobody in person is acting.
    """
    return await store.me(tx)


async def edit_profile(tx: Tx, edit: ProfileEdit) -> Me:
    """Change what the caller left not unset.

    Raises:
        HandleTaken: the new handle is somebody's.
        Invalid: a value is not acceptable.
    """
    given = {name: value for name, value in msgspec.structs.asdict(edit).items() if value is not msgspec.UNSET}
    if "display_name" in given:
        given["display_name"] = rules.a_name(given["display_name"])
    if "handle" in given:
        given["handle"] = rules.a_handle(given["handle"])
    if "bio" in given:
        given["bio"] = given["bio"].replace("\0", "").strip()
        if len(given["bio"]) > BIO_LONGEST:
            raise BioTooLong
    for name in ("country_code", "timezone", "language"):
        if name in given:
            given[name] = given[name] or None
    if given.get("language") not in {None, *LANGUAGES}:
        raise LanguageUnknown
    changed = msgspec.structs.replace(await store.me(tx), **given)
    await store.edit_profile(tx, changed)
    if "language" in given:
        await tx.as_service()
        await store.set_language(tx, user_id=changed.user_id, language=changed.language)
    return changed


async def public_person(tx: Tx, handle: str, *, viewer: UserId | None) -> PublicPerson:
    """Return a person as the viewer may see him.

    Raises:
        Unknown: nobody has this handle.
    """
    person = await store.person_by_handle(tx, handle)
    follow = None
    if viewer is not None:
        follow = await store.follow_of_target(tx, target_type="user", target_id=person.user_id)
    status = follow.status if follow else None
    if not rules.shows_all(is_private=person.is_private, is_self=person.user_id == viewer, follow_status=status):
        person = msgspec.structs.replace(person, bio="", country_code=None)
    await tx.as_service()
    count = await store.followers_count(tx, target_type="user", target_id=person.user_id)
    return msgspec.structs.replace(
        person, followers_count=count, follow_id=follow.id if follow else None, follow_status=status
    )


async def create_api_key(
    tx: Tx, person: UserId, *, name: str, scopes: Collection[Scope], lasts: timedelta | None
) -> NewApiKey:
    """Make a key that acts for the person within the scopes; the secret exists only in the answer.

    Args:
        lasts: Until it expires; None: until it is revoked.

    Raises:
        KeyNameNeeded: the name is empty or too long.
        KeyScopesUnknown: there is none, or one that is no scope.
    """
    label = squash(name.replace("\0", ""))
    if not 0 < len(label) <= rules.NAME_LONGEST:
        raise KeyNameNeeded
    if not scopes:
        raise KeyScopesUnknown
    await tx.as_service()
    secret = API_KEY_PREFIX + secrets.token_urlsafe(TOKEN_BYTES)
    key = await store.add_api_key(
        tx,
        key_id=ApiKeyId(uuid7()),
        user_id=person,
        name=label,
        scopes=sorted(set(scopes)),
        secret_hash=fingerprint(secret),
        lasts=lasts,
    )
    tx.audit("users.api_key_made", "api_key", key.id, name=key.name, scopes=key.scopes)
    return NewApiKey(key, secret)


async def api_keys(tx: Tx, person: UserId) -> list[ApiKeyRow]:
    """Return the person's keys that work."""
    return await store.api_keys_of_person(tx, person)


async def end_api_key(tx: Tx, person: UserId, key_id: ApiKeyId) -> None:
    """Revoke a key at once.

    Raises:
        Unknown: no working key of his has this id.
    """
    await tx.as_service()
    if not await store.end_api_key(tx, key_id=key_id, user_id=person):
        raise Unknown
    tx.audit("users.api_key_ended", "api_key", key_id)


async def make_operator(tx: Tx, *, email: str, is_operator: bool = True) -> UserId:
    """Say whether the person with an address runs the platform. For the command line and for operators.

    Raises:
        Unknown: nobody has this address.
    """
    await tx.as_service()
    person = await store.person_of_email(tx, email.strip())
    if person is None:
        raise Unknown("Nobody has this e-mail address.")
    await store.set_operator(tx, user_id=person, is_operator=is_operator)
    tx.audit("users.operator_set", "person", person, is_operator=is_operator)
    return person
