"""A contract is read with its comments; what is wrong in it is named with its line and column."""

from __future__ import annotations

import pytest
from tests.schema.proving.town import CONTRACT, FLOWS, promised

from showground.kit.faults import Invalid, Unknown
from showground.schema.proving.contract import Hop, Relation, ours, read_contract

HEADER = "child,column,parent,parent_column,kind,nullable\n"
LINE = "a.b,c,d.e,f,fk,no\n"


def test_ours_is_whole():
    contract = ours()

    assert (len(contract.relations), len(contract.hops)) == (93, 27)
    assert contract.relations[0] == Relation(
        line=10,
        child="organizations.org_memberships",
        column="user_id",
        parent="users.user_profiles",
        parent_column="user_id",
        kind="fk",
        nullable=False,
    )
    assert (contract.tenant, contract.tenant_columns) == (
        "organizations.organizations",
        ("events.events.owner_org_id",),
    )
    assert "ticketing.*" in contract.rls


def test_everything_that_can_be_promised_is_read(tmp_path):
    contract = promised(tmp_path)

    assert [relation.line for relation in contract.relations] == list(range(5, 14))
    assert (contract.rls, contract.tenant) == (("town.people",), "town.accounts")
    assert contract.hops[2] == Hop(4, "reading", 3, "town.posts", "town.comments", "town.comments", "post_id")


def test_the_value_of_a_type_can_be_said(tmp_path):
    (tmp_path / "c.csv").write_text(
        HEADER.strip() + ",when\na.b,c_id,d.e,f,polymorphic,no,kind=it's\na.b,c,d.e,f,fk,no,\n"
    )

    first, second = read_contract(tmp_path / "c.csv", None).relations

    assert (first.type_column, first.type_value) == ("kind", "it's")
    assert (second.type_column, second.type_value) == ("", "")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "line 1, column 1: no header; it is child,column,parent,parent_column,kind,nullable"),
        ("# only words\n", "line 1, column 1: no header; it is child,column,parent,parent_column,kind,nullable"),
        ("child,colum\n", "line 1, column 7: 'colum' is no column of a contract"),
        ("child,column,parent,parent_column,kind\n", "line 1, column 39: the header lacks nullable"),
        (HEADER + "a.b,c,d.e,f,fk\n", "line 2, column 15: 5 fields, not 6"),
        ("# c\n" + HEADER + LINE + "b,c,d.e,f,fk,no\n", "line 4, column 1: child is 'b', not a table as schema.table"),
        (HEADER + "a.b,c d,d.e,f,fk,no\n", "line 2, column 5: column is 'c d', not the name of a column"),
        (HEADER + "a.b,c,d.e,f,fkk,no\n", "line 2, column 13: kind is 'fkk', not fk, lookup, polymorphic or same-NAME"),
        (HEADER + "a.b,c,d.e,f,fk,maybe\n", "line 2, column 16: nullable is 'maybe', not yes or no"),
        ("# rls: a.b shop\n" + HEADER, "line 1, column 12: shop is no table or column"),
        ("# tenant: a.b c.d\n" + HEADER, "`# tenant:` names one table, and columns as schema.table.column"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(tmp_path, text, says):
    (tmp_path / "c.csv").write_text(text)

    with pytest.raises(Invalid) as raised:
        read_contract(tmp_path / "c.csv", None)

    assert says in raised.value.sentence
    assert raised.value.sentence.startswith(str(tmp_path / "c.csv"))


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("x,0,a.b,c.d,c.d,e", "line 2, column 3: step is '0', not a number from 1"),
        ("x,1,a.b,c.d,e.f,g", "line 2, column 1: child is e.f, neither end of the step"),
    ],
)
def test_a_flow_that_is_none_is_named(tmp_path, line, says):
    (tmp_path / "f.csv").write_text(f"{FLOWS.splitlines()[0]}\n{line}\n")

    with pytest.raises(Invalid) as raised:
        read_contract(None, tmp_path / "f.csv")

    assert says in raised.value.sentence


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(Unknown, match="No such file"):
        read_contract(tmp_path / "none.csv", None)
    (tmp_path / "latin.csv").write_bytes(CONTRACT.encode() + b"\xe4")
    with pytest.raises(Invalid, match="is not in UTF-8"):
        read_contract(tmp_path / "latin.csv", None)
