"""People take everything along, and are forgotten: nothing of them is left anywhere, and money and"
" tickets stay right."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import asyncpg
import msgspec
import pytest
from tests.make import Make
from tests.make.checked import assert_clean
from tests.quux import EMAIL, HANDLE, NAME, PHONE, ROWS, SAID, TRACES, dumped, lines_with, plant_quux
from tests.races.crowd import purchase, till

from showground.db.pool import prepare_connection
from showground.db.principal import Worker
from showground.domains.users.leaving import service, store
from showground.gateways.storage.opening import open_storage
from showground.http.leaving.blocking import hindrances
from showground.kit.faults import Unknown
from showground.kit.ids import uuid7
from showground.settings import read_settings
from showground.worker.privacy.erasing import erase_due
from showground.worker.privacy.exporting import make_due, packed_data, subject_of


@pytest.fixture
def settings(fresh, tmp_path):
    """What a worker of this test's database is told."""
    return read_settings({"DATABASE_URL": fresh.app_url, "SHOWGROUND_STATE_DIR": str(tmp_path)})


@pytest.fixture
def storage(settings):
    return open_storage(settings)


@pytest.fixture
async def owner(fresh):
    """A raw connection as the owner of all tables."""
    connection = await asyncpg.connect(fresh.owner_url)
    await prepare_connection(connection)
    yield connection
    await connection.close()


@pytest.fixture
async def quux(fresh, owner, storage):
    """Somebody with something of every kind, who bought two tickets of another's event."""
    return await plant_quux(fresh, owner, storage)


async def asked(db, person, *, grace=timedelta(0)):
    async with db.acting_as(person.principal) as tx:
        return await service.ask_erasure(tx, person.user_id, grace=grace)


def opened(packed):
    archive = zipfile.ZipFile(io.BytesIO(packed))
    tables = {
        name.removeprefix("data/").removesuffix(".ndjson"): [
            msgspec.json.decode(line) for line in archive.read(name).splitlines()
        ]
        for name in archive.namelist()
        if name.startswith("data/")
    }
    return archive, tables


async def test_a_copy_has_everything_that_was_planted(quux, fresh, storage):
    async with fresh.db.acting_as(Worker(quux.user_id)) as tx:
        archive, tables = opened(await packed_data(tx, storage, await subject_of(tx, quux.user_id), site="show.test"))

    left_out = {"users.recovery_codes", "showground.audit_log", "showground.idempotency_keys"}
    assert set(ROWS) - left_out - set(tables) == set()
    assert tables["users.contacts"][0]["phone"] == PHONE
    assert tables["users.user_profiles"][0]["bio"] == SAID
    assert [order["contact_name"] for order in tables["ticketing.orders"]] == [NAME]
    assert [ticket["holder_name"] for ticket in tables["ticketing.tickets"]] == [NAME, NAME]
    assert {one["text"] for one in tables["messaging.direct_messages"]} == {SAID, "an answer of the other side"}
    manifest = msgspec.json.decode(archive.read("manifest.json"))
    assert {one["table"]: one["rows"] for one in manifest["tables"] if one["rows"]} == {
        table: len(rows) for table, rows in tables.items()
    }
    assert [len(archive.read(name)) > 100 for name in manifest["pictures"]] == [True]
    assert "show.test" in archive.read("README.txt").decode()


async def test_a_copy_has_no_secret_and_nothing_of_others(quux, fresh, storage, owner):
    secrets = await owner.fetch(
        "select encode(secret_hash, 'hex') from users.api_keys union all select encode(token_hash, 'hex')"
        " from users.sessions"
        " union all select secret::text from ticketing.tickets union all select encode(public_key, 'hex')"
        " from users.passkeys"
        " union all select password_hash from users.accounts"
    )
    others = await owner.fetch(
        "select email from users.contacts where user_id <> $1 union all select bio from users.user_profiles"
        " where user_id <> $1 and bio <> ''",
        quux.user_id,
    )
    async with fresh.db.acting_as(Worker(quux.user_id)) as tx:
        archive, _ = opened(await packed_data(tx, storage, await subject_of(tx, quux.user_id), site="show.test"))
    text = "\n".join(archive.read(name).decode() for name in archive.namelist() if not name.startswith("pictures/"))

    assert len(secrets) > 5
    assert [one for (one,) in [*secrets, *others] if one and one in text] == []


async def test_what_the_other_side_took_back_is_not_in_the_copy(quux, fresh, storage, owner):
    await owner.execute(
        "update messaging.direct_messages set deleted_at = now() where sender_user_id <> $1", quux.user_id
    )
    async with fresh.db.acting_as(Worker(quux.user_id)) as tx:
        _, tables = opened(await packed_data(tx, storage, await subject_of(tx, quux.user_id), site="show.test"))

    assert [one["text"] for one in tables["messaging.direct_messages"]] == [SAID]


async def test_the_worker_makes_a_copy_once_and_says_so(quux, fresh, settings, storage, owner):
    async with fresh.db.acting_as(quux.principal) as tx:
        export_id = await service.want_export(tx, quux.user_id)

    assert await make_due(settings, fresh.db, storage) == 1
    assert await make_due(settings, fresh.db, storage) == 0

    async with fresh.db.acting_as(quux.principal) as tx:
        (listed,) = await service.exports(tx, quux.user_id)
        found = await service.export_file(tx, quux.user_id, export_id)
    blob = await storage.open(found.blob)
    assert (listed.state, listed.size, blob.size) == ("ready", found.size, found.size)
    assert await owner.fetchval("select count(*) from showground.outbox where kind = 'users.export_ready'") == 1
    assert await owner.fetchval("select count(*) from showground.audit_log where action = 'users.export_fetched'") == 1


