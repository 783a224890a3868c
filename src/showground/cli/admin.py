"""`showground admin`: accounts made by whoever runs the machine."""

from __future__ import annotations

import asyncio
import getpass
import secrets
import sys
from typing import TYPE_CHECKING

from showground.cli.house import open_house
from showground.database import open_database_of
from showground.db.principal import Worker
from showground.domains.users import service
from showground.domains.users.types import SignUp
from showground.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from showground.db.tx import Tx
    from showground.settings import Settings


def create_user(*, email: str, name: str = "", handle: str = "", operator: bool = False) -> None:
    """Make an account. Its password is asked for on a terminal, read from a pipe, or made up and printed.

    Parameters
    ----------
    email
        Address to sign in with.
    name
        Name as others see it; the part of the address before the @ when left out.
    handle
        Address of the person's page; made from the name when left out.
    operator
        Let the person run the platform.
    """
    password, made_up = _password()
    wanted = SignUp(display_name=name or email.partition("@")[0], email=email, password=password, handle=handle)

    async def work(tx: Tx) -> None:
        user_id = await service.sign_up(tx, wanted)
        if operator:
            await service.make_operator(tx, email=email)
        print(f"{user_id} {email}" + (f" {password}" if made_up else ""))

    _run(work)


def make_operator(email: str, *, revoke: bool = False) -> None:
    """Let the person with an e-mail address run the platform.

    Parameters
    ----------
    email
        Address of the account.
    revoke
        No longer let him.
    """

    async def work(tx: Tx) -> None:
        user_id = await service.make_operator(tx, email=email, is_operator=not revoke)
        print(f"{user_id} {email} is {'no operator any more' if revoke else 'an operator'}")

    _run(work)


def _password() -> tuple[str, bool]:
    """Return a password and whether nobody but us knows it yet."""
    if sys.stdin.isatty():
        given = getpass.getpass("Password (empty: make one up): ")
    else:
        given = sys.stdin.readline().rstrip("\n")
    return (given, False) if given else (secrets.token_urlsafe(15), True)


def _run(work: Callable[[Tx], Awaitable[None]]) -> None:
    with open_house(read_settings()) as house:
        asyncio.run(_in_transaction(house.settings, work))


async def _in_transaction(settings: Settings, work: Callable[[Tx], Awaitable[None]]) -> None:
    db = open_database_of(settings)
    try:
        async with db.acting_as(Worker()) as tx:
            await work(tx)
    finally:
        await db.close()
