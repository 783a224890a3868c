"""Rows are asked whatever the catalog says, and what cannot be seen is never said to hold."""

from __future__ import annotations

from urllib.parse import urlsplit

import msgspec
import pytest
from tests.schema.proving.scratch import OF_CUSTOMER
from tests.schema.servers import a_login

from showground.schema.catalog.read import read, reading
from showground.schema.proving import probe
from showground.schema.proving.probe import Prober
from showground.schema.proving.types import Link, Proof

ORPHAN = "update shop.orders set customer_id = 99 where id in (7, 8)"
UNDONE = "update shop.orders set customer_id = id % 21 where id in (7, 8)"
REMADE = """
alter table shop.orders drop constraint orders_of_customer,
    add constraint orders_of_customer foreign key (customer_id) references shop.customers
"""
UNKEYED = msgspec.structs.replace(OF_CUSTOMER, key="")


async def test_a_key_over_whole_rows_is_enforced(shop):
    assert await shop.orphans() == Proof(
        subject="shop.orders.customer_id -> shop.customers.id",
        kind="fk",
        status="enforced",
        evidence=(
            "foreign key orders_of_customer; "
            "200 rows read whole in 1 statement, 191 of them linked, 0 without a parent; "
            "select concat_ws(', ', c.id) from shop.orders c where (c.customer_id is not null) "
            "and not exists (select from shop.customers p where p.id = c.customer_id)"
        ),
        examined=200,
    )


async def test_orphans_behind_a_key_that_the_catalog_calls_valid_are_found(shop):
    await shop.unguarded(ORPHAN)
    broken = await shop.orphans()
    await shop.sql.execute(UNDONE)

    assert (broken.status, broken.violations, broken.samples) == ("violated", 2, ("7", "8"))
    assert (await shop.orphans()).status == "enforced"


async def test_a_key_validated_over_orphans_under_forced_rls_is_violated(any_shop):
    """PostgreSQL validates as the table's owner: rows that a policy hides from him are not looked at."""
    await any_shop.unguarded(ORPHAN)
    await any_shop.sql.execute("alter table shop.orders drop constraint orders_of_customer")
    async with a_login(any_shop.url) as login:
        owner = urlsplit(login).username
        await any_shop.sql.execute(f"""
            grant usage, create on schema shop to {owner};
            alter table shop.orders owner to {owner};
            alter table shop.customers owner to {owner};
            alter table shop.orders enable row level security, force row level security;
            set role {owner};
            alter table shop.orders
                add constraint orders_of_customer foreign key (customer_id) references shop.customers;
            reset role;
        """)

        assert await any_shop.sql.fetchval(
            "select convalidated from pg_constraint where conname = 'orders_of_customer'"
        )
        assert ((found := await any_shop.orphans()).status, found.samples) == ("violated", ("7", "8"))
        assert (await any_shop.orphans(url=login)).status == "hidden"
        await any_shop.sql.execute(f"reassign owned by {owner} to postgres")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("alter table shop.orders disable trigger all", "the triggers of orders_of_customer are disabled"),
        (
            f"{REMADE} not valid",
            "orders_of_customer is NOT VALID: older rows were never asked",
        ),
        (
            f"{REMADE} not enforced",
            "orders_of_customer is NOT ENFORCED",
        ),
    ],
)
async def test_a_key_that_does_not_bite_enforces_nothing(shop, change, why):
    await shop.sql.execute(change)

    found = await shop.orphans()

    assert (found.status, found.why) == ("holds", why)


async def test_without_a_key_it_holds_and_with_an_orphan_it_does_not(shop):
    await shop.sql.execute("alter table shop.orders drop constraint orders_of_customer")
    assert (await shop.orphans(UNKEYED)).status == "holds"

    await shop.unguarded(ORPHAN)
    assert (await shop.orphans(UNKEYED)).samples == ("7", "8")


async def test_what_no_row_has_proves_nothing(shop):
    await shop.sql.execute("update shop.lines set customer_id = null; delete from shop.orders where id > 0")

    found = await shop.orphans(UNKEYED)

    assert (found.status, found.why) == ("unchecked", "no row has this link")


