"""A function whose body no longer means anything is named, by a reader that may change nothing."""

from __future__ import annotations

import asyncpg
import pytest
from tests.schema.servers import VERSIONS, a_login, run

from showground.schema.catalog.read import read, reading
from showground.schema.proving.bodies import judge_bodies, unresolved

FUNCTIONS = """
create schema app;
create table app.people (id bigint primary key, name text not null, state text not null default 'new');
create table app.log (id bigint generated always as identity, person_id bigint, said text);
create function app.name_of(person bigint) returns text language sql
    as 'select name from app.people where id = person; select $1::text';
create function app.kept(person bigint) returns text language sql
    begin atomic select name from app.people where id = person; end;
create procedure app.tidy(older bigint) language plpgsql as $$ begin delete from app.log where id < older; end $$;
create function app.note() returns trigger language plpgsql as $$
declare
    seen app.people%rowtype;
    said app.log.said%type := tg_op || new.name;
begin
    select * into seen from app.people p where p.id = new.id and p.state = old.state;
    insert into app.log (person_id, said) select seen.id, note.said;
    return new;
end $$;
create trigger noted before update on app.people for each row execute function app.note();
create function app.count_new() returns trigger language plpgsql as $$
begin
    insert into app.log (said) select fresh.name from fresh;
    return null;
end $$;
create trigger counted after insert on app.people referencing new table as fresh
    for each statement execute function app.count_new();
create function app.report(person bigint, out id bigint, out said text) returns setof record language plpgsql as $$
#variable_conflict use_column
declare
    r record;
    names text[] = array['a'];
begin
    create temp table found (id bigint);
    insert into found select p.id from app.people p where p.id = person;
    for r in select p.id, upper(p.name) as loud from app.people p loop
        said := names[1] || lower(r.loud);
        call app.tidy(r.id);
    end loop;
    return query select l.person_id, l.said from app.log l where l.person_id = report.person and id > 0;
end $$;
create function app.idle() returns void language plpgsql as $$ begin null; end $$;
create function app.bare() returns bigint language sql set search_path = app as 'select count(*) from people';
create function app.usual() returns bigint language plpgsql as $$ begin return (select count(*) from people); end $$;
"""
NAMES = {
    *("app.bare()", "app.count_new()", "app.idle()", "app.kept(bigint)", "app.name_of(bigint)", "app.note()"),
    *("app.report(bigint)", "app.tidy(bigint)", "app.usual()"),
}


async def judged(url):
    async with reading(url) as connection:
        return {proof.subject: proof for proof in await judge_bodies(connection, await read(connection))}


def statuses(proofs):
    return {name: proof.status for name, proof in proofs.items()}


WELL = {**dict.fromkeys(NAMES, "holds"), "app.kept(bigint)": "enforced", "app.report(bigint)": "unchecked"}


@pytest.fixture(scope="module", params=VERSIONS)
async def app(servers, request):
    async with servers.scratch(request.param, FUNCTIONS) as url:
        sql = await asyncpg.connect(url)
        yield url, sql
        await sql.close()


async def test_what_resolves_holds_and_what_is_made_on_the_way_cannot_be_known(app):
    proofs = await judged(app[0])

    assert statuses(proofs) == WELL
    assert 'relation "found" does not exist' in proofs["app.report(bigint)"].why


@pytest.mark.parametrize(
    ("change", "undo", "broken"),
    [
        (
            "alter table app.people rename state to phase",
            "alter table app.people rename phase to state",
            {"app.note()"},
        ),
        (
            "alter table app.people rename name to called",
            "alter table app.people rename called to name",
            {"app.name_of(bigint)", "app.note()", "app.count_new()", "app.report(bigint)"},
        ),
        (
            "alter procedure app.tidy(bigint) rename to clean",
            "alter procedure app.clean(bigint) rename to tidy",
            {"app.report(bigint)"},
        ),
        (
            "alter table app.people rename to persons",
            "alter table app.persons rename to people",
            {"app.name_of(bigint)", "app.note()", "app.report(bigint)", "app.bare()", "app.usual()"},
        ),
        (
            "alter table app.log rename said to words",
            "alter table app.log rename words to said",
            {"app.note()", "app.count_new()", "app.report(bigint)"},
        ),
    ],
)
async def test_what_a_rename_breaks_is_named_and_no_more(app, change, undo, broken):
    url, sql = app
    await sql.execute(change)
    found = statuses(await judged(url))
    await sql.execute(undo)

    assert {name for name, status in found.items() if status == "violated"} == broken
    assert statuses(await judged(url)) == WELL


async def test_a_reader_without_rights_is_told_what_he_could_not_see(app):
    async with a_login(app[0]) as login:
        proofs = await judged(login)

    hidden = {name for name, proof in proofs.items() if proof.status == "hidden"}
    assert hidden == NAMES - {"app.idle()", "app.kept(bigint)"}
    assert proofs["app.bare()"].why.startswith("not verifiable: rows hidden: no right to use schema app:")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("alter table users.follows rename follower_user_id to follower", "analytics.record_sightings("),
        ("alter type payments.payment_status rename value 'captured' to 'got'", "payments.move_forward()"),
    ],
)
async def test_what_a_rename_of_ours_breaks_is_named(fresh, change, named):
    await run(fresh.superuser_url, change)

    async with reading(fresh.owner_url) as connection:
        found = await unresolved(connection, await read(connection))

    assert [proof.status for proof in found if proof.subject.startswith(named)] == ["violated"]
    assert "ticketing.bought_by_caller(uuid)" not in {proof.subject for proof in found}
