"""Patterns are found in well-known shapes, in our own database, and in what somebody might write by hand."""

from __future__ import annotations

import pytest
from tests.schema.shapes import shape

from showground.schema.catalog.read import read, reading
from showground.schema.reporting.pairs import branches, pairs, polymorphic, table_called
from showground.schema.reporting.patterns import arcs, junctions, links, lookups


async def taken(url):
    async with reading(url) as connection:
        return await read(connection)


@pytest.fixture(scope="module")
async def ours(site):
    return await taken(site.owner_url)


@pytest.fixture(scope="module")
async def shapes(scratch):
    found = {}
    for name in ("django", "pagila", "rails"):
        async with scratch(18, shape(name)) as url:
            found[name] = await taken(url)
    return found


async def planted(scratch, sql):
    async with scratch(18, sql) as url:
        return await taken(url)


def test_every_foreign_key_is_a_link(shapes):
    pagila = links(shapes["pagila"])

    assert len(pagila) == len(shapes["pagila"].foreign_keys) == 24
    assert {link.child for link in pagila if link.parent == "public.customer"} == {
        "public.payment_p2022_01",
        "public.payment_p2022_02",
        "public.rental",
    }


@pytest.mark.parametrize(
    ("name", "tables"),
    [
        ("pagila", ["film_actor", "film_category"]),
        ("django", ["auth_group_permissions", "auth_user_groups", "auth_user_user_permissions"]),
        ("rails", []),
    ],
)
def test_junctions_are_tables_whose_key_is_made_of_foreign_keys(shapes, name, tables):
    assert [found.table for found in junctions(shapes[name])] == [f"public.{table}" for table in tables]


async def test_a_junction_of_composite_keys_is_one_and_an_event_shared_by_both_is_no_side(scratch):
    snapshot = await planted(
        scratch,
        """
        create table event (id int primary key);
        create table seat  (event_id int references event, id int, primary key (event_id, id));
        create table guest (event_id int references event, id int, primary key (event_id, id));
        create table seating (
            event_id int references event, seat_id int, guest_id int, primary key (event_id, seat_id, guest_id),
            foreign key (event_id, seat_id) references seat, foreign key (event_id, guest_id) references guest
        );
        create table note (event_id int references event, id int, primary key (event_id, id));
        """,
    )
    [found] = junctions(snapshot)
    assert (found.table, found.key, [link.parent for link in found.links]) == (
        "public.seating",
        "seating_pkey",
        ["public.guest", "public.seat"],
    )


@pytest.mark.parametrize(
    ("name", "tables"),
    [
        ("pagila", ["category", "city", "country", "language"]),
        ("django", ["auth_group", "taggit_tag"]),
        ("rails", ["users"]),
    ],
)
def test_lookups_are_short_lists_that_others_name(shapes, name, tables):
    assert [found.table for found in lookups(shapes[name])] == [f"public.{table}" for table in tables]


def test_our_reference_data_are_lookups(ours):
    found = {one.table for one in lookups(ours)}
    assert {"ref.countries", "ref.currencies", "ref.industries"} <= found
    assert found.isdisjoint({"users.user_profiles", "events.events", "ticketing.orders"})


def test_pairs_are_found_with_what_declares_their_types(ours, shapes):
    found = {
        name: [(one.table, one.type_column, one.id_column, one.declared) for one in pairs(snapshot)]
        for name, snapshot in {"ours": ours, **shapes}.items()
    }
    assert found == {
        "ours": [
            ("events.events", "owner_context_type", "owner_context_id", ("user", "organization")),
            ("payments.journals", "source_type", "source_id", ()),
            ("showground.audit_log", "subject_type", "subject_id", ()),
            ("users.follows", "target_type", "target_id", ("user", "organization", "event")),
        ],
        "pagila": [],
        "django": [
            ("public.django_admin_log", "content_type_id", "object_id", ()),
            ("public.taggit_taggeditem", "content_type_id", "object_id", ()),
        ],
        "rails": [
            ("public.active_storage_attachments", "record_type", "record_id", ()),
            ("public.comments", "commentable_type", "commentable_id", ()),
            ("public.taggings", "taggable_type", "taggable_id", ("Post", "Photo")),
        ],
    }


def test_our_pairs_are_enforced_by_a_key_for_each_type(ours):
    found = {one.table: one for one in polymorphic(ours)}
    events, follows = found["events.events"], found["users.follows"]

    assert dict(events.targets) == {"organization": "organizations.organizations", "user": "users.user_profiles"}
    assert dict(follows.targets) == {
        "event": "events.events",
        "organization": "organizations.organizations",
        "user": "users.user_profiles",
    }
    assert (set(dict(events.keys)), set(dict(follows.keys))) == (set(dict(events.targets)), set(dict(follows.targets)))
    assert {(link.columns, link.parent, link.parent_columns, link.where) for link in branches(ours, events)} == {
        (("owner_context_id",), "users.user_profiles", ("user_id",), "c.owner_context_type::text = 'user'"),
        (("owner_context_id",), "organizations.organizations", ("id",), "c.owner_context_type::text = 'organization'"),
    }