@pytest.mark.parametrize(
    ("link", "why"),
    [
        (Link("shop.orders", ("buyer",), "shop.customers", ("id",)), "no column shop.orders.buyer"),
        (Link("shop.orders", ("customer_id",), "shop.people", ("id",)), "no table shop.people"),
    ],
)
async def test_what_is_not_there_is_missing(shop, link, why):
    found = await shop.orphans(link)

    assert (found.status, found.why) == ("missing", why)


@pytest.mark.parametrize(
    "hiding",
    [
        "revoke select on shop.customers from {}",
        "alter table shop.customers enable row level security",
        "revoke usage on schema shop from {}",
    ],
)
async def test_what_a_reader_may_not_see_is_hidden(shop, hiding):
    granted = "grant usage on schema shop to {login}; grant select on all tables in schema shop to {login}"
    async with a_login(shop.url, grants=granted) as reader:
        assert (await shop.orphans(url=reader)).status == "enforced"
        await shop.sql.execute(hiding.format(urlsplit(reader).username))

        found = await shop.orphans(url=reader)

        assert (found.status, found.why.partition(": ")[0]) == ("hidden", "not verifiable")
        async with reading(reader) as connection:
            assert await Prober(connection, await read(connection)).count("shop.customers") is None


async def test_nulls_count_as_the_key_says(any_shop):
    """MATCH SIMPLE lets a half-empty link be; MATCH FULL does not."""
    half = "update shop.lines set customer_id = null where order_id = 1 and number = 2"
    simple = Link("shop.lines", ("customer_id", "order_id"), "shop.orders", ("customer_id", "id"), key="lines_of_order")
    await any_shop.sql.execute(half)
    assert (await any_shop.orphans(simple)).status == "enforced"

    await any_shop.sql.execute(
        "update shop.lines l set customer_id = o.customer_id from shop.orders o where o.id = l.order_id"
    )
    await any_shop.sql.execute("""
        delete from shop.lines where customer_id is null;
        alter table shop.lines drop constraint lines_of_order, add constraint lines_of_order
            foreign key (customer_id, order_id) references shop.orders (customer_id, id) match full
    """)
    assert (await any_shop.orphans(simple)).status == "enforced"

    await any_shop.unguarded(half)
    found = await any_shop.orphans(simple)
    assert (found.status, found.samples) == ("violated", ("1, 2",))


async def test_a_table_that_refers_to_itself(shop):
    itself = Link("shop.lines", ("order_id", "part_of"), "shop.lines", ("order_id", "number"), key="lines_of_line")
    assert (await shop.orphans(itself)).status == "enforced"

    await shop.unguarded("delete from shop.lines where order_id = 5 and number = 1")
    assert (await shop.orphans(itself)).samples == ("5, 2",)


async def test_partitions_are_read_through_their_parents(any_shop, monkeypatch):
    await any_shop.sql.execute("""
        create table shop.visits (
            id bigint, at date, customer_id bigint references shop.customers, primary key (id, at)
        ) partition by range (at);
        create table shop.visits_old partition of shop.visits for values from ('2020-01-01') to ('2025-01-01');
        create table shop.visits_new partition of shop.visits default;
        create table shop.bills (id bigint primary key, visit_id bigint, at date,
            constraint bills_of_visit foreign key (visit_id, at) references shop.visits (id, at));
        insert into shop.visits select n, date '2024-12-01' + n, 1 from generate_series(1, 60) n;
        insert into shop.bills select id, id, at from shop.visits;
    """)
    child = Link("shop.visits", ("customer_id",), "shop.customers", ("id",), key="visits_customer_id_fkey")
    parent = Link("shop.bills", ("visit_id", "at"), "shop.visits", ("id", "at"), key="bills_of_visit")
    assert {(await any_shop.orphans(link)).status for link in (child, parent)} == {"enforced"}

    await any_shop.unguarded(
        "update shop.visits_old set customer_id = 77 where id = 3; delete from shop.visits_new where id = 50"
    )

    assert (await any_shop.orphans(child)).samples == ("3, 2024-12-04",)
    assert (await any_shop.orphans(parent)).samples == ("50",)
    monkeypatch.setattr(probe, "SMALL_BLOCKS", 0)
    assert "sample of 100 %" in (await any_shop.orphans(child, sample=100)).evidence
    assert (await any_shop.orphans(child, sample=100)).samples == ("3, 2024-12-04",)
    await any_shop.sql.execute("alter table shop.visits_old disable trigger all; delete from shop.visits where id = 3")
    assert (await any_shop.orphans(child)).why == "the triggers of visits_customer_id_fkey are disabled"


