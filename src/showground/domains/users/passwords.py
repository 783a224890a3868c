"""Hashing of passwords by argon2id, off the event loop and a few at a time: each takes 64 MiB."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

AT_ONCE = 4
HASHING = PasswordHash((Argon2Hasher(),))
THREADS = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="argon2")


async def hash_password(password: str) -> str:
    """Return the hash under which a password is stored."""
    return await asyncio.get_running_loop().run_in_executor(THREADS, HASHING.hash, password)


async def check_password(password: str, known_hash: str | None) -> tuple[bool, str | None]:
    """Return whether a password is right, and a newer hash to store when the known one is out of date.

    Without a hash it takes as long as with one, so that nobody learns from the clock who has an account.
    """
    verify = HASHING.verify_and_update
    right, newer = await asyncio.get_running_loop().run_in_executor(
        THREADS, lambda: verify(password, known_hash or _hash_of_nobody())
    )
    return (right, newer) if known_hash else (False, None)


@cache
def _hash_of_nobody() -> str:
    return HASHING.hash("nobody has this password")
