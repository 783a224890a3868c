"""Proof of an address and a change of it, a lost and a new password, and asking again who it is.

An address counts once its owner opened the link that was sent there. Until then the account does what it likes in
its own name, and nothing that rests on the address: `proved_address` is asked wherever one is matched with a person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from showground.domains.users import rules, store, tokens
from showground.domains.users.errors import AlreadyProved, ConfirmFirst, EmailUnproved, LinkSpent, WrongPassword
from showground.domains.users.factors import store as factors
from showground.domains.users.facts import EmailChangeWanted, EmailProofWanted, PasswordChanged, PasswordResetWanted
from showground.domains.users.passkeys import store as passkeys
from showground.domains.users.passwords import check_password, hash_password
from showground.domains.users.proving import store as proving
from showground.domains.users.types import UserId
from showground.kit.faults import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, timedelta

    from showground.db.tx import Tx
    from showground.domains.users.types import Reach, SessionId


async def want_proof(tx: Tx, person: UserId) -> None:
    """Have the letter sent again that proves an address.

    Raises:
        AlreadyProved: there is nothing to prove.
    """
    reach = await _reach(tx, person)
    if reach.email_verified and reach.wanted_email is None:
        raise AlreadyProved
    tx.announce(EmailProofWanted(person))


async def prove_email(tx: Tx, token: str, *, keys: Iterable[bytes], now: datetime) -> str:
    """Take the link of a letter: the address is its reader's. A wanted address takes the place of the former one.

    Args:
        keys: `Keyring.keys(tokens.EMAIL_PROOF)`.

    Returns:
        The address.

    Raises:
        LinkSpent: the link ran out, or another address was chosen since.
        EmailTaken: somebody else proved this address first.
    """
    ticket = tokens.read(keys, token, now=now)
    await tx.as_service()
    person = UserId(ticket.user) if ticket else None
    reach = await store.reach_of_account(tx, person) if person else None
    if ticket is None or person is None or reach is None:
        raise LinkSpent
    if reach.wanted_email and tokens.proves(ticket, reach.wanted_email):
        if not await proving.take_wanted_email(tx, user_id=person, wanted_email=reach.wanted_email):
            raise LinkSpent
        tx.audit("users.email_changed", "person", person)
        return reach.wanted_email
    if not tokens.proves(ticket, reach.email):
        raise LinkSpent
    if await proving.set_verified(tx, person):
        tx.audit("users.email_proved", "person", person)
    return reach.email


async def proved_address(tx: Tx, person: UserId) -> str:
    """Return the address of a person who has shown that it is his: what may be matched with invitations and orders.

    Raises:
        EmailUnproved: he has not yet.
    """
    reach = await _reach(tx, person)
    if not reach.email_verified:
        raise EmailUnproved
    return reach.email


async def change_email(tx: Tx, person: UserId, *, email: str, password: str) -> None:
    """Ask for another address: its proof goes there, a notice to the present one, which counts until then.

    Whether somebody else has the address is told only to who proves that it is his.

    Raises:
        WrongPassword: it is not the person's.
        EmailMalformed: nothing that mail could be sent to.
    """
    wanted = rules.an_email(email)
    reach = await _proved_by_password(tx, person, password)
    if wanted.lower() == reach.email.lower():
        await proving.set_wanted_email(tx, user_id=person, wanted_email=None)
        return
    await proving.set_wanted_email(tx, user_id=person, wanted_email=wanted)
    tx.announce(EmailProofWanted(person))
    tx.announce(EmailChangeWanted(person))
    tx.audit("users.email_change_wanted", "person", person)


async def keep_email(tx: Tx, person: UserId) -> None:
    """Give up a change of address."""
    await tx.as_service()
    await proving.set_wanted_email(tx, user_id=person, wanted_email=None)


async def want_reset(tx: Tx, email: str) -> None:
    """Have a letter for a new password sent, if there is an account. Does the same work when there is none."""
    await tx.as_service()
    person = await store.person_of_email(tx, email.strip().replace("\0", ""))
    tx.announce(PasswordResetWanted(person or uuid4()))


async def reset_password(tx: Tx, token: str, password: str, *, keys: Iterable[bytes], now: datetime) -> None:
    """Set a new password by the link of a letter, once. Every session ends; a second step stays what it is.

    Who opened the letter owns the address. Where nobody had proved it before, keys and factors of whoever made the
    account end as well: he may have been somebody else.

    Args:
        keys: `Keyring.keys(tokens.PASSWORD_RESET)`.

    Raises:
        LinkSpent: the link ran out or was used.
        PasswordTooShort, PasswordTooLong: it is no password.
    """
    rules.a_password(password)
    ticket = tokens.read(keys, token, now=now)
    await tx.as_service()
    person = UserId(ticket.user) if ticket else None
    reach = await store.reach_of_account(tx, person) if person else None
    if (
        ticket is None
        or person is None
        or reach is None
        or not tokens.resets(ticket, address=reach.email, password_hash=reach.password_hash)
    ):
        raise LinkSpent
    await _set_password(tx, person, reach, password, keep=None)
    if not reach.email_verified:
        await proving.set_verified(tx, person)
        await _forget_what_lets_in(tx, person)
    tx.audit("users.password_reset", "person", person)


async def change_password(tx: Tx, person: UserId, *, present: str, password: str, keep: SessionId | None) -> None:
    """Set another password. Every session but `keep` ends.

    Raises:
        WrongPassword: the present one is another.
        PasswordTooShort, PasswordTooLong: the new one is no password.
    """
    rules.a_password(password)
    reach = await _proved_by_password(tx, person, present)
    await _set_password(tx, person, reach, password, keep=keep)
    tx.audit("users.password_changed", "person", person)


async def end_other_sessions(tx: Tx, person: UserId, *, keep: SessionId | None) -> int:
    """Sign the person out everywhere else; return in how many places."""
    await tx.as_service()
    ended = await proving.end_other_sessions(tx, user_id=person, current=keep)
    tx.audit("users.other_sessions_ended", "person", person, ended=ended)
    return ended


async def confirm(tx: Tx, person: UserId, session: SessionId, *, password: str) -> None:
    """Note that it is still the person himself who uses a session.

    Raises:
        WrongPassword: he does not know the password.
    """
    await _proved_by_password(tx, person, password)
    await proving.set_proved(tx, session_id=session, user_id=person)


async def require_fresh(tx: Tx, person: UserId, session: SessionId | None, *, within: timedelta) -> None:
    """Let pass who signed in, or confirmed that it is he, not long ago.

    Raises:
        ConfirmFirst: it is too long ago.
    """
    await tx.as_service()
    if session is None or not await proving.proved_within(tx, session_id=session, user_id=person, within=within):
        raise ConfirmFirst


async def check_password_of(tx: Tx, person: UserId, password: str) -> None:
    """Let pass who knows the person's password.

    Raises:
        WrongPassword: he does not, or there is none.
    """
    await _proved_by_password(tx, person, password)


async def _reach(tx: Tx, person: UserId) -> Reach:
    await tx.as_service()
    reach = await store.reach_of_account(tx, person)
    if reach is None:
        raise Unknown
    return reach


async def _proved_by_password(tx: Tx, person: UserId, password: str) -> Reach:
    reach = await _reach(tx, person)
    right, _ = await check_password(password, reach.password_hash)
    if not right:
        raise WrongPassword
    return reach


async def _set_password(tx: Tx, person: UserId, reach: Reach, password: str, *, keep: SessionId | None) -> None:
    fresh = await hash_password(password)
    if not await proving.change_password_hash(tx, user_id=person, known_hash=reach.password_hash, password_hash=fresh):
        raise LinkSpent
    await proving.end_other_sessions(tx, user_id=person, current=keep)
    tx.announce(PasswordChanged(person))


async def _forget_what_lets_in(tx: Tx, person: UserId) -> None:
    await proving.end_api_keys(tx, person)
    await proving.end_identities(tx, person)
    await factors.remove_totp(tx, person)
    await factors.remove_recovery_codes(tx, person)
    await passkeys.remove_all(tx, person)