async def test_large_tables_are_read_in_ranges_and_every_row_once(any_shop, monkeypatch):
    monkeypatch.setattr(probe, "BATCH_BLOCKS", 4)
    monkeypatch.setattr(probe, "LEAST_BLOCKS", 4)
    await any_shop.sql.execute("insert into shop.orders select n, n % 20 + 1 from generate_series(201, 20000) n")
    await any_shop.unguarded("update shop.orders set customer_id = 99 where id in (300, 9000, 19999)")
    steps: list[tuple[str, int, int]] = []

    found = await any_shop.orphans(told=lambda *step: steps.append(step))

    assert (found.examined, found.violations, found.samples) == (20000, 3, ("19999", "300", "9000"))
    assert (steps[0][1], steps[-1][1]) == (0, len(steps) - 1)
    assert len(steps) > 10
    async with reading(any_shop.url) as connection:
        prober = Prober(connection, await read(connection))
        assert await prober.count("shop.orders", "c.customer_id = 99") == 3


async def test_a_sample_says_so_and_reads_less(any_shop, monkeypatch):
    monkeypatch.setattr(probe, "SMALL_BLOCKS", 16)
    await any_shop.sql.execute("insert into shop.orders select n, n % 20 + 1 from generate_series(201, 40000) n")

    found = await any_shop.orphans(sample=10)

    assert 0 < found.examined < 10_000
    assert "rows in a sample of 10 % of the blocks" in found.evidence
    assert found.evidence == (await any_shop.orphans(sample=10)).evidence


async def test_a_statement_that_takes_too_long_is_given_up(shop):
    await shop.sql.execute("insert into shop.orders select n, n % 20 + 1 from generate_series(201, 200000) n")

    found = await shop.orphans(statement_seconds=0.001)

    assert (found.status, found.why) == ("unchecked", "a statement took longer than 0.001 s")


async def test_a_parent_without_an_index_is_no_nested_loop(shop):
    await shop.sql.execute("""
        create table shop.marks (id bigint primary key, code bigint);
        create table shop.codes (code bigint);
        insert into shop.marks select n, n from generate_series(1, 60000) n;
        insert into shop.codes select n from generate_series(1, 60000) n;
    """)

    found = await shop.orphans(Link("shop.marks", ("code",), "shop.codes", ("code",)), statement_seconds=20)

    assert (found.status, found.examined) == ("holds", 60000)
    assert "read whole in 1 statement, no index of the parent helps" in found.evidence


async def test_types_that_are_not_compared_are_compared_as_text(shop):
    await shop.sql.execute("""
        create table shop.tags (id bigint primary key, target text);
        insert into shop.tags values (1, '7'), (2, '77');
    """)

    found = await shop.orphans(Link("shop.tags", ("target",), "shop.customers", ("id",), where="c.id < 9"))

    assert (found.status, found.samples) == ("violated", ("2",))
    assert "p.id::text = c.target::text" in found.evidence


async def test_a_type_of_an_extension_is_compared_by_its_own_operator(shop):
    await shop.sql.execute("""
        create schema kit;
        create extension citext schema kit;
        create table shop.words (word kit.citext primary key);
        create table shop.uses (id bigint primary key, word kit.citext references shop.words);
        insert into shop.words values ('Ticket');
        insert into shop.uses values (1, 'tiCKet');
    """)

    found = await shop.orphans(Link("shop.uses", ("word",), "shop.words", ("word",), key="uses_word_fkey"))

    assert found.status == "enforced"


async def test_rows_on_another_server_prove_nothing(shop):
    """The other server may hide some of them, and no setting of ours reaches it."""
    at = urlsplit(shop.url)
    await shop.sql.execute(f"""
        create extension postgres_fdw;
        create server mirror foreign data wrapper postgres_fdw
            options (host '127.0.0.1', port '{at.port}', dbname '{at.path[1:]}');
        create user mapping for current_user server mirror options (user 'postgres', password '{at.password}');
        create schema far;
        import foreign schema shop limit to (customers) from server mirror into far;
    """)

    found = await shop.orphans(Link("shop.orders", ("customer_id",), "far.customers", ("id",)))

    assert (found.status, found.examined) == ("hidden", 200)
    assert found.why == "not verifiable: rows hidden: rows are on another server, which may hide some"
