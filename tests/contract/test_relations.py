"""Every promised relation is a key of the catalog, every flow a path over keys, and nothing points up the ladder."""

from __future__ import annotations

import re

import asyncpg
import pytest
from tests.contract import matrix

from showground.db.layout import LADDER, SCHEMAS

RELATIONS, FLOWS = matrix.read("relations.csv"), matrix.read("flows.csv")
UPWARD_KEYS = {("users.follows", "follows_organization"), ("users.follows", "follows_event")}
KEYS = """
select k.conname::text as name, k.conrelid::regclass::text as child, k.confrelid::regclass::text as parent,
       array(select a.attname::text from unnest(k.conkey) with ordinality u (n, i)
               join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.n order by i) as columns,
       array(select a.attname::text from unnest(k.confkey) with ordinality u (n, i)
               join pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.n order by i) as parent_columns
  from pg_constraint k
 where k.contype = 'f' and k.conparentid = 0 and k.convalidated and k.confmatchtype = 's'
"""
COLUMNS = """
select c.oid::regclass::text as table, a.attname::text as column, a.attnotnull as required,
       case when a.attgenerated = 's' then pg_get_expr(d.adbin, d.adrelid) end as generated
  from pg_attribute a
  join pg_class c on c.oid = a.attrelid
  join pg_namespace n on n.oid = c.relnamespace
  left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
 where n.nspname = any($1) and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
"""
IMPLIED = """
select pg_get_constraintdef(k.oid) as check
  from pg_constraint k where k.contype = 'c' and k.conrelid = $1::regclass and k.convalidated
"""
RANK = {schema: rank for rank, schema in enumerate(("auth", "showground", *LADDER))}
# What refers to what: (schema, what, other schema), from dependencies and from the text of bodies that have none.
DEPENDENCIES = """
select n.nspname::text as schema, format('policy %s on %s', p.polname, c.oid::regclass) as what,
       d.refclassid::regclass::text as kind, d.refobjid as object
  from pg_policy p
  join pg_class c on c.oid = p.polrelid
  join pg_namespace n on n.oid = c.relnamespace
  join pg_depend d on d.classid = 'pg_policy'::regclass and d.objid = p.oid
 union all
select n.nspname, format('view %s', c.oid::regclass), d.refclassid::regclass::text, d.refobjid
  from pg_rewrite r
  join pg_class c on c.oid = r.ev_class
  join pg_namespace n on n.oid = c.relnamespace
  join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid
 union all
select n.nspname, format('function %s', p.oid::regprocedure), d.refclassid::regclass::text, d.refobjid
  from pg_proc p
  join pg_namespace n on n.oid = p.pronamespace
  join pg_depend d on d.classid = 'pg_proc'::regclass and d.objid = p.oid
 union all
select n.nspname, format('trigger %s on %s', t.tgname, c.oid::regclass), 'pg_proc', t.tgfoid
  from pg_trigger t
  join pg_class c on c.oid = t.tgrelid
  join pg_namespace n on n.oid = c.relnamespace
 where not t.tgisinternal
 union all
select n.nspname, format('column or check of %s', c.oid::regclass), d.refclassid::regclass::text, d.refobjid
  from pg_depend d
  join pg_class c on c.oid = case d.classid when 'pg_class'::regclass then d.objid
                                            when 'pg_constraint'::regclass
                                            then (select k.conrelid from pg_constraint k
                                                   where k.oid = d.objid and k.contype <> 'f')
                                            else (select adrelid from pg_attrdef where oid = d.objid) end
  join pg_namespace n on n.oid = c.relnamespace
 where d.classid in ('pg_class'::regclass, 'pg_constraint'::regclass, 'pg_attrdef'::regclass)
   and c.relkind in ('r', 'p')
   and d.refclassid in ('pg_class'::regclass, 'pg_proc'::regclass, 'pg_type'::regclass)
"""
REFERRED = f"""
with d as ({DEPENDENCIES})
select distinct d.schema, d.what, x.schema as other
  from d
  join (select 'pg_class' as kind, oid, relnamespace::regnamespace::text as schema from pg_class
        union all select 'pg_proc', oid, pronamespace::regnamespace::text from pg_proc
        union all select 'pg_type', oid, typnamespace::regnamespace::text from pg_type) x
    on x.kind = d.kind and x.oid = d.object
 where d.schema = any($1)
"""
BODIES = """
select n.nspname::text as schema, format('function %s', p.oid::regprocedure) as what, p.prosrc as body
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace
 where n.nspname = any($1)
"""
QUALIFIED = re.compile(r"(?<![\w.:])(" + "|".join(LADDER) + r")\.[a-z_]+")


