"""What can go wrong, said once and free of any transport.

HTTP status, exit code and page are chosen by the adapters from `Fault.kind`.
"""

from __future__ import annotations

from enum import Enum
from typing import ClassVar

from showground.kit.words import gettext


class Kind(Enum):
    """The few ways in which a request can fail."""

    INVALID = "invalid"
    UNAUTHENTICATED = "unauthenticated"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    CONFLICT = "conflict"
    MISMATCH = "mismatch"
    TOO_MANY = "too_many"
    TOO_LARGE = "too_large"
    UNAVAILABLE = "unavailable"


class Fault(Exception):
    """A failure that a caller is told about.

    Attributes:
        kind: How adapters answer.
        code: Stable, dotted name; part of the public API.
        says: One sentence for people, in English; catalogues have it in other languages.
        about: The field that it is about, when it is always the same; stands in `facts` as `field`.
        facts: What is needed to act on it; shown to the caller, so never a secret.
    """

    kind: ClassVar[Kind] = Kind.INVALID
    code: ClassVar[str] = "fault"
    says: ClassVar[str] = "Something is wrong with this request."
    about: ClassVar[str] = ""

    def __init__(self, says: str | None = None, /, **facts: object) -> None:
        self.text = says or self.says
        self.facts = {"field": self.about, **facts} if self.about else facts
        super().__init__(self._filled(self.text))

    @property
    def title(self) -> str:
        """What this kind of fault says, in the language that is spoken."""
        return gettext(self.says)

    @property
    def sentence(self) -> str:
        """What this one says, in the language that is spoken by whoever tells it; `%(left)s` is a fact."""
        return self._filled(gettext(self.text))

    def _filled(self, text: str) -> str:
        return text % self.facts if "%(" in text else text


def literal(text: str) -> str:
    """Return a text that is not ours to be said as it stands: it names no facts, whatever is in it."""
    return text.replace("%", "%%") if "%(" in text else text


class Invalid(Fault):
    """A value that cannot be accepted; `field` names it."""

    kind, code = Kind.INVALID, "invalid"
    says = "A value is not acceptable."

    def __init__(self, says: str | None = None, /, *, field: str | None = None, **facts: object) -> None:
        self.field = field or self.about or None
        super().__init__(says, **({} if field is None else {"field": field}), **facts)


class Unauthenticated(Fault):
    """Nobody is signed in."""

    kind, code = Kind.UNAUTHENTICATED, "unauthenticated"
    says = "Sign in to continue."


class Refused(Fault):
    """Visible, but not allowed."""

    kind, code = Kind.REFUSED, "refused"
    says = "You may not do this."


class Unknown(Fault):
    """Not there, or hidden from the caller: the two are told apart nowhere."""

    kind, code = Kind.UNKNOWN, "unknown"
    says = "There is nothing here, or it is not yours to see."


class Conflict(Fault):
    """The state of the thing does not allow it now."""

    kind, code = Kind.CONFLICT, "conflict"
    says = "This is not possible in the present state."


class Unavailable(Fault):
    """Try again later."""

    kind, code = Kind.UNAVAILABLE, "unavailable"
    says = "This is not available right now. Try again in a moment."


class TooLarge(Fault):
    """More bytes than we take; `most` says how many we do."""

    kind, code = Kind.TOO_LARGE, "too_large"
    says = "This is too large to be sent here."


class TooMany(Fault):
    """A rate limit. `retry_after` is in seconds."""

    kind, code = Kind.TOO_MANY, "too_many"
    says = "Too many attempts. Wait a moment and try again."

    def __init__(self, says: str | None = None, /, *, retry_after: int = 60, **facts: object) -> None:
        self.retry_after = retry_after
        super().__init__(says, retry_after=retry_after, **facts)
