"""Accounts over the API: addresses and passwords. Second steps and passkeys are set up in a browser."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import msgspec
from litestar import delete, post, put
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import Meta

from showground.domains.users import service, tokens
from showground.domains.users.proving import service as proving
from showground.domains.users.types import Me
from showground.http.desk import Desk
from showground.http.entering import require_fresh
from showground.http.guards import allow
from showground.http.limits import CODE_OF_ADDRESS, MAIL_FROM_ADDRESS, MAIL_TO_ADDRESS, PASSWORD_OF_PERSON, count

Email = Annotated[str, Meta(examples=["mara@example.org"])]
Password = Annotated[str, Meta(examples=["a lantern for every tent"])]
Token = Annotated[str, Meta(description="From the link of a letter.", examples=["AZDVqMeie16PPpocLU1ujwAAAABo"])]


class EmailProofIn(msgspec.Struct, forbid_unknown_fields=True):
    """What the link of a letter says."""

    token: Token


class EmailProved(msgspec.Struct, frozen=True):
    """An address that is its account's from now on."""

    email: Email


class EmailIn(msgspec.Struct, forbid_unknown_fields=True):
    """Another address, and the password."""

    email: Annotated[str, Meta(examples=["mara.lind@example.org"])]
    password: Password


class PasswordIn(msgspec.Struct, forbid_unknown_fields=True):
    """The present password and another."""

    present: Password
    password: Password


class ResetAskedIn(msgspec.Struct, forbid_unknown_fields=True):
    """Whose password is lost."""

    email: Email


class ResetIn(msgspec.Struct, forbid_unknown_fields=True):
    """What the link of a letter says, and a new password."""

    token: Token
    password: Password


@post("/email-proofs", operation_id="ProveEmail", status_code=200, opt=allow(public=True))
async def prove_email(data: JSONBody[EmailProofIn], desk: NamedDependency[Desk]) -> EmailProved:
    """Confirm an address by the link of a letter."""
    await count(desk, CODE_OF_ADDRESS.of(desk.client_ip))
    async with desk.open() as tx:
        keys = desk.keyring.keys(tokens.EMAIL_PROOF)
        return EmailProved(await proving.prove_email(tx, data.token, keys=keys, now=datetime.now(UTC)))


@post("/me/email-proof", operation_id="SendEmailProof", status_code=204, opt=allow(in_person=True))
async def send_proof(desk: NamedDependency[Desk]) -> None:
    """Have the letter sent again that confirms your address."""
    await count(desk, MAIL_FROM_ADDRESS.of(desk.client_ip), MAIL_TO_ADDRESS.of(desk.person))
    async with desk.open() as tx:
        await proving.want_proof(tx, desk.person)


@put("/me/email", operation_id="ChangeEmail", opt=allow(in_person=True))
async def change_email(data: JSONBody[EmailIn], desk: NamedDependency[Desk]) -> Me:
    """Ask for another address; it takes the place of the present one once its link is opened."""
    await count(desk, PASSWORD_OF_PERSON.of(desk.person), MAIL_TO_ADDRESS.of_email(data.email))
    async with desk.open() as tx:
        await require_fresh(desk, tx)
        await proving.change_email(tx, desk.person, email=data.email, password=data.password)
    async with desk.open() as tx:
        return await service.me(tx)


@put("/me/password", operation_id="ChangePassword", status_code=204, opt=allow(in_person=True))
async def change_password(data: JSONBody[PasswordIn], desk: NamedDependency[Desk]) -> None:
    """Set another password; every other browser is signed out."""
    await count(desk, PASSWORD_OF_PERSON.of(desk.person))
    async with desk.open() as tx:
        await proving.change_password(
            tx, desk.person, present=data.present, password=data.password, keep=desk.session_id
        )


@post("/password-resets", operation_id="AskForReset", status_code=204, opt=allow(public=True))
async def ask_for_reset(data: JSONBody[ResetAskedIn], desk: NamedDependency[Desk]) -> None:
    """Have a letter sent by which a lost password is replaced. The answer is the same whether there is an account."""
    await count(desk, MAIL_FROM_ADDRESS.of(desk.client_ip), MAIL_TO_ADDRESS.of_email(data.email))
    async with desk.open() as tx:
        await proving.want_reset(tx, data.email)


@put("/password-resets", operation_id="ResetPassword", status_code=204, opt=allow(public=True))
async def reset_password(data: JSONBody[ResetIn], desk: NamedDependency[Desk]) -> None:
    """Set a new password by the link of a letter; everybody is signed out."""
    await count(desk, CODE_OF_ADDRESS.of(desk.client_ip))
    async with desk.open() as tx:
        keys = desk.keyring.keys(tokens.PASSWORD_RESET)
        await proving.reset_password(tx, data.token, data.password, keys=keys, now=datetime.now(UTC))


@delete("/sessions", operation_id="EndOtherSessions", opt=allow(in_person=True))
async def end_other_sessions(desk: NamedDependency[Desk]) -> None:
    """Sign out everywhere else."""
    async with desk.open() as tx:
        await proving.end_other_sessions(tx, desk.person, keep=desk.session_id)


HANDLERS = [
    prove_email,
    send_proof,
    change_email,
    change_password,
    ask_for_reset,
    reset_password,
    end_other_sessions,
]
