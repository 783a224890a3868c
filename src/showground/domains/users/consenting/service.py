"""Giving consent and taking it back. Decisions stay: who agreed to what, from when until when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.domains.users.consenting import store
from showground.domains.users.consenting.types import PURPOSES, Consent

if TYPE_CHECKING:
    from showground.db.tx import Tx
    from showground.domains.users.consenting.types import Purpose
    from showground.domains.users.types import UserId


async def consents(tx: Tx, person: UserId) -> list[Consent]:
    """Return where the caller stands on every purpose there is."""
    decided = {one.purpose: one for one in await store.decisions(tx, user_id=person)}
    return [decided.get(purpose, Consent(purpose, given=False)) for purpose in PURPOSES]


async def decide(tx: Tx, person: UserId, purpose: Purpose, *, given: bool) -> list[Consent]:
    """Give or withdraw the caller's consent; deciding the same again writes nothing. Return where he stands now.

    Args:
        person: The caller, in person: no program agrees for him.
    """
    standing = {one.purpose: one.given for one in await consents(tx, person)}
    if standing[purpose] is not given:
        await tx.as_service()
        await store.add_decision(tx, user_id=person, purpose=purpose, given=given)
        tx.audit("users.consent_given" if given else "users.consent_withdrawn", "user", person, purpose=purpose)
    return await consents(tx, person)
