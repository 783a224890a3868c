"""No word of somebody outlives him: a mark in every column of text that is his, and a search of the whole database."""

from __future__ import annotations

import os
from collections import defaultdict
from itertools import product

import asyncpg
import pytest
from tests.make.world import planted
from tests.site import open_site

from showground.db.layout import SCHEMAS
from showground.db.pool import prepare_connection
from showground.db.principal import Worker, identity_sql
from showground.db.sql import compile_query
from showground.schema.personal import CASTS, Subject, lines, steps


def forms(number):
    """What a column may take, with the number of its line in it: the first that passes its checks is planted."""
    word = f"zqx{number:03}"
    return {
        "text": (address(number), word, f"/{word}.png", f"https://{word}.example/", f"+32499000{number:03}"),
        "text[]": ([word],),
        "jsonb": ({"email": address(number), "name": word, "reason": word},),
    }


def address(number):
    return f"zqx{number:03}@example.org"


# Columns that can hold words: no keys to other tables, nothing that the database computes.
WORDS = """
select c.oid::regclass::text, a.attname::text, format_type(coalesce(nullif(t.typbasetype, 0), t.oid), null)
  from pg_attribute a
  join pg_class c on c.oid = a.attrelid
  join pg_type t on t.oid = a.atttypid
 where c.relnamespace::regnamespace::text = any ($1) and c.relkind in ('r', 'p') and not c.relispartition
   and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
   and format_type(coalesce(nullif(t.typbasetype, 0), t.oid), null) = any ($2)
   and not exists (select from pg_constraint k
                    where k.conrelid = c.oid and k.contype = 'f' and a.attnum = any (k.conkey))
"""
LEFT = """
select distinct e.key, m.found[1]::integer
  from {table} t, jsonb_each_text(to_jsonb(t)) e, regexp_matches(e.value, '(?:zqx|32499000)([0-9]{{3}})', 'g') m (found)
"""
# A form with the place of its row in it, because many columns take nothing twice.
EACH = "replace(:form, 'zqx', 'r' || ((ctid::text::point)[0] * 1000 + (ctid::text::point)[1])::integer || 'zqx')"
ORDERS = "select coalesce(array_agg(id), '{}') from ticketing.orders where "
# Rows that nobody has in the world, made somebody's ($1).
LEAST = "(select min(id::text)::uuid from {} where {})"
ARRANGED = (
    (
        "update messaging.message_job_recipients"
        " set user_id = null, email = 'guest@example.org', status = 'failed', sent_at = null"
        f" where id = {LEAST.format('messaging.message_job_recipients', 'user_id is distinct from $1::uuid')}"
    ),
    (
        "update payments.inbox"
        " set processed_at = now(), outcome = 'x', failure = 'x', failed_at = now(), payment_id ="
        " (select y.id from payments.payments y join ticketing.orders o on o.id = y.order_id"
        " where o.user_id = $1 limit 1)"
    ),
    f"update ticketing.scan_logs set scanned_by = $1 where id = {LEAST.format('ticketing.scan_logs', 'true')}",
    (
        f"update events.event_posts set acting_org_id = {LEAST.format('organizations.organizations', 'true')}"
        f" where id = {LEAST.format('events.event_posts', 'author_user_id = $1 having count(*) > 1')}"
    ),
    (
        "insert into showground.idempotency_keys (principal, key, request, status, response)"
        " select p, 'arranged', sha256('x'), 200, '{}' from (select 'user:' || $1::uuid"
        " union all select 'order:' || min(id::text) from ticketing.orders where user_id = $1) w (p)"
        " where p is not null"
    ),
    (
        "insert into showground.runs (id, kind, asked_by, ended_at, outcome)"
        " values (gen_random_uuid(), 'check', $1, now(), 'well')"
    ),
    (
        "insert into showground.job_errors (job_id, task, error)"
        " select 1, 'arranged', 'for ' || user_id from users.user_profiles where user_id = $1"
    ),
    "insert into showground.outbox (id, kind, body, actor) values (gen_random_uuid(), 'users.arranged', '{}', $1)",
    (
        "insert into showground.audit_log (id, actor, action, subject_type, subject_id)"
        " values (gen_random_uuid(), $1, 'users.arranged', 'key', null),"
        " (gen_random_uuid(), null, 'users.arranged', 'person', $1)"
    ),
    (
        "insert into users.pictures (key, kind, owner_user_id, width, height, bytes)"
        " values ('logo-' || encode(substr(sha256($1::uuid::text::bytea), 1, 20), 'hex'), 'logo', $1::uuid, 1, 1, 1)"
    ),
)
# What is still there afterwards, by table, by what leads to the person. Where rows are kept the list says why.
STAYS = {
    ("analytics.analytics_events", "user_id"): "properties",  # steps and numbers that the platform writes
    ("campaigns.campaigns", "created_by"): "name",
    ("events.event_occurrences", "event_id"): "name",
    ("events.event_posts", "acting_org_id"): "text",
    ("events.event_series", "created_by"): "name",
    ("events.events", "created_by"): "address city description search slug summary title venue_name website",
    ("events.events", "owner_user_id"): "city search slug title",  # of what was public
    ("messaging.direct_messages", "conversation_id"): "text",
    ("messaging.mails", "about_id"): "dedupe_key",  # a kind and a fact's number
    ("messaging.mails", "address"): "dedupe_key",
    ("messaging.mails", "recipient_user_id"): "dedupe_key",
    ("messaging.message_jobs", "created_by"): "body subject",
    ("organizations.api_keys", "made_by"): "name",
    ("organizations.invitations", "invited_by"): "email",
    ("organizations.organizations", "created_by"): "description handle name website",
    ("payments.inbox", "payment_id"): "kind notice_id outcome provider_account",  # a provider's words for a notice
    ("payments.payments", "order_id"): "provider_account provider_ref",
    ("payments.refunds", "order_id"): "problem provider_ref reason",
    ("showground.audit_log", "actor"): "subject_type",
    ("showground.audit_log", "details"): "details subject_type",  # others' entries lose the address alone
    ("showground.audit_log", "subject_id"): "subject_type",
    ("showground.job_errors", "error"): "task",
    ("showground.outbox", "actor"): "body trace",
    ("showground.runs", "asked_by"): "details",
    ("sponsorship.proposal_messages", "sender_user_id"): "body",
    ("sponsorship.sponsors", "created_by"): "description logo_url name website",
    ("sponsorship.sponsorship_packages", "event_id"): "name",
    ("ticketing.devices", "made_by"): "gate_name",  # a door's
    ("ticketing.order_items", "order_id"): "description",
    ("ticketing.pools", "event_id"): "name",
    ("ticketing.scan_logs", "scanned_by"): "gate_name",
    ("ticketing.scan_logs", "ticket_id"): "gate_name",
    ("ticketing.ticket_tiers", "event_id"): "name",
    ("users.impersonations", "operator_id"): "reason",
}
# Columns whose checks take no word of anybody: kinds, languages, codes, fingerprints.
BOUND = {
    "analytics.analytics_events": "event_type",
    "events.event_comment_reactions": "kind",
    "events.event_links": "link_token_hash",
    "events.event_reactions": "kind",
    "events.event_texts": "language",
    "events.events": "cover_focus language",
    "messaging.direct_conversations": "title",  # of groups, and there is none yet
    "messaging.mails": "kind lang message_id",
    "messaging.notifications": "kind",
    "organizations.api_keys": "scopes",
    "showground.audit_log": "action",
    "showground.idempotency_keys": "principal",  # how the row is found
    "showground.outbox": "kind",
    "showground.runs": "kind outcome",
    "ticketing.orders": "language",
    "ticketing.tickets": "code",
    "users.accounts": "password_hash",
    "users.api_keys": "scopes",
    "users.ceremonies": "kind",
    "users.consents": "purpose",
    "users.contacts": "language",
    "users.exports": "blob",
    "users.pictures": "key kind",
}
# Tables with words that are no person's.
NOBODYS = {
    "analytics.event_days": "counts",
    "analytics.event_visitors": "who was counted, under a key that leads to nobody two days later",
    "campaigns.campaign_ads": "an organization's",
    "events.topics": "the platform's",
    "ml.event_features": "an event's",
    "payments.journals": "numbers of the books",
    "ref.countries": "reference",
    "ref.currencies": "reference",
    "ref.industries": "reference",
    "ref.timezones": "reference",
    "showground.migrations": "the schema's",
    "showground.rate_limits": "attempts of a window, under numbers, fingerprints and addresses of the network",
    "ticketing.fee_plans": "the platform's",
}


