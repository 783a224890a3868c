"""Every relation and flow of the contract is exercised by the demo at scale 0.1."""

import csv
from importlib import resources

import pytest

CHILDREN, PARENTS, SIBLINGS, SHARE = 100, 20, 3, 0.1
POLYMORPHIC = {
    ("events.events", "organizations.organizations"): "owner_org_id",
    ("events.events", "users.user_profiles"): "owner_user_id",
    ("users.follows", "users.user_profiles"): "target_user_id",
    ("users.follows", "organizations.organizations"): "target_org_id",
    ("users.follows", "events.events"): "target_event_id",
}


def contract(name):
    text = (resources.files("showground") / "schema" / name).read_text()
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))


RELATIONS, FLOWS = contract("relations.csv"), contract("flows.csv")


def named(row):
    return f"{row['child']}.{row['column']}->{row['parent']}"


def test_the_contract_is_whole():
    assert (len(RELATIONS), len(FLOWS)) == (93, 27)


@pytest.mark.parametrize("row", RELATIONS, ids=named)
async def test_a_relation_is_exercised(demo, row):
    child, parent = row["child"], row["parent"]
    column = POLYMORPHIC[child, parent] if row["kind"] == "polymorphic" else row["column"]
    counted = await demo.sql.fetchrow(f"""
        select count(c.{column}) as children, count(distinct c.{column}) as parents, count(*) as all,
               (select max(n) from (select count(*) as n from {child}
                                     where {column} is not null group by {column}) s) as siblings,
               (select count(*) from {child} x join {parent} p on p.{row["parent_column"]} = x.{column}) as joined
          from {child} c
    """)  # fmt: skip
    unique = await demo.sql.fetchval(
        """
        select exists (select from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
                        where i.indrelid = $1::regclass and i.indisunique and i.indnkeyatts = 1 and a.attname = $2)
        """,
        child,
        column,
    )

    assert counted["children"] >= CHILDREN
    assert counted["joined"] == counted["children"]
    assert counted["parents"] >= PARENTS
    assert unique or counted["siblings"] >= SIBLINGS
    assert row["nullable"] == "no" or counted["all"] > counted["children"]
    assert row["kind"] != "polymorphic" or counted["children"] >= SHARE * counted["all"]


@pytest.mark.parametrize("row", FLOWS, ids=lambda row: f"{row['flow']}-{row['step']}")
async def test_a_step_of_a_flow_is_exercised(demo, row):
    parent = row["to"] if row["from"] == row["child"] else row["from"]
    key = "user_id" if parent == "users.user_profiles" else "id"
    counted = await demo.sql.fetchrow(f"""
        select count(*) as children, count(distinct c.{row["column"]}) as parents
          from {row["child"]} c join {parent} p on p.{key} = c.{row["column"]}
    """)
    assert counted["children"] >= CHILDREN
    assert counted["parents"] >= PARENTS
