"""What is older than it is to be kept goes, and nothing else."""

from __future__ import annotations

import os
from datetime import timedelta

import asyncpg
import pytest
from tests.make.world import planted
from tests.site import open_site

from showground.db.pool import prepare_connection
from showground.db.principal import Worker
from showground.gateways.storage.opening import open_storage
from showground.schema.retention import apply, schedule
from showground.settings import read_settings
from showground.worker.privacy.keeping import keep_once

DONE_HERE = [term for term in schedule() if term.done != "elsewhere"]
ENDED = "starts_at = now() - $1 - interval '5 hours', ends_at = now() - $1"
GUESTS = "id in (select event_id from ticketing.orders where user_id is null)"
# By table and setting: which row is made as old as it is told, and how; the first of those that fit.
AGED = {
    ("users.sessions", "keep_sessions_days"): ("users.sessions", "expires_at = now() - $1", "true"),
    ("users.recovery_codes", "keep_sessions_days"): ("users.recovery_codes", "used_at = now() - $1", "true"),
    ("users.exports", "export_days"): (
        "users.exports",
        "made_at = now() - $1, expires_at = now(), bytes = 1",
        "true",
    ),
    ("organizations.invitations", "keep_invitations_days"): (
        "organizations.invitations",
        "declined_at = now() - $1",
        "accepted_at is null",
    ),
    ("ticketing.orders", "keep_guests_months"): ("events.events", ENDED, GUESTS),
    ("ticketing.orders", "keep_carts_days"): (
        "ticketing.orders",
        "status = 'expired', paid_at = null, created_at = now() - $1",
        "user_id is null",
    ),
    ("ticketing.tickets", "keep_guests_months"): ("events.events", ENDED, GUESTS),
    ("ticketing.carts", "keep_carts_days"): (
        "ticketing.carts",
        "created_at = now() - $1 - interval '1 hour', expires_at = now() - $1",
        "user_id is not null and id not in (select cart_id from ticketing.orders)",
    ),
    ("ticketing.devices", "keep_sessions_days"): (
        "events.events",
        ENDED,
        "id in (select event_id from ticketing.devices)",
    ),
    ("payments.inbox", "keep_notices_days"): (
        "payments.inbox",
        "processed_at = now() - $1, outcome = 'x', body = '{\"a\": 1}'",
        "true",
    ),
    ("messaging.mails", "keep_letters_days"): (
        "messaging.mails",
        (
            "created_at = now() - $1, status = 'kept', next_try_at = null, claim = null, claimed_until = null, "
            "sent_at = null"
        ),
        "true",
    ),
    ("messaging.message_job_recipients", "keep_letters_days"): (
        "messaging.message_job_recipients",
        "user_id = null, email = 'guest@example.org', error = null, status = 'sent', sent_at = now() - $1",
        "true",
    ),
    ("messaging.notifications", "keep_letters_days"): (
        "messaging.notifications",
        "created_at = now() - $1, read_at = now()",
        "true",
    ),
    ("showground.audit_log", "keep_audit_months"): ("showground.audit_log", "at = now() - $1", "true"),
}
NAMES = {
    "ticketing.carts": (
        "insert into ticketing.carts (id, event_id, user_id, secret_hash, expires_at) "
        "select gen_random_uuid(), c.event_id, p.user_id, sha256('x'), now() "
        "from ticketing.carts c, users.user_profiles p limit 1"
    ),
    "ticketing.orders": "update ticketing.orders set email = 'guest@example.org' where user_id is null",
    "ticketing.tickets": "update ticketing.tickets set holder_name = 'Guest' where owner_user_id is null",
    "ticketing.devices": (
        "update events.events set starts_at = now(), ends_at = now() + interval '1 hour'; "  # some are old by now
        "update ticketing.devices set user_agent = 'A browser'"
    ),
}


def aged(key):
    """Return the statement that makes a row old."""
    table, change, fits = AGED[key]
    change = change.replace("$1", "$1::interval")
    return f"update {table} set {change} where id = (select min(id::text)::uuid from {table} where {fits})"


@pytest.fixture(scope="module")
async def place(server, template):
    """A database with one of everything, whose rows grow old here alone."""
    async with open_site(server, f"aging_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}", template=template) as opened:
        await planted(opened.owner_url)
        yield opened


@pytest.fixture
async def aging(place):
    """Somebody whom no trigger stops."""
    connection = await asyncpg.connect(place.superuser_url)
    await prepare_connection(connection)
    await connection.execute("set session_replication_role = replica")
    yield connection
    await connection.close()


@pytest.mark.parametrize("term", DONE_HERE, ids=lambda term: f"{term.table} {term.setting}")
async def test_what_is_old_goes_and_what_is_young_stays(term, aging, place):
    key = (term.table, term.setting)
    kept = term.kept(read_settings({}))

    async def done():
        before = await aging.fetch(f"select t::text from {term.table} t order by 1")
        async with place.db.acting_as(Worker()) as tx:
            touched = await apply(tx, term, kept=kept)
        after = await aging.fetch(f"select t::text from {term.table} t order by 1")
        return touched, len({row[0] for row in before} - {row[0] for row in after})

    await done()  # what tests before made old
    if term.table in NAMES:
        await aging.execute(NAMES[term.table])
    await aging.execute(aged(key), kept - timedelta(hours=1))
    young = await done()
    await aging.execute(aged(key), kept + timedelta(hours=1))
    touched, differ = await done()
    again = await done()

    assert young == (0, 0)
    assert differ >= 1
    assert touched in {differ, 0 if term.done == "call" else differ}
    assert again == (0, 0)


async def test_a_round_does_the_whole_schedule_and_takes_files_whose_row_is_gone(aging, place, tmp_path):
    settings = read_settings({"DATABASE_URL": place.app_url, "SHOWGROUND_STATE_DIR": str(tmp_path)})
    storage = open_storage(settings)
    kept = await aging.fetchval("select blob from users.exports limit 1")
    await storage.put(kept, b"a copy")

    await keep_once(settings, place.db, storage)
    await storage.put(f"exports/{'0' * 64}.zip", b"nobody's")
    await aging.execute(aged(("messaging.notifications", "keep_letters_days")), timedelta(days=181))
    touched = await keep_once(settings, place.db, storage)

    assert touched == {"messaging.notifications": 1, "exports": 1}
    assert [one.name async for one in storage.listed("exports")] == [kept]


def test_every_line_of_the_schedule_is_tried():
    assert set(AGED) == {(term.table, term.setting) for term in DONE_HERE}
