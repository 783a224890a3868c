"""The reviewed list of what is known of people is complete: every column that names somebody stands in it."""

from __future__ import annotations

import re

import pytest

from showground.db.layout import SCHEMAS
from showground.db.principal import Worker
from showground.kit.ids import uuid7
from showground.schema.personal import Subject, erase_step, lines, steps

# Columns that lead to a person: keys to people, and to what people bought.
KEYS = """
select distinct k.conrelid::regclass::text as table, a.attname::text as column
  from pg_constraint k
  join pg_class c on c.oid = k.conrelid and not c.relispartition
 cross join lateral unnest(k.conkey) as u (number)
  join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.number
 where k.contype = 'f'
   and (k.confrelid in ('users.user_profiles'::regclass, 'users.accounts'::regclass)
        or k.confrelid in ('ticketing.orders'::regclass, 'ticketing.tickets'::regclass,
                           'ticketing.order_items'::regclass, 'payments.payments'::regclass)
           and a.attname ~ '^(order_id|ticket_id|payment_id|related_order_id)$')
"""
COLUMNS = """
select c.oid::regclass::text as table, a.attname::text as column
  from pg_attribute a
  join pg_class c on c.oid = a.attrelid
 where c.relnamespace::regnamespace::text = any ($1) and c.relkind in ('r', 'p') and not c.relispartition
   and a.attnum > 0 and not a.attisdropped
"""
PERSONAL = re.compile(
    r"email|phone|(^|_)address($|_)|user_agent|holder_name|contact_name|handle|display_name|(^|_)ip($|_)|^bio$|^actor$|^operator$"
    r"|recipient|^visitor$|photo_url|_user_id$|^user_id$|_by$"
)
# Columns of such names that name nobody, and why.
NOBODY = {
    ("organizations.organizations", "handle"): "an organization's",
    ("analytics.event_visitors", "visitor"): "belongs to nobody once the day's salt is deleted",
    ("users.contacts", "email_verified_at"): "a time",
    ("ticketing.orders", "seller_user_id"): "follows its event's owner",
}
SELLER = "seller_user_id"  # carried by everything that belongs to an event; follows from the event's owner
GENERATED = {("users.follows", "target_user_id"), ("events.events", "owner_user_id")}


async def found(sql):
    keys = {(row["table"], row["column"]) for row in await sql.fetch(KEYS)}
    columns = {(row["table"], row["column"]) for row in await sql.fetch(COLUMNS, list(SCHEMAS))}
    kinds = {(table, column) for table, column in columns if PERSONAL.search(column)}
    return keys | kinds, columns


async def test_every_column_that_names_somebody_has_a_line(sql):
    personal, _ = await found(sql)
    listed = {(line.table, name) for line in lines() for name in line.names}

    missing = {one for one in personal - listed if one not in NOBODY and one[1] != SELLER}

    assert missing == set()


async def test_lines_name_columns_that_are_there(sql):
    _, columns = await found(sql)

    assert [one for line in lines() for one in (*line.names, *line.withheld) if (line.table, one) not in columns] == []


async def test_a_new_table_that_names_somebody_is_seen(sql):
    async with sql.transaction():
        await sql.execute(
            "create table users.planted (person uuid references users.user_profiles (user_id), phone_number text)"
        )
        personal, _ = await found(sql)
        await sql.execute("drop table users.planted")

    assert {("users.planted", "person"), ("users.planted", "phone_number")} <= personal


@pytest.mark.parametrize("line", lines(), ids=lambda line: f"{line.table} {line.names[0]}")
async def test_a_line_can_be_read_and_erased(line, db):
    nobody = Subject(uuid7(), (uuid7(),), ("nobody@example.org",))
    async with db.acting_as(Worker()) as tx:
        assert await tx.run(line.reading, **{line.parameter: nobody.value_of(line.parameter)}) == 0
        assert await erase_step(tx, [line], nobody) == (1 if line.erased == "call" else 0)


@pytest.mark.parametrize("line", lines(), ids=lambda line: f"{line.table} {line.names[0]}")
def test_what_is_kept_or_left_out_has_a_reason(line):
    assert line.why or (line.exported and line.erased != "keep")
    assert bool(line.change) == (line.erased in {"change", "call"})


def test_people_come_last_and_each_schema_is_one_step():
    schemas = [schema for schema, _ in steps()]

    assert schemas == sorted(set(schemas), key=schemas.index)
    assert schemas[-1] == "users"