def enforced(relation, keys, columns, checks):
    """Return what is missing of a relation; nothing when it is enforced."""
    child, column, parent, parent_column = (relation[name] for name in ("child", "column", "parent", "parent_column"))
    between = [key for key in keys if key["child"] == child and key["parent"] == parent]
    here = columns.get((child, column))
    if here is None:
        return "no such column"
    if here["required"] is not (relation["nullable"] == "no"):
        return "nullable where it should not be, or the other way round"
    if relation["kind"] in {"fk", "lookup"}:
        exact = [key for key in between if key["columns"] == [column] and key["parent_columns"] == [parent_column]]
        return None if exact else "no key"
    if relation["kind"] == "polymorphic":
        return _polymorphic(relation, between, columns)
    return _same_event(relation, between, columns, checks)


def _polymorphic(relation, between, columns):
    """A stored column generated from the pair carries the key to this kind of parent."""
    kind = {"users.user_profiles": "user", "organizations.organizations": "organization", "events.events": "event"}
    for key in between:
        made = columns[relation["child"], key["columns"][0]]["generated"] or ""
        type_column = relation["column"].replace("_id", "_type")
        if key["parent_columns"] == [relation["parent_column"]] and re.search(
            rf"{type_column} = '{kind[relation['parent']]}'.*THEN {relation['column']}\b", made
        ):
            return None
    return "no generated column with a key"


def _same_event(relation, between, columns, checks):
    """A key carries the event's identifier along, and the identifier is there whenever the link is."""
    for key in between:
        pairs = dict(zip(key["columns"], key["parent_columns"], strict=True))
        event = next((mine for mine, theirs in pairs.items() if theirs == "event_id"), None)
        if pairs.get(relation["column"]) != relation["parent_column"] or event is None or len(pairs) != 2:
            continue
        implied = f"(({relation['column']} IS NULL) OR ({event} IS NOT NULL))"
        if columns[relation["child"], event]["required"] or any(
            implied in check for check in checks[relation["child"]]
        ):
            return None
        return "the link does not imply its event"
    return "no key that carries the event"


async def catalog(connection):
    """Return the keys, the columns by name and the checks by table."""
    keys = await connection.fetch(KEYS)
    columns = {(row["table"], row["column"]): row for row in await connection.fetch(COLUMNS, list(SCHEMAS))}
    tables = {relation["child"] for relation in RELATIONS} & {table for table, _ in columns}
    checks = {table: [row["check"] for row in await connection.fetch(IMPLIED, table)] for table in tables}
    return keys, columns, checks


async def missing(connection):
    """Return what is missing, by relation."""
    found = await catalog(connection)
    verdicts = {(r["child"], r["column"], r["parent"]): enforced(r, *found) for r in RELATIONS}
    return {relation: verdict for relation, verdict in verdicts.items() if verdict is not None}


async def test_every_relation_is_enforced(sql):
    assert len(RELATIONS) == 93
    assert await missing(sql) == {}


OWNED = (  # for the tickets of other tests' guests
    "set local session_replication_role = replica; "
    "update ticketing.tickets set owner_user_id = id where owner_user_id is null; "
)


