"""Every kind of letter: what it says, its template, and whether getting it twice is better than not at all."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from showground.db.tx import Tx
from showground.domains.messaging.mail import letters
from showground.domains.messaging.mail.types import Letterhead, Mail

Write = Callable[[Tx, Mail, Letterhead], Awaitable[dict[str, Any] | None]]


class Kind(msgspec.Struct, frozen=True):
    """A kind of letter.

    Attributes:
        name: As rows have it: `domain.what_happened`.
        template: Under `templates/letters`.
        write: Returns what the template reads besides `site`; None: there is nothing to say any more.
        repeatable: What may have arrived is sent again, with the same Message-ID.
    """

    name: str
    template: str
    write: Write
    repeatable: bool = False


ORDER_PAID = Kind("ticketing.order_paid", "order_paid", letters.order_paid, repeatable=True)
ORDER_LINKS = Kind("ticketing.order_links", "order_links", letters.order_links)
EMAIL_PROOF = Kind("users.email_proof", "email_proof", letters.email_proof)
PASSWORD_RESET = Kind("users.password_reset", "password_reset", letters.password_reset)
INVITATION = Kind("organizations.invitation", "invitation", letters.invitation)
EMAIL_CHANGE = Kind("users.email_change", "email_change", letters.account_notice)
PASSWORD_CHANGED = Kind("users.password_changed", "password_changed", letters.account_notice)
FACTORS_CHANGED = Kind("users.factors_changed", "factors_changed", letters.account_notice)
EXPORT_READY = Kind("users.export_ready", "export_ready", letters.data_notice)
ERASURE_ASKED = Kind("users.erasure_asked", "erasure_asked", letters.erasure_asked)
NOTICES = (EMAIL_CHANGE, PASSWORD_CHANGED, FACTORS_CHANGED, EXPORT_READY, ERASURE_ASKED)
KINDS = {kind.name: kind for kind in (ORDER_PAID, ORDER_LINKS, EMAIL_PROOF, PASSWORD_RESET, INVITATION, *NOTICES)}
REPEATABLE = tuple(kind.name for kind in KINDS.values() if kind.repeatable)
