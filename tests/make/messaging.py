"""Makers of letters and of notifications."""

from __future__ import annotations

from uuid import UUID

from tests.make.users import Made

from showground.db.principal import Worker
from showground.db.sql import compile_query
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


TELL = compile_query(
    "test.tell",
    "insert into messaging.notifications (id, recipient_user_id, kind, dedupe_key, title, body, target_path) "
    "values (:id, :user_id, 'ticketing.order_paid', :id::uuid::text, :title, 'One ticket is waiting for you.', :path)",
)


async def notification(make, *, person, title="Your tickets for Lantern Night", path="/me/tickets"):
    """Tell a person something; return the notification's id."""
    named = uuid7()
    async with make.db.acting_as(Worker()) as tx:
        await tx.run(TELL, id=named, user_id=person.user_id, title=title, path=path)
    return named