async def test_nobody_else_fetches_a_copy(quux, fresh, settings, storage):
    stranger = await Make(fresh.db).user()
    async with fresh.db.acting_as(quux.principal) as tx:
        export_id = await service.want_export(tx, quux.user_id)
    await make_due(settings, fresh.db, storage)

    async with fresh.db.acting_as(stranger.principal) as tx:
        assert await service.exports(tx, quux.user_id) == []
        with pytest.raises(Unknown):
            await service.export_file(tx, stranger.user_id, export_id)


async def test_nothing_of_somebody_who_was_erased_is_left_in_the_database(quux, fresh):
    before = lines_with(dumped(fresh.superuser_url), TRACES)
    await asked(fresh.db, quux)

    assert await erase_due(fresh.db) == 1
    assert await erase_due(fresh.db) == 0

    assert len(before) >= 15
    assert lines_with(dumped(fresh.superuser_url), TRACES) == []
    await assert_clean(fresh)


async def test_money_and_tickets_are_what_they_were(quux, fresh, owner):
    books = (
        "select (select array_agg((o.id, o.user_id, o.status, o.total_amount)::text order by o.id) from"
        " ticketing.orders o),"
        " (select array_agg((t.id, t.status, t.code, t.owner_user_id)::text order by t.id) from ticketing.tickets t),"
        " (select array_agg((p.held, p.sold)::text order by p.id) from ticketing.pools p),"
        " (select array_agg(t::text order by t.journal_id, t.line) from payments.transfers t),"
        " (select count(*) from analytics.event_impressions), (select sum(facts) from analytics.event_days)"
    )
    before = await owner.fetchrow(books)
    await asked(fresh.db, quux)
    await erase_due(fresh.db)

    assert await owner.fetchrow(books) == before


async def test_an_erasure_that_was_taken_back_is_not_done(quux, fresh, owner):
    await asked(fresh.db, quux)
    async with fresh.db.acting_as(quux.principal) as tx:
        await service.take_back(tx, quux.user_id)

    assert await erase_due(fresh.db) == 0
    assert await owner.fetchval("select handle from users.user_profiles where user_id = $1", quux.user_id) == HANDLE


async def test_nothing_is_done_before_it_is_due(quux, fresh):
    await asked(fresh.db, quux, grace=timedelta(days=1))

    assert await erase_due(fresh.db) == 0


async def test_asking_signs_out_everywhere(quux, fresh, owner):
    await asked(fresh.db, quux, grace=timedelta(days=1))

    assert await owner.fetchval("select count(*) from users.sessions where user_id = $1", quux.user_id) == 0


async def test_the_handle_is_free_again_and_the_address_too(quux, fresh):
    await asked(fresh.db, quux)
    await erase_due(fresh.db)

    await Make(fresh.db).user(handle=HANDLE, email=EMAIL)


async def test_the_picture_goes_with_its_row(quux, fresh, owner):
    await asked(fresh.db, quux)
    await erase_due(fresh.db)

    assert await owner.fetchval("select count(*) from users.pictures where owner_user_id = $1", quux.user_id) == 0


async def test_others_keep_what_is_theirs(quux, fresh, owner):
    await asked(fresh.db, quux)
    await erase_due(fresh.db)

    rows = await owner.fetch("select text from messaging.direct_messages order by text")
    assert [row["text"] for row in rows] == ["Erased.", "an answer of the other side"]


async def test_who_others_depend_on_is_held_up_in_words(fresh, owner):
    make = Make(fresh.db)
    seller, buyer = await make.user(), await make.user()
    await make.organization(founder=seller, name="Ruby Gent")
    shop = await make.shop(owner=seller, price=0)
    await till(fresh.db).check_out(purchase(shop, buyer), key=f"key-{uuid7()}")
    async with fresh.db.acting_as(Worker()) as tx:
        found = [(one.code, one.name) for one in await hindrances(tx, seller.user_id)]
    await asked(fresh.db, seller)

    assert found == [("last_owner", "Ruby Gent"), ("tickets_sold", "Lantern Night")]
    assert await erase_due(fresh.db) == 0
    held_up = await owner.fetchval("select held_up from users.erasures")
    assert held_up.startswith(
        "You are the last owner of Ruby Gent. Make somebody else an owner first. Tickets are sold"
    )
    assert await owner.fetchval("select disabled_at from users.accounts where user_id = $1", seller.user_id) is None


async def test_what_is_still_to_come_is_cancelled_and_loses_its_words(fresh, owner):
    make = Make(fresh.db)
    seller = await make.user()
    shop = await make.shop(owner=seller)
    await owner.execute(
        "update events.events set description = 'At my place', address = 'Main Street 1' where id = $1", shop.event_id
    )
    await asked(fresh.db, seller)

    assert await erase_due(fresh.db) == 1
    row = await owner.fetchrow(
        "select status::text, description, address, title from events.events where id = $1", shop.event_id
    )
    assert tuple(row) == ("cancelled", "", "", "Lantern Night")
    await assert_clean(fresh)


async def test_an_expired_copy_cannot_be_fetched(quux, fresh, settings, storage, owner):
    async with fresh.db.acting_as(quux.principal) as tx:
        export_id = await service.want_export(tx, quux.user_id)
    await make_due(settings, fresh.db, storage)
    await owner.execute("update users.exports set expires_at = now() - interval '1 second'")

    async with fresh.db.acting_as(Worker()) as tx:
        with pytest.raises(Unknown):
            await store.file_of_export(tx, export_id, user_id=quux.user_id)