@pytest.fixture(scope="module")
async def place(server, template):
    """A database with one of everything, in which nothing of these tests stays."""
    async with open_site(server, f"words_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}", template=template) as opened:
        await planted(opened.owner_url)
        yield opened


@pytest.fixture
async def superuser(place):
    """Somebody whom no trigger stops."""
    connection = await asyncpg.connect(place.superuser_url)
    await prepare_connection(connection)
    await connection.execute("set session_replication_role = replica")
    yield connection
    await connection.close()


async def words_of(connection):
    """Return every column that can hold words, by table."""
    found = defaultdict(list)
    for table, column, kind in await connection.fetch(WORDS, list(SCHEMAS), list(forms(0))):
        found[table].append((column, kind))
    return found


async def everybody(connection):
    """Return each person of the world, and its guests, with the addresses that carry marks."""
    marked = tuple(address(number) for number, line in enumerate(lines()) if line.parameter == "addresses")
    people = await connection.fetch("select user_id from users.user_profiles order by 1")
    bought = [(person, await connection.fetchval(f"{ORDERS} user_id = $1", person)) for (person,) in people]
    guests = await connection.fetchval(f"{ORDERS} user_id is null")
    return [Subject(person, tuple(orders), marked) for person, orders in [*bought, (None, guests)]]


