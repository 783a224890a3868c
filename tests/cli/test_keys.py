"""A new master key: made while everything runs, put under what is stored, and what was signed before still holds."""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import UTC, datetime
from uuid import uuid4

import asyncpg
import pytest
from tests.browser import client_of
from tests.make import Make

from showground.app import http_app
from showground.db.principal import Worker
from showground.db.sql import compile_query
from showground.domains.ticketing.tokens import ORDER_LINK, order_token
from showground.http.keys import Keyring, add_key, read_keys
from showground.kit.box import Box
from showground.kit.ids import uuid7
from showground.schema import sealed
from showground.settings import read_settings

VAULT = """
create table users.vaults (id uuid primary key, secret showground.sealed, note text);
alter table users.vaults enable row level security;
create policy vaults_serve on users.vaults for all to service_role using (true) with check (true);
grant select, insert, update on users.vaults to service_role;
"""


@pytest.fixture
def environment(fresh, tmp_path):
    """A platform of the test's own: database and key file."""
    return {"DATABASE_URL": fresh.app_url, "SHOWGROUND_STATE_DIR": str(tmp_path)}


@pytest.fixture
def keyring(environment):
    return Keyring(read_settings(environment))


@pytest.fixture
async def vault(fresh, keyring):
    """A table of 1,203 shut secrets, and some rows without one."""
    connection = await asyncpg.connect(fresh.owner_url)
    await connection.execute(VAULT)
    ids = [uuid4() for _ in range(1203)]
    shut = [keyring.box.shut(f"secret of {one}".encode(), f"vault:{one}") for one in ids]
    await connection.execute(
        "insert into users.vaults (id, secret) select * from unnest($1::uuid[], $2::bytea[])", ids, shut
    )
    await connection.execute("insert into users.vaults (id) select gen_random_uuid() from generate_series(1, 5)")
    yield connection
    await connection.close()


async def admin(environment, *words):
    """Run the real command; return its exit code, lines and errors."""
    pipe = asyncio.subprocess.PIPE
    command = [sys.executable, "-m", "showground", "admin", *words]
    process = await asyncio.create_subprocess_exec(
        *command, env={**os.environ, **environment}, stdin=pipe, stdout=pipe, stderr=pipe
    )
    out, err = await process.communicate()
    return process.returncode, out.decode().splitlines(), err.decode().strip()


async def opened(vault, keyring):
    rows = await vault.fetch("select id, secret from users.vaults where secret is not null")
    return [keyring.box.open(row["secret"], f"vault:{row['id']}") == f"secret of {row['id']}".encode() for row in rows]


async def test_rotation_leaves_every_secret_readable_and_the_old_key_removable(environment, keyring, vault):
    [old] = keyring.ids

    code, lines, _ = await admin(environment, "rotate-key")
    new = keyring.ids[0]
    listed = await admin(environment, "keys")
    dropped = await admin(environment, "drop-key", old)

    assert (code, lines) == (
        0,
        [
            f"{new} is the present key",
            "users.totps.secret\t0 of 0 renewed",
            "users.vaults.secret\t1203 of 1203 renewed",
        ],
    )
    assert listed[1] == [f"{new}\tpresent\t1203 secrets", f"{old}\tolder\t0 secrets"]
    assert dropped[:2] == (0, [f"{old} is forgotten"])
    assert keyring.ids == [new]
    assert await opened(vault, keyring) == [True] * 1203


async def test_a_rotation_cut_short_is_finished_and_makes_no_third_key(environment, keyring, fresh, vault):
    [old] = keyring.ids
    await admin(environment, "rotate-key")
    halfway = [row[0] for row in await vault.fetch("select id from users.vaults where secret is not null limit 700")]
    first = Box(read_keys(keyring.path)[-1:])
    shut = [first.shut(f"secret of {one}".encode(), f"vault:{one}") for one in halfway]
    await vault.execute(
        "update users.vaults v set secret = o.s from unnest($1::uuid[], $2::bytea[]) o (id, s) where v.id = o.id",
        halfway,
        shut,
    )
    refused = await admin(environment, "drop-key", old)

    code, lines, _ = await admin(environment, "rotate-key")

    assert refused[0] == 5
    assert "700 secrets are still shut" in refused[2]
    assert (code, lines) == (
        0,
        [
            "finishing an earlier change of keys",
            "users.totps.secret\t0 of 0 renewed",
            "users.vaults.secret\t700 of 1203 renewed",
        ],
    )
    assert len(keyring.ids) == 2
    assert (await admin(environment, "rotate-key", "--only-secrets"))[1] == [
        "users.totps.secret\t0 of 0 renewed",
        "users.vaults.secret\t0 of 1203 renewed",
    ]
    assert await opened(vault, keyring) == [True] * 1203


async def test_a_secret_that_changes_meanwhile_is_not_overwritten(fresh, keyring, vault):
    victim = await vault.fetchval("select min(id::text)::uuid from users.vaults where secret is not null")
    add_key(keyring.path)
    column = sealed.SealedColumn("users.vaults", "id", "secret")
    async with fresh.db.acting_as(Worker()) as tx:
        read = await tx.value(compile_query("read", "select secret from users.vaults where id = :id"), id=victim)
    changed = keyring.box.shut(b"changed", f"vault:{victim}")
    await vault.execute("update users.vaults set secret = $2 where id = $1", victim, changed)

    async with fresh.db.acting_as(Worker()) as tx:
        late = keyring.box.renewed(read)
        touched = await tx.run(sealed._query("renew", sealed.RENEW, column), ids=[victim], old=[read], new=[late])
    await sealed.renew(fresh.db, lambda: keyring.box, progress=lambda *_: None)

    assert touched == 0
    stored = await vault.fetchval("select secret from users.vaults where id = $1", victim)
    assert keyring.box.open(stored, f"vault:{victim}") == b"changed"


async def test_links_forms_and_codes_that_are_out_still_hold(environment, keyring, fresh):
    make = Make(fresh.db)
    app = http_app(read_settings(environment))
    ticket, event, secret = uuid7(), uuid7(), uuid7()
    code = app.state.counter.signer.payload(event_id=event, ticket_id=ticket, secret=secret)
    person = await make.user()
    session = await make.session(person)
    async with client_of(app) as client:
        client.cookies.set("showground_session", session)
        page = await client.get("/me")
        token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
        door = app.state.counter.door

        await admin(environment, "rotate-key")

        answer = await client.post("/me/keys", data={"csrf_token": token, "name": "till", "read": "yes"})
        fresh_page = await client.get("/me")
    read = app.state.counter.door.signer.read(code)

    assert answer.status_code == 200
    assert token not in fresh_page.text
    assert (read.event_id, read.ticket_id, read.secret) == (event, ticket, secret)
    assert app.state.counter.door is door
    assert app.state.counter.signer.payload(event_id=event, ticket_id=ticket, secret=secret) != code
    assert len(app.state.counter.signer.public_keys()) == 2
    await app.state.db.close()


async def test_a_guests_link_holds_until_its_key_is_dropped(environment, keyring, fresh):
    order = (await Make(fresh.db).purchase()).order
    [old] = keyring.ids
    headers = {"x-order-token": order_token(keyring.key(ORDER_LINK), order, now=datetime.now(UTC))}
    app = http_app(read_settings(environment))
    async with client_of(app, **headers) as client:
        await admin(environment, "rotate-key")
        after = await client.get(f"/api/v1/orders/{order}")
        await admin(environment, "drop-key", old)

        assert after.status_code == 200
        assert (await client.get(f"/api/v1/orders/{order}")).status_code == 404
    await app.state.db.close()