@pytest.mark.parametrize(
    ("change", "relation"),
    [
        (
            "alter table events.event_posts drop constraint event_posts_by",
            ("events.event_posts", "author_user_id", "users.user_profiles"),
        ),
        (
            OWNED + "alter table ticketing.tickets alter owner_user_id set not null",
            ("ticketing.tickets", "owner_user_id", "users.user_profiles"),
        ),
        (
            "alter table users.follows drop constraint follows_event",
            ("users.follows", "target_id", "events.events"),
        ),
        (
            "alter table ticketing.scan_logs drop constraint scan_logs_of_ticket",
            ("ticketing.scan_logs", "ticket_id", "ticketing.tickets"),
        ),
        (
            "alter table analytics.analytics_events drop constraint analytics_events_ticket",
            ("analytics.analytics_events", "ticket_id", "ticketing.tickets"),
        ),
    ],
)
async def test_a_relation_that_is_gone_is_named(superuser, change, relation):
    work = superuser.transaction()
    await work.start()
    await superuser.execute(f"{change} cascade" if "drop constraint" in change else change)

    found = await missing(superuser)

    await work.rollback()
    assert set(found) == {relation}


async def test_every_hop_of_every_flow_is_a_key(sql):
    every = {(key["child"], column, key["parent"]) for key in await sql.fetch(KEYS) for column in key["columns"]}
    steps: dict[str, list] = {}
    for hop in FLOWS:
        ends = {hop["from"], hop["to"]}
        assert hop["child"] in ends, hop
        parent = (ends - {hop["child"]}).pop()
        assert (hop["child"], hop["column"], parent) in every, hop
        steps.setdefault(hop["flow"], []).append(hop)
    assert set(steps) == {"user-centric", "sponsorship", "payment", "content", "messaging", "settlement"}
    for flow, hops in steps.items():
        reached = {hops[0]["from"]}
        for hop in hops:
            assert hop["from"] in reached, f"{flow} breaks off before {hop['from']}"
            reached.add(hop["to"])


async def upward(connection):
    """Return whatever refers to a schema above its own."""
    ours = list(RANK)
    seen = {(row["schema"], row["what"], row["other"]) for row in await connection.fetch(REFERRED, ours)}
    for row in await connection.fetch(BODIES, ours):
        body = re.sub(r"'(?:[^']|'')*'|--[^\n]*", "", row["body"] or "")
        seen |= {(row["schema"], row["what"], other) for other in QUALIFIED.findall(body)}
    for key in await connection.fetch(KEYS):
        seen.add((key["child"].partition(".")[0], (key["child"], key["name"]), key["parent"].partition(".")[0]))
    return {what for schema, what, other in seen if RANK.get(other, -1) > RANK.get(schema, len(RANK))}


async def test_nothing_points_up_the_ladder_but_two_keys(sql):
    assert await upward(sql) == UPWARD_KEYS


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (
            (
                "create policy topics_up on events.topics as restrictive for select to anon "
                "using (slug in (select name from ticketing.pools))"
            ),
            "policy topics_up on events.topics",
        ),
        ("create view users.busy as select id from events.events", "view users.busy"),
        (
            (
                "create function users.up() returns bigint language plpgsql "
                "as 'begin return (select count(*) from events.events); end'"
            ),
            "function users.up()",
        ),
        (
            "create function users.up() returns bigint begin atomic select count(*) from events.events; end",
            "function users.up()",
        ),
        (
            (
                "create trigger topics_up before insert on events.topics "
                "for each row execute function ticketing.raise_revision()"
            ),
            "trigger topics_up on events.topics",
        ),
        (
            "alter table users.contacts add org uuid constraint contacts_up references organizations.organizations",
            ("users.contacts", "contacts_up"),
        ),
        ("alter table users.contacts add way events.access_reason", "column or check of users.contacts"),
    ],
)
async def test_what_points_up_is_named(superuser, change, what):
    work = superuser.transaction()
    await work.start()
    await superuser.execute(change)

    found = await upward(superuser)

    await work.rollback()
    assert found == {what} | UPWARD_KEYS


async def test_links_that_cross_events_are_refused(world_site, world):
    """The key itself, executed: a comment on another event's post."""
    owner = await asyncpg.connect(world_site.owner_url)
    with pytest.raises(asyncpg.ForeignKeyViolationError, match="event_comments_of_post"):
        await owner.execute(
            "insert into events.event_comments (id, event_id, post_id, author_user_id, text, client_id) "
            "values (gen_random_uuid(), $1, $2, $3, 'x', gen_random_uuid())",
            world["open"],
            world["post rival"],
            world["owner"],
        )
    await owner.close()
