"""Makers of letters."""

from __future__ import annotations

from uuid import UUID

from tests.make.users import Made

from showground.db.principal import Worker
from showground.domains.messaging.mail import store
from showground.kit.ids import uuid7


async def letter(make, *, person: Made | None = None, kind="users.password_reset") -> UUID:
    """Queue a letter to a person and return its id."""
    person, mail_id = person or await make.user(), uuid7()
    async with make.db.acting_as(Worker()) as tx:
        await store.add(
            tx,
            mail_id=mail_id,
            kind=kind,
            about_id=person.user_id,
            recipient=person.user_id,
            address=person.email,
            lang="en",
            dedupe_key=f"made:{mail_id}",
        )
    return mail_id
