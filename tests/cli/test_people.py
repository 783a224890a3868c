"""Copies and erasures for who cannot ask himself, by the real command."""

from __future__ import annotations

import stat
import zipfile

import asyncpg
import msgspec
from tests.cli.test_selling import CONFLICT, UNKNOWN, commands, run
from tests.make import Make
from tests.make.checked import assert_clean

from showground.worker.privacy.erasing import erase_due

__all__ = ["run"]


async def guest(make, sql):
    """Return the address of somebody who bought two tickets without an account, and his order."""
    buyer, shop, address = await make.user(), await make.shop(price=0), f"guest-{make.number()}@example.org"
    await make.sale(shop, buyer=buyer)
    order = await sql.fetchval(
        "update ticketing.orders set user_id = null, email = $2, contact_name = 'Zoe Quux'"
        " where user_id = $1 returning id",
        buyer.user_id,
        address,
    )
    await sql.execute(
        "update ticketing.tickets set owner_user_id = null, holder_name = 'Zoe Quux' where event_id = $1", shop.event_id
    )
    return address, order


def rows_of(file, table):
    with zipfile.ZipFile(file) as archive:
        return [msgspec.json.decode(line) for line in archive.read(f"data/{table}.ndjson").splitlines()]


async def test_a_copy_is_written_for_the_operators_eyes_and_never_over_another(run, make, tmp_path, sql):
    person, file = await make.user(name="Zoe Quux"), tmp_path / "copy.zip"

    code, [[who, *_]], _ = run("person", "export", person.email, str(file))
    again = run("person", "export", person.handle, str(file))

    assert (code, who, again[0]) == (0, str(person.user_id), CONFLICT)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [one["email"] for one in rows_of(file, "users.contacts")] == [person.email]
    noted = "select count(*) from showground.audit_log where action = 'users.export_written' and subject_id = $1"
    assert await sql.fetchval(noted, person.user_id) == 1


async def test_a_guest_gets_his_copy_and_is_forgotten(fresh, tmp_path):
    run, file, sql = commands(fresh, tmp_path), tmp_path / "copy.zip", await asyncpg.connect(fresh.owner_url)
    address, order = await guest(Make(fresh.db), sql)
    amount = await sql.fetchval("select total_amount from ticketing.orders where id = $1", order)

    assert run("person", "export", address, str(file))[0] == 0
    assert run("person", "erase", address)[:2] == (0, [["guest", "erased", "1 orders"]])
    assert run("person", "erase", address)[0] == UNKNOWN

    assert [one["contact_name"] for one in rows_of(file, "ticketing.orders")] == ["Zoe Quux"]
    assert [one["holder_name"] for one in rows_of(file, "ticketing.tickets")] == ["Zoe Quux", "Zoe Quux"]
    left = await sql.fetchrow(
        "select o.email, o.contact_name, o.status::text, o.total_amount, array_agg(distinct t.holder_name), count(*)"
        " from ticketing.orders o join ticketing.order_items i on i.order_id = o.id"
        " join ticketing.tickets t on t.id = i.ticket_id"
        " where o.id = $1 and t.status = 'valid' group by o.id",
        order,
    )
    assert tuple(left) == (f"erased-{order}@erased.invalid", "", "paid", amount, [""], 2)
    await assert_clean(fresh)
    await sql.close()


async def test_a_person_is_asked_for_and_forgotten_by_the_worker(run, make, sql, site):
    person = await make.user()

    code, [[who, state, due]], _ = run("person", "erase", person.email, "--at-once")
    twice = run("person", "erase", person.email)
    await erase_due(site.db)

    assert (code, who, state, due[:4], twice[0]) == (0, str(person.user_id), "asked", "due ", CONFLICT)
    assert await sql.fetchval(
        "select erased_at is not null from users.user_profiles where user_id = $1", person.user_id
    )


async def test_what_stands_in_the_way_is_said(run, make):
    person = await make.user()
    await make.organization(founder=person, name="Ruby Gent")

    code, lines, said = run("person", "erase", person.handle)

    assert (code, lines) == (CONFLICT, [])
    assert said == (
        "Your account cannot be erased yet. You are the last owner of Ruby Gent. Make somebody else an owner first.\n"
    )


def test_nobody_is_said(run, tmp_path):
    assert run("person", "erase", "nobody@example.org")[0] == UNKNOWN
    assert run("person", "export", "nobody@example.org", str(tmp_path / "x.zip"))[0] == UNKNOWN
