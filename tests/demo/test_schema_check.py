"""The contract that ships with the platform is kept by the demo, relation by relation and row by row."""

from __future__ import annotations

import time
from collections import Counter

import msgspec
import pytest
from tests.schema.servers import a_login

from showground.schema.catalog.read import read, reading
from showground.schema.proving.check import check
from showground.schema.proving.contract import ours
from showground.schema.proving.formats import verdict


async def checked(url):
    async with reading(url) as connection:
        return await check(connection, await read(connection), ours())


def counted(result):
    return Counter((proof.kind, proof.status) for proof in result.proofs)


@pytest.fixture(scope="module")
async def by_owner(demo):
    began = time.monotonic()
    result = await checked(demo.site.owner_url)
    print(f"\n  {verdict(result)} in {time.monotonic() - began:.1f} s")
    return result


def test_every_relation_and_every_step_is_enforced(by_owner):
    statuses = counted(by_owner)

    assert by_owner.failures == ()
    assert by_owner.relations == (93, 93)
    assert {kind: statuses[kind, "enforced"] for kind in ("fk", "lookup", "polymorphic", "same-event", "flow")} == {
        "fk": 65,
        "lookup": 14,
        "polymorphic": 5,
        "same-event": 9,
        "flow": 27,
    }
    assert [proof for proof in by_owner.proofs if proof.kind in {"fk", "lookup", "flow"} and not proof.examined] == []


async def test_a_login_that_may_only_read_proves_as_much_when_no_policy_binds_it(demo, by_owner):
    async with a_login(demo.site.superuser_url, options="bypassrls in role pg_read_all_data") as reader:
        result = await checked(reader)

    assert result.proofs == by_owner.proofs


async def test_a_login_that_policies_bind_proves_nothing_of_any_row(demo, by_owner):
    async with a_login(demo.site.superuser_url, options="in role pg_read_all_data") as reader:
        result = await checked(reader)

    of_rows = {"fk", "lookup", "polymorphic", "same-event", "type of pair", "tenant", "flow"}
    assert {proof.status for proof in result.proofs if proof.kind in of_rows} == {"hidden"}
    kept = [proof for proof in result.proofs if proof.kind not in of_rows]
    assert kept == [proof for proof in by_owner.proofs if proof.kind not in of_rows]
    assert msgspec.json.encode(result.failures).count(b"not verifiable: rows hidden") == len(result.failures)