def test_types_of_rows_are_resolved_to_tables(shapes):
    given = {
        ("public.comments", "commentable_type"): {"Post", "Photo"},
        ("public.active_storage_attachments", "record_type"): {"User", "Person", "ActiveStorage::Blob", "Old::Thing"},
    }
    found = {one.table: one for one in polymorphic(shapes["rails"], given)}

    assert dict(found["public.comments"].targets) == {"Photo": "public.photos", "Post": "public.posts"}
    assert dict(found["public.active_storage_attachments"].targets) == {
        "ActiveStorage::Blob": "public.active_storage_blobs",
        "Person": "public.people",
        "User": "public.users",
    }
    assert found["public.active_storage_attachments"].unknown == ("Old::Thing",)
    assert dict(found["public.taggings"].targets) == {"Photo": "public.photos", "Post": "public.posts"}


def test_content_types_are_applications_and_models(shapes):
    given = {("public.taggit_taggeditem", "content_type_id"): {"blog.post", "shop.basket"}}
    _, found = polymorphic(shapes["django"], given)

    assert (found.targets, found.unknown) == ((("blog.post", "public.blog_post"),), ("shop.basket",))
    [link] = branches(shapes["django"], found)
    assert link.where == (
        "c.content_type_id in (select t.id from public.django_content_type t"
        " where t.app_label = 'blog' and t.model = 'post')"
    )


@pytest.mark.parametrize(
    ("word", "table"),
    [
        ("App\\Models\\Post", "public.posts"),
        ("Post", "public.posts"),
        ("post", "public.posts"),
        ("POSTS", "public.posts"),
        ("public.photos", "public.photos"),
        ("Ghost", None),
        ("", None),
    ],
)
def test_a_type_means_the_table_that_is_called_so(shapes, word, table):
    assert table_called(shapes["rails"], word, beside="public.comments") == table


async def test_a_name_that_two_other_schemas_know_means_neither(scratch):
    snapshot = await planted(
        scratch,
        "create schema a; create schema b; create table a.notes (id int); create table b.notes (id int);"
        "create table owners (id int)",
    )
    assert table_called(snapshot, "Note", beside="public.owners") is None
    assert table_called(snapshot, "Note", beside="b.owners") == "b.notes"


async def test_types_with_quotes_and_names_that_need_them_stay_what_they_are(scratch):
    snapshot = await planted(
        scratch,
        'create table "Odd \'s" (id int primary key); create table notes ("Of_type" text, "Of_id" int)',
    )
    [found] = polymorphic(snapshot, {("public.notes", '"Of_type"'): {"Odd 's", "a\\b"}})

    assert (found.targets, found.unknown) == ((("Odd 's", 'public."Odd \'s"'),), ("a\\b",))
    assert [link.where for link in branches(snapshot, found)] == ["c.\"Of_type\"::text = 'Odd ''s'"]


@pytest.mark.parametrize(
    ("check", "columns"),
    [
        ("num_nonnulls(a_id, b_id) = 1", ("a_id", "b_id")),
        ("(a_id is null) <> (b_id is null)", ("a_id", "b_id")),
        ("(a_id is null) = (b_id is not null)", ("a_id", "b_id")),
        ("(a_id is not null)::int + (b_id is not null)::int = 1", ("a_id", "b_id")),
        ("num_nonnulls(a_id, b_id) = 1 and label <> ''", ("a_id", "b_id")),
        ("num_nonnulls(a_id, b_id) <= 1", None),
        ("num_nonnulls(a_id, b_id) = 1 or label = 'free'", None),
        ("(a_id is null) = (b_id is null)", None),
        ("num_nonnulls(a_id, label) = 1", None),
    ],
)
async def test_an_exclusive_arc_is_a_check_that_lets_one_parent_be(scratch, check, columns):
    snapshot = await planted(
        scratch,
        f"""
        create table a (id int primary key); create table b (id int primary key);
        create table c (a_id int references a, b_id int references b, label text, constraint one_of check ({check}))
        """,
    )
    assert [(arc.table, arc.columns, arc.check, arc.proved) for arc in arcs(snapshot)] == (
        [("public.c", columns, "one_of", True)] if columns else []
    )


def test_our_wallets_belong_to_one_owner(ours):
    assert ("payments.org_wallets", ("org_id", "user_id")) in {(arc.table, arc.columns) for arc in arcs(ours)}
