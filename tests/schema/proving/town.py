"""A town's database, which keeps a contract with every kind of promise, and that contract."""

from __future__ import annotations

from contextlib import asynccontextmanager

from tests.schema.proving.scratch import broken_into

from showground.schema.catalog.read import read, reading
from showground.schema.proving.check import check
from showground.schema.proving.contract import read_contract

TOWN = """
create schema town;
create type town.owner_kind as enum ('person', 'event', 'team');
create table town.accounts (id bigint primary key);
create table town.currencies (code text primary key);
create table town.people (
    id         bigint primary key,
    account_id bigint not null constraint people_of_account references town.accounts,
    name       text not null
);
create table town.events (
    id            bigint primary key,
    account_id    bigint not null constraint events_of_account references town.accounts,
    currency_code text constraint events_in_currency references town.currencies
);
create table town.posts (
    id        bigint primary key,
    event_id  bigint not null constraint posts_of_event references town.events,
    author_id bigint constraint posts_by references town.people,
    constraint posts_in_event unique (event_id, id)
);
create table town.comments (
    id       bigint primary key,
    event_id bigint not null constraint comments_of_event references town.events,
    post_id  bigint not null,
    constraint comments_of_post foreign key (event_id, post_id) references town.posts (event_id, id)
);
create table town.follows (
    id         bigint primary key,
    owner_type town.owner_kind not null,
    owner_id   bigint not null,
    person_id  bigint generated always as (case when owner_type = 'person' then owner_id end) stored
               constraint follows_person references town.people,
    event_id   bigint generated always as (case when owner_type = 'event' then owner_id end) stored
               constraint follows_event references town.events
);
create table town.notes (
    id      bigint primary key,
    post_id bigint not null constraint notes_of_post references town.posts,
    beside  bigint not null constraint notes_beside references town.events
);
alter table town.people enable row level security;
create policy people_read on town.people for select to public using (id > 0);
create function town.name_of(person bigint) returns text language sql
    as 'select name from town.people where id = person';
create function town.tidy() returns void language plpgsql as $$ begin delete from town.follows where id < 0; end $$;

insert into town.accounts values (1), (2);
insert into town.currencies values ('EUR'), ('JPY');
insert into town.people select n, 1 + n % 2, 'p' || n from generate_series(1, 10) n;
insert into town.events select n, 1 + n % 2, case when n > 2 then 'EUR' end from generate_series(1, 6) n;
insert into town.posts select n, 1 + n % 6, case when n <> 20 then 1 + n % 2 end from generate_series(1, 20) n;
insert into town.comments select p.id * 3 + s, p.event_id, p.id from town.posts p, generate_series(1, 3) s;
insert into town.follows select n, 'person'::town.owner_kind, n from generate_series(1, 6) n union all
    select 10 + n, 'event'::town.owner_kind, n from generate_series(1, 6) n;
insert into town.notes select id, id, event_id from town.posts;
"""
CONTRACT = """\
# What the town promises.
# rls: town.people
# tenant: town.accounts
child,column,parent,parent_column,kind,nullable
town.people,account_id,town.accounts,id,fk,no
town.events,account_id,town.accounts,id,fk,no
town.events,currency_code,town.currencies,code,lookup,yes
town.posts,event_id,town.events,id,fk,no
town.posts,author_id,town.people,id,fk,yes
town.comments,event_id,town.events,id,fk,no
town.comments,post_id,town.posts,id,same-event,no
town.follows,owner_id,town.people,id,polymorphic,no
town.follows,owner_id,town.events,id,polymorphic,no
"""
FLOWS = """\
flow,step,from,to,child,column
reading,1,town.accounts,town.events,town.events,account_id
reading,2,town.events,town.posts,town.posts,event_id
reading,3,town.posts,town.comments,town.comments,post_id
"""


def promised(folder):
    """Return the contract, read from files."""
    (folder / "relations.csv").write_text(CONTRACT)
    (folder / "flows.csv").write_text(FLOWS)
    return read_contract(folder / "relations.csv", folder / "flows.csv")


@asynccontextmanager
async def a_town(scratch, version):
    """Make the town's database for as long as the block runs."""
    async with scratch(version, TOWN) as url, broken_into(url) as opened:
        yield opened


async def checked(url, contract, **options):
    """Return what a check says."""
    async with reading(url) as connection:
        return await check(connection, await read(connection), contract, **options)


def broken(result):
    """Return what is not proved."""
    return {(proof.kind, proof.subject, proof.status) for proof in result.failures}
