"""What is said between us and a mail server."""

from __future__ import annotations

from typing import Literal

import msgspec

Fate = Literal["accepted", "refused", "later", "unknown", "given_up"]


class Envelope(msgspec.Struct, frozen=True):
    """A letter as it goes out: the addresses of the SMTP dialogue, and headers and body as bytes."""

    sender: str
    recipient: str
    content: bytes


class Reply(msgspec.Struct, frozen=True):
    """What became of a letter.

    Attributes:
        fate: `accepted`: the server answers for it now; `refused`: for good; `later`: not taken, may be tried again;
            `unknown`: it may have been taken; `given_up`: we did not want to any more, and nothing was sent.
        code: What the server answered, by SMTP; None when it said nothing.
        text: In its words or ours, one line.
    """

    fate: Fate
    code: int | None
    text: str
