"""A process dies at each named point of the code; what it left is whole, and telling it again ends as if it had not."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from datetime import timedelta
from pathlib import Path

import asyncpg
import msgspec
import pytest
from tests.budget import pick
from tests.make import Make
from tests.postoffice import open_office
from tests.races.actor import Play, Schema, Story, tell
from tests.site import empty_database, open_site

import showground
from showground.db.migrate import migrate
from showground.kit.ids import uuid7
from showground.schema.invariants import check

SOURCE = Path(showground.__file__).parent
POINT = re.compile(r'fault\.point\("([a-z_.]+)"\)')
MIGRATING = {"db.migrated", "db.replaying"}
OF_PICTURES = {"pictures.put", "pictures.added", "pictures.forgotten"}  # by tests/races/test_kill_pictures.py
OF_PRIVACY = {"privacy.packed", "privacy.put", "privacy.begun", "privacy.step", "privacy.kept"}  # test_kill_leaving.py
# Whoever dies after the server's answer and before its note cannot know that the letter arrived: it comes again, under
# its name. Everywhere else it comes once.
BEFORE_THE_NOTE = {"mail.accepted", "db.before_commit"}
ONCE_OR_DOUBTFUL = {False: {(1, 1)}, True: {(1, 1), (1, 2)}}
EVERY_PASS = range(1, 1000)
PATIENCE = timedelta(minutes=10)


def every_point():
    """Return the fault points that the code names."""
    docs = {"..."}
    return sorted({name for path in SOURCE.rglob("*.py") for name in POINT.findall(path.read_text())} - docs)


@pytest.fixture(scope="module")
async def ground(server, template):
    """A database whose outbox and jobs are these tests' alone."""
    async with open_site(server, f"kill_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}", template=template) as opened:
        yield opened


@pytest.fixture(scope="module")
async def office():
    """The mail server that all stories write to."""
    async with open_office() as opened:
        yield opened


def passes(point):
    """Return which passes of a point are killed, each in a telling of its own."""
    often = point in {"db.before_commit", "db.committed"}
    return pick(short=(3, 6) if often else (1,), soak=EVERY_PASS)


async def played(play, point, nth):
    """Run an actor that is to die at the nth pass of a point; return its exit code."""
    environment = {**os.environ, "SHOWGROUND_FAULT_POINT": f"{point}:{nth}", "PYTHONPATH": os.pathsep.join(sys.path)}
    actor = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.races.actor"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env=environment,
        cwd=Path(__file__).parents[2],
    )
    said, _ = await asyncio.wait_for(actor.communicate(msgspec.json.encode(play)), 120)
    assert actor.returncode in {0, -signal.SIGKILL}, said.decode()
    return actor.returncode


async def new_story(site, state_dir, office):
    """Return a story on an event of its own, and its buyer's address."""
    make = Make(site.db)
    shop, buyer = await make.shop(price=4800, capacity=5), await make.user()
    story = Story(
        app_url=site.app_url,
        state_dir=str(state_dir),
        event_id=shop.event_id,
        tier_id=shop.tier_id,
        owner_id=shop.owner.user_id,
        buyer_id=buyer.user_id,
        scanner_id=uuid7(),
        scan_id=uuid7(),
        sighting_id=uuid7(),
        key=f"kill-{uuid7()}",
        smtp_port=office.port,
    )
    return story, buyer.email


async def violations(site, patience=PATIENCE):
    """Return every invariant that does not hold."""
    return [verdict for verdict in await check(site.owner_url, patience=patience) if not verdict.holds]


