"""The ways around the matrix: no identity, partitions, functions, other roles, row security off, keys over orphans."""

from __future__ import annotations

import asyncpg
import pytest
from tests.contract import matrix
from tests.contract.queries import COLUMN_GRANTS, EXECUTE_GRANTS

from showground.db.layout import LADDER, SCHEMAS
from showground.db.principal import Anonymous, Person, identity_sql
from showground.kit.ids import uuid7

API_ROLES = ("anon", "authenticated", "service_role")
OURS = [*SCHEMAS, "jobs"]
DENIED = asyncpg.InsufficientPrivilegeError


@pytest.fixture
async def login(site):
    """The serving login, raw and without an identity."""
    connection = await asyncpg.connect(site.app_url)
    yield connection
    await connection.close()


async def test_without_an_identity_even_the_schema_is_denied(login, sql):
    gated = {row["schema"] for row in await sql.fetch(EXECUTE_GRANTS, OURS) if "showground_app" in row["roles"]}
    tables = sorted({table for table, _, _ in matrix.cells()})

    for table in tables:
        with pytest.raises(DENIED) as refused:
            await login.fetch(f"select from {table}")
        schema = table.partition(".")[0]
        wanted = "permission denied for table|permission denied for view" if schema in gated else f"schema {schema}"
        assert refused.match(wanted)


async def test_the_login_owns_nothing_and_inherits_nothing(sql):
    owned = await sql.fetchval(
        "select count(*) from pg_shdepend where refobjid = 'showground_app'::regrole and deptype = 'o'"
    )
    inherited = await sql.fetch(
        "select roleid::regrole::text "
        "from pg_auth_members where member = 'showground_app'::regrole and (inherit_option or admin_option)"
    )
    member_of = await sql.fetch(
        "select roleid::regrole::text as role from pg_auth_members where member = 'showground_app'::regrole"
    )
    flags = await sql.fetchrow(
        "select rolsuper, rolbypassrls, rolcreaterole, rolinherit from pg_roles where rolname = 'showground_app'"
    )

    assert (owned, inherited, set(flags)) == (0, [], {False})
    assert {row["role"] for row in member_of} == set(API_ROLES)


@pytest.mark.parametrize("role", API_ROLES)
async def test_no_partition_is_read_or_written_directly(login, sql, role):
    partitions = await sql.fetch(
        "select oid::regclass::text as name from pg_class where relispartition and relkind in ('r', 'p')"
    )
    assert len(partitions) > 100

    for (partition,) in partitions:
        for statement in (
            f"select from {partition}",
            f"insert into {partition} default values",
            f"delete from {partition}",
        ):
            await login.execute(f"begin; set local role {role}")
            with pytest.raises(DENIED, match="permission denied for table"):
                await login.execute(statement)
            await login.execute("rollback")


async def test_functions_are_executed_by_exactly_whom_the_reviewed_list_names(sql):
    reviewed = {line["function"]: (line["security"], line["roles"]) for line in matrix.read("functions.csv")}
    actual = {row["function"]: (row["security"], row["roles"]) for row in await sql.fetch(EXECUTE_GRANTS, OURS)}

    assert actual == reviewed


@pytest.mark.parametrize("role", [None, *API_ROLES])
async def test_a_function_that_is_not_granted_is_refused(login, sql, role):
    """Executed, not asked of the catalog: a role calls every function that the list does not let it call."""
    listed = {line["function"]: line["roles"].split() for line in matrix.read("functions.csv")}
    shapes = {row["function"]: row for row in await sql.fetch(EXECUTE_GRANTS, OURS)}
    let_in, refused = [], 0
    for function, roles in listed.items():
        if {role or "showground_app", "public"} & set(roles) or shapes[function]["triggers"]:
            continue
        await login.execute("begin" if role is None else f"begin; set local role {role}")
        try:
            await login.fetch(f"select {shapes[function]['call']}")
            let_in.append(function)
        except DENIED:
            refused += 1
        await login.execute("rollback")
    assert let_in == []
    assert refused > 0


@pytest.mark.parametrize("role", ["showground_owner", "showground_definer", "postgres"])
async def test_nobody_who_serves_becomes_somebody_else(login, role):
    for start in ("", *(f"; set local role {api}" for api in API_ROLES)):
        await login.execute(f"begin{start}")
        with pytest.raises(DENIED, match="permission denied to set role"):
            await login.execute(f"set local role {role}")
        await login.execute("rollback")


@pytest.mark.parametrize("principal", [Anonymous(), Person(uuid7())])
async def test_row_security_cannot_be_switched_off(login, principal):
    await login.execute(f"begin; {identity_sql(principal)}; set local row_security = off")
    with pytest.raises(DENIED, match="would be affected by row-level security"):
        await login.fetch("select from ticketing.orders")
    await login.execute("rollback")


async def test_a_key_is_not_laid_over_an_orphan(fresh):
    """With FORCE and no policy for the owner, PostgreSQL would lay a key over orphans that the owner does not see."""
    owner = await asyncpg.connect(fresh.owner_url)
    await owner.execute("alter table users.contacts drop constraint contacts_of_profile")
    await owner.execute("insert into users.contacts (user_id, email) values ($1, 'orphan@example.org')", uuid7())

    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await owner.execute(
            "alter table users.contacts add constraint contacts_of_profile "
            "foreign key (user_id) references users.user_profiles (user_id)"
        )

    await owner.execute("delete from users.contacts")
    await owner.execute(
        "alter table users.contacts add constraint contacts_of_profile "
        "foreign key (user_id) references users.user_profiles (user_id)"
    )
    await owner.close()


async def test_people_write_and_read_only_the_reviewed_columns(sql):
    reviewed = {(line["table"], line["verb"]): line["columns"] for line in matrix.read("columns.csv")}
    actual = {(row["table"], row["verb"]): row["columns"] for row in await sql.fetch(COLUMN_GRANTS, list(LADDER))}

    assert actual == reviewed
