"""Signing in, up and linking by an account elsewhere, after the provider's answer was verified."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.domains.users import rules
from showground.domains.users import store as people
from showground.domains.users.errors import AddressNotVouched, IdentityTaken, LastWayIn, SignInFirst
from showground.domains.users.identities import store
from showground.domains.users.types import IdentityId, UserId
from showground.kit.faults import Unknown
from showground.kit.ids import short_code, uuid7
from showground.kit.words import LANG

if TYPE_CHECKING:
    from showground.db.tx import Tx
    from showground.domains.users.identities.types import IdentityRow
    from showground.gateways.oidc import Vouched


async def enter(tx: Tx, vouched: Vouched) -> UserId:
    """Return whom a verified identity lets in: its person, the holder of its proved address, or a new one.

    Raises:
        AddressNotVouched: the identity is unknown, and the provider has not verified an address.
        SignInFirst: somebody has this address here, but has not proved it to us, or asks for more than a proof of it.
    """
    await tx.as_service()
    known = await store.person_of_identity(tx, issuer=vouched.issuer, subject=vouched.subject)
    if known is not None:
        return known
    if not vouched.email:  # nothing is said about who has it, because anybody can claim it
        raise AddressNotVouched
    holder = await store.account_of_email(tx, vouched.email)
    if holder is None:
        person = await _sign_up(tx, vouched)
    elif holder.is_proved and not holder.has_second_step:
        person = holder.user_id
    else:
        raise SignInFirst
    await _link(tx, person, vouched)
    entered = await store.person_of_identity(tx, issuer=vouched.issuer, subject=vouched.subject)
    if entered is None:  # the account is closed
        raise Unknown
    return entered


async def link(tx: Tx, person: UserId, vouched: Vouched) -> None:
    """Let an identity in as a person who is signed in. Linking twice is linking once.

    Raises:
        IdentityTaken: it lets somebody else in.
    """
    await tx.as_service()
    known = await store.person_of_identity(tx, issuer=vouched.issuer, subject=vouched.subject)
    if known is None:
        await _link(tx, person, vouched)
    elif known != person:
        raise IdentityTaken


async def identities(tx: Tx, person: UserId) -> list[IdentityRow]:
    """Return the accounts elsewhere that let a person in."""
    return await store.identities_of_person(tx, person)


async def unlink(tx: Tx, person: UserId, identity_id: IdentityId) -> None:
    """Let an identity in no more.

    Raises:
        Unknown: it is none of the person's.
        LastWayIn: there is no password, no passkey and no other identity.
    """
    await tx.as_service()
    ways = await people.ways_in(tx, person)
    if not await store.end_identity(tx, identity_id=identity_id, user_id=person):
        raise Unknown
    if ways == 1:
        raise LastWayIn
    tx.audit("users.identity_unlinked", "person", person, identity=str(identity_id))


async def _sign_up(tx: Tx, vouched: Vouched) -> UserId:
    """Make an account without a password, whose address is proved."""
    email = rules.an_email(vouched.email)
    name = rules.a_name((vouched.name or email.partition("@")[0])[: rules.NAME_LONGEST])
    person = UserId(uuid7())
    for handle in rules.handles_for(name, tail=short_code(6).lower()):
        if await people.add_profile(tx, user_id=person, handle=handle, display_name=name):
            break
    await people.add_contact(tx, user_id=person, email=email, language=LANG.get())
    await people.add_account(tx, user_id=person, password_hash=None)
    await store.prove_email(tx, person)
    return person


async def _link(tx: Tx, person: UserId, vouched: Vouched) -> None:
    added = await store.add_identity(
        tx,
        identity_id=IdentityId(uuid7()),
        user_id=person,
        issuer=vouched.issuer,
        subject=vouched.subject,
        email=vouched.email,
    )
    if not added:
        raise IdentityTaken
    tx.audit("users.identity_linked", "person", person, issuer=vouched.issuer)
