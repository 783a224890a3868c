"""Databases that are not ours: their polymorphic pairs are found and judged, on every version, by whoever may look."""

from __future__ import annotations

import pytest
from tests.schema.reporting.asking import attention, leaves, report_of, section
from tests.schema.servers import a_login, run
from tests.schema.shapes import SHAPES, shape

from showground.schema.reporting.flows import parse_flows

READER = "grant usage on schema public to {login}; grant select on all tables in schema public to {login}"
VARIANT = "type 'ActiveStorage::VariantRecord' → public.active_storage_variant_records (id)"
RAILS = {
    ("active_storage_attachments", VARIANT): "holds but unenforced",
    ("active_storage_attachments", "type 'Legacy::Invoice'"): "unchecked",
    ("active_storage_attachments", "type 'Person' → public.people (id)"): "holds but unenforced",
    ("active_storage_attachments", "type 'Post' → public.posts (id)"): "holds but unenforced",
    ("active_storage_attachments", "type 'User' → public.users (id)"): "holds but unenforced",
    ("comments", "type 'Photo' → public.photos (id)"): "violated (2 rows, e.g. 902; 903)",
    ("comments", "type 'Post' → public.posts (id)"): "violated (1 row, e.g. 901)",
    ("taggings", "type 'Photo' → public.photos (id)"): "holds but unenforced",
    ("taggings", "type 'Post' → public.posts (id)"): "holds but unenforced",
}
DJANGO = {
    ("django_admin_log", "type 'blog.post' → public.blog_post (id)"): "violated (1 row, e.g. 31)",
    ("django_admin_log", "type 'shop.basket'"): "unchecked",
    ("taggit_taggeditem", "type 'blog.photo' → public.blog_photo (id)"): "violated (2 rows, e.g. 21; 22)",
    ("taggit_taggeditem", "type 'blog.post' → public.blog_post (id)"): "holds but unenforced",
}


def judged(found):
    """Return what came of each type of each pair."""
    pairs = [line for line in section(found, "patterns").lines if line.check == "polymorphic"]
    return {
        (pair.subject.split(".")[1].split(" ")[0], line.subject): line.said for pair in pairs for line in pair.below
    }


@pytest.mark.parametrize(("name", "expected"), [("rails", RAILS), ("django", DJANGO), ("pagila", {})])
async def test_polymorphic_pairs_are_found_and_judged(scratch, version, name, expected):
    async with scratch(version, shape(name)) as url:
        found = await report_of(url)

    assert judged(found) == expected
    assert {leaf.status for leaf in leaves(found, check="fk")} == {"enforced"}
    assert found.server.startswith(f"PostgreSQL {version}.")


async def test_payments_without_a_customer_are_found_behind_a_key_that_one_partition_lacks(scratch, version):
    async with scratch(version, shape("pagila")) as url:
        found = await report_of(url)

    named = {line.subject: (line.status, line.violations) for line in leaves(found, check="implied")}
    assert named == {
        "public.payment.customer_id -> public.customer.customer_id": ("violated", 2),
        "public.payment.rental_id -> public.rental.rental_id": ("holds", 0),
        "public.payment.staff_id -> public.staff.staff_id": ("holds", 0),
        "public.store.manager_staff_id -> public.staff.staff_id": ("holds", 0),
    }
    lacking = [line for line in leaves(found, check="partition-key") if line.status == "missing"]
    assert {line.subject for line in lacking} == {"public.payment_p2022_03"}
    assert len(lacking) == 3


@pytest.mark.parametrize("name", SHAPES)
async def test_a_reader_without_other_rights_learns_the_same(scratch, name):
    async with scratch(18, shape(name)) as url:
        mine = await report_of(url)
        async with a_login(url, grants=READER) as login:
            his = await report_of(login)

    assert attention(his) == attention(mine)
    assert his.verdict == mine.verdict


async def test_rows_that_a_policy_hides_are_not_verifiable_and_nothing_of_them_holds(scratch, version):
    async with scratch(version, shape("rails")) as url, a_login(url, grants=READER) as login:
        await run(
            url,
            "alter table public.comments enable row level security; create policy own on public.comments "
            "using (author_id = 1); alter table public.posts enable row level security",
        )
        found = await report_of(login)

    said = {
        (line.check, line.subject.split(" -> ")[0].split(" (")[0]): line.said
        for line in leaves(found)
        if line.status == "hidden"
    }
    assert said == {
        ("fk", "→ public.users"): "not verifiable: rows hidden",
        ("polymorphic", "its types"): "not verifiable: rows hidden",
        ("polymorphic", "type 'Post' → public.posts"): "not verifiable: rows hidden",
    }
    assert found.verdict.word != "proved"
    assert not [line for line in leaves(found) if "comments" in line.subject and line.status in {"enforced", "holds"}]