async def is_found(connection, line, subject):
    return bool(await connection.fetch(line.reading.sql, subject.value_of(line.parameter)))


async def mark(connection, number, column, kind, subject, *, anybodys=False):
    """Write a mark into a column of somebody's rows, which stay his by it; return whether it was taken.

    Where only one row may have it, the oldest gets it; `anybodys`: a row becomes his by it.
    """
    line = lines()[number]
    typed = f":{line.parameter}::{CASTS[line.parameter]}"
    rows = line.rows.replace(typed, f":{line.parameter}").replace(f":{line.parameter}", typed)
    first = f"ctid = (select ctid from {line.table} t where {{}} order by to_jsonb(t) ->> 'id' limit 1)"
    chosen = (first.format(f"{column} is not null"),) if anybodys else (rows, first.format(rows))
    for where, form in product(chosen, forms(number)[kind]):
        value = ":form" if anybodys or kind != "text" else EACH
        query = compile_query("mark", f"update {line.table} set {column} = {value} where {where}")
        given = {"form": form, line.parameter: subject.value_of(line.parameter)}
        try:
            async with connection.transaction():
                await connection.execute(query.sql, *(given[name] for name in query.parameters))
                if await is_found(connection, line, subject):
                    return True
                raise asyncpg.DataError  # it is how the row is found
        except asyncpg.PostgresError:
            continue
    return False


async def forget(connection, subject):
    await connection.execute(identity_sql(Worker()))
    for _, some in steps():
        for line in some:
            if line.erasing is not None and subject.value_of(line.parameter) is not None:
                await connection.execute(line.erasing.sql, subject.value_of(line.parameter))
    await connection.execute("reset role")


async def left(connection, tables):
    """Return which marks are where, as (where, column, whose line)."""
    return {
        (table, column, number)
        for table in tables
        for column, number in await connection.fetch(LEFT.format(table=table))
    }


async def tried(connection, subject, words):
    """Mark whatever is somebody's, forget him; return the lines that had rows, the columns marked, and what is left."""
    had, marked = set(), set()
    if subject.person is not None:
        for statement in ARRANGED:
            await connection.execute(statement, subject.person)
    for number, line in enumerate(lines()):
        if subject.value_of(line.parameter) is None:
            continue
        if line.parameter == "addresses":
            kind = dict(words[line.table])[line.names[0]]
            if await mark(connection, number, line.names[0], kind, subject, anybodys=True):
                marked.add((line.table, line.names[0]))
        if not await is_found(connection, line, subject):
            continue
        had.add(number)
        for column, kind in words[line.table]:
            if await mark(connection, number, column, kind, subject):
                marked.add((line.table, column))
    await forget(connection, subject)
    return had, marked, await left(connection, words)


def by_line(found):
    columns = defaultdict(set)
    for column, number in found:
        columns[lines()[number].table, lines()[number].names[0]].add(column)
    return {line: " ".join(sorted(some)) for line, some in columns.items()}


async def test_no_word_is_left_but_those_that_are_known(superuser):
    words = await words_of(superuser)
    had: set[int] = set()
    marked: set[tuple[str, str]] = set()
    stays: set[tuple[str, str, int]] = set()
    for subject in await everybody(superuser):
        trial = superuser.transaction()
        await trial.start()
        more = await tried(superuser, subject, words)
        await trial.rollback()
        had, marked, stays = had | more[0], marked | more[1], stays | more[2]
    tables = {line.table for line in lines()}
    bound = {table: {column for column, _ in words[table]} - {c for t, c in marked if t == table} for table in tables}

    assert {(line.table, line.rows) for number, line in enumerate(lines()) if number not in had} == set()
    assert {one for one in stays if one[0] != lines()[one[2]].table} == set()  # none went elsewhere
    assert by_line({(column, number) for _, column, number in stays}) == STAYS
    assert {table: " ".join(sorted(some)) for table, some in bound.items() if some} == BOUND


async def test_every_table_with_words_is_somebodys_or_known_to_be_nobodys(superuser):
    tables = {line.table for line in lines()}

    assert {table for table in await words_of(superuser) if table not in tables} == set(NOBODYS)
