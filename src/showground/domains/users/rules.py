"""What names, handles, addresses and passwords may be. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from showground.domains.users.errors import (
    EmailMalformed,
    HandleMalformed,
    HandleReserved,
    NameNeeded,
    PasswordTooLong,
    PasswordTooShort,
)
from showground.kit.text import slug, squash

if TYPE_CHECKING:
    from collections.abc import Iterator

    from showground.domains.users.types import FollowStatus

HANDLE = re.compile(r"[a-z0-9][a-z0-9-]{0,37}[a-z0-9]")
HANDLE_LONGEST, NAME_LONGEST, EMAIL_LONGEST = 39, 120, 254
EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)*")
PASSWORD_SHORTEST, PASSWORD_LONGEST = 10, 512
NUMBERED = 9  # how many handles with a number are tried before one with random letters
RESERVED = frozenset({"admin", "api", "me", "new", "operator", "root", "showground", "support", "system"})


def a_name(text: str) -> str:
    """Return a display name without stray white space.

    Raises:
        NameNeeded: empty, or longer than 120 signs.
    """
    name = squash(text)
    if not 0 < len(name) <= NAME_LONGEST or "\0" in name:
        raise NameNeeded
    return name


def a_handle(text: str) -> str:
    """Return a handle as it is stored.

    Raises:
        HandleMalformed: other signs, too short or too long.
        HandleReserved: an address of the platform's own.
    """
    handle = text.strip().lower()
    if not HANDLE.fullmatch(handle):
        raise HandleMalformed
    if handle in RESERVED:
        raise HandleReserved
    return handle


def handles_for(name: str, *, tail: str) -> Iterator[str]:
    """Yield handles to try for somebody of this name, the plainest first.

    Args:
        tail: Random letters and figures; make the last one unlikely to be taken.
    """
    stem = slug(name, longest=HANDLE_LONGEST - len(tail) - 1) or "guest"
    if HANDLE.fullmatch(stem) and stem not in RESERVED:
        yield stem
    yield from (f"{stem}-{number}" for number in range(2, NUMBERED + 2))
    yield f"{stem}-{tail}"


def an_email(text: str) -> str:
    """Return an address without the white space around it.

    Raises:
        EmailMalformed: nothing that mail could be sent to.
    """
    email = text.strip()
    if len(email) > EMAIL_LONGEST or not EMAIL.fullmatch(email) or "\0" in email:
        raise EmailMalformed
    return email


def a_password(text: str) -> str:
    """Return a new password.

    Raises:
        PasswordTooShort: fewer than ten signs.
        PasswordTooLong: more than 512 signs.
    """
    if len(text) < PASSWORD_SHORTEST:
        raise PasswordTooShort
    if len(text) > PASSWORD_LONGEST:
        raise PasswordTooLong
    return text


def shows_all(*, is_private: bool, is_self: bool, follow_status: FollowStatus | None) -> bool:
    """Return whether somebody sees more of a person than name and picture."""
    return not is_private or is_self or follow_status == "accepted"