async def test_tables_that_the_reader_may_not_select_from_are_not_verifiable(scratch):
    usage = "grant usage on schema public to {login}"
    async with scratch(18, shape("pagila")) as url, a_login(url, grants=usage) as login:
        found = await report_of(login)

    assert {line.said for line in leaves(found, check="fk")} == {"not verifiable: rows hidden"}


async def test_flows_of_a_stranger_are_walked_when_they_are_given(scratch):
    steps = parse_flows(
        "flow,step,from,to,child,column\n"
        "rent,1,public.customer,public.rental,public.rental,customer_id\n"
        "rent,2,public.rental,public.inventory,public.rental,inventory_id\n"
        "rent,3,public.inventory,public.film,public.inventory,film_id\n"
        "pay,1,public.rental,public.payment,public.payment,rental_id\n"
    )
    async with scratch(18, shape("pagila")) as url:
        found = await report_of(url, flows=steps)
        plain = await report_of(url)

    rent, pay = section(found, "flows").lines
    assert [line.status for line in rent.below] == ["enforced"] * 3
    assert [line.examined for line in rent.below] == [300, 100, 40]
    assert (pay.below[0].status, pay.below[0].why) == (
        "missing",
        "no foreign key of public.payment over rental_id to public.rental",
    )
    assert "flows" not in {one.name for one in plain.sections}


async def test_only_the_schemas_that_are_asked_for_and_what_leads_in_and_out(scratch):
    sql = """
    create schema a; create schema b; create schema c;
    create table a.one (id int primary key); create table b.two (id int primary key, one_id int references a.one);
    create table c.three (id int primary key, two_id int references b.two)
    """
    async with scratch(18, sql) as url:
        found = await report_of(url, schemas=["a"])

    [schema] = section(found, "schemas").lines
    assert (schema.subject, [line.subject for table in schema.below for line in table.below]) == (
        "a",
        ["← b.two (one_id) by two_one_id_fkey"],
    )
    assert [line.cells[:3] for line in section(found, "crossing").lines] == [("b", "a", "1")]


async def test_a_sample_is_said_to_be_one(scratch):
    sql = """
    create table big (id int primary key, big_id int references big);
    insert into big select n, n from generate_series(1, 100000) n
    """
    async with scratch(18, sql) as url:
        found = await report_of(url, sample=10)

    [line] = leaves(found, check="fk")
    assert "in a sample of 10 % of the blocks" in line.evidence
    assert 0 < line.examined < 50_000
    assert found.sampled == 10


async def test_a_question_that_takes_too_long_is_unchecked_and_says_why(scratch):
    sql = """
    create table slow (id int primary key, slow_id int references slow);
    insert into slow select n, n from generate_series(1, 300000) n
    """
    async with scratch(18, sql) as url:
        found = await report_of(url, statement_seconds=0.001)

    [line] = leaves(found, check="fk")
    assert (line.status, line.why) == ("unchecked", "a statement took longer than 0.001 s")
    assert found.verdict.word == "not proved"


async def test_names_that_need_quotes_are_asked_as_they_are(scratch):
    sql = """
    create schema "My ""Shop";
    create table "My ""Shop"."User" ("Id" int primary key);
    create table "My ""Shop"."order.line" (
        "select" int primary key, "User Id" int references "My ""Shop"."User", "About_type" text, "About_id" int
    );
    insert into "My ""Shop"."User" values (1);
    insert into "My ""Shop"."order.line" values (1, 1, 'User', 1), (2, 1, 'User', 7);
    """
    async with scratch(18, sql) as url:
        found = await report_of(url, schemas=['My "Shop'])

    [key], [pair] = leaves(found, check="fk"), leaves(found, check="polymorphic")
    assert (key.status, pair.status, pair.samples) == ("enforced", "violated", ("2",))
    assert [one.subject for one in section(found, "schemas").lines] == ['"My ""Shop"']