WHOLE = """
select (select array_agg(status::text) from ticketing.orders where event_id = $1) as orders,
       (select array_agg(status::text order by status) from ticketing.tickets where event_id = $1) as tickets,
       (select array_agg(verdict::text) from ticketing.scan_logs where event_id = $1) as scans,
       (select count(*) from ticketing.admissions where event_id = $1) as admissions,
       (select array_agg(j.kind::text order by j.kind) from payments.journals j
         where j.source_id in (select id from payments.payments where event_id = $1
                                union all select id from payments.refunds where event_id = $1)) as journals,
       (select array_agg(status::text) from payments.refunds where event_id = $1) as refunds,
       (select array_agg(p.held || '/' || p.sold) from ticketing.pools p where event_id = $1) as pools,
       (select count(*) from messaging.notifications where event_id = $1) as notifications,
       (select array_agg(m.status::text) from messaging.mails m
          join ticketing.orders o on o.id = m.about_id where o.event_id = $1) as letters,
       (select count(*) from analytics.analytics_events where event_id = $1) as counted,
       (select count(*) from showground.outbox where relayed_at is null) as facts_waiting,
       (select count(*) from jobs.procrastinate_jobs) as jobs_left
"""
AS_IF_NOTHING_HAD_HAPPENED = {
    "orders": ["paid"],
    "tickets": ["valid", "cancelled"],
    "scans": ["admitted"],
    "admissions": 1,
    "journals": ["sale", "refund", "refund_settled"],
    "refunds": ["done"],
    "pools": ["0/1"],
    "notifications": 1,
    "letters": ["sent"],
    "counted": 5,  # two tickets, their order, the scan, the page that was seen
    "facts_waiting": 0,
    "jobs_left": 0,
}


async def state_of(site, story):
    """Return what is there of a story."""
    connection = await asyncpg.connect(site.owner_url)
    try:
        return dict(await connection.fetchrow(WHOLE, story.event_id))
    finally:
        await connection.close()


@pytest.mark.parametrize(
    "point", [point for point in every_point() if point not in MIGRATING | OF_PICTURES | OF_PRIVACY]
)
async def test_a_purchase_survives_a_kill_at(point, ground, tmp_path, office):
    killed = 0
    for nth in passes(point):
        story, buyer = await new_story(ground, tmp_path, office)
        if await played(Play(story=story), point, nth) == 0:
            break
        killed += 1

        left_behind = await violations(ground)
        half = await state_of(ground, story)
        receipt = await tell(story)
        again = await tell(story)

        assert left_behind == []
        assert half["orders"] in (None, ["pending"], ["paid"])
        assert half["tickets"] in (None, ["valid", "valid"], ["valid", "cancelled"])
        assert (half["tickets"] is None) == (half["orders"] != ["paid"])
        assert again == receipt
        assert await state_of(ground, story) == AS_IF_NOTHING_HAD_HAPPENED
        assert await violations(ground, timedelta(0)) == []
        letters = [one.name for one in office.taken_by(buyer)]
        assert (len(set(letters)), len(letters)) in ONCE_OR_DOUBTFUL[point in BEFORE_THE_NOTE]
    assert killed > 0, f"no process ever came to {point}"


CATALOG = """
select 'function' as kind, p.oid::regprocedure::text as name,
       concat(md5(p.prosrc), p.proowner::regrole, p.proacl) as what
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace
 where n.nspname !~ '^(pg_|information_schema|public$)'
union all
select 'policy', polrelid::regclass || ' ' || polname, coalesce(pg_get_expr(polqual, polrelid), '') from pg_policy
union all
select 'trigger', tgrelid::regclass || ' ' || tgname, pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
union all
select 'relation', c.oid::regclass::text, concat(c.relkind, c.relacl)
  from pg_class c where c.relnamespace::regnamespace::text !~ '^(pg_|information_schema|public$)'
"""


async def catalog(owner_url):
    """Return functions, policies, triggers and relations with their rights."""
    connection = await asyncpg.connect(owner_url)
    try:
        return {tuple(row) for row in await connection.fetch(CATALOG)}
    finally:
        await connection.close()


@pytest.mark.parametrize("point", sorted(MIGRATING))
async def test_a_migration_survives_a_kill_at(point, server, ground):
    assert point in every_point()
    name = f"torn_{point.rpartition('.')[2]}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    await empty_database(server, name)
    owner_url = server.address.url("showground_owner", name)
    try:
        code = await played(Play(schema=Schema(owner_url)), point, 1)
        first, second = await migrate(owner_url), await migrate(owner_url)

        assert code == -signal.SIGKILL
        assert first.migrations == []
        assert (first.replayed, second.replayed) == (True, False)
        assert await catalog(owner_url) == await catalog(ground.owner_url)
    finally:
        await asyncio.to_thread(server.drop, name)
