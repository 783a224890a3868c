"""The report of the demo: every foreign key enforced, every flow a path that rows go along."""

from __future__ import annotations

import csv
from importlib import resources

import pytest
from tests.schema.reporting.asking import attention, leaves, report_of, section


@pytest.fixture(scope="module")
async def found(demo):
    return await report_of(demo.site.owner_url)


async def test_every_foreign_key_is_enforced_and_its_rows_agree(demo, found):
    keys = await demo.sql.fetchval("select count(*) from pg_constraint where contype = 'f' and conparentid = 0")

    asked = leaves(found, check="fk")
    assert len(asked) == keys
    assert {line.status for line in asked} == {"enforced"}
    assert sum(line.examined > 0 for line in asked) > 200


def test_every_flow_is_a_path_of_keys_that_rows_go_along(found):
    text = (resources.files("showground.schema") / "flows.csv").read_text()
    wanted = list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))

    flows = section(found, "flows").lines
    steps = [(flow.subject, step) for flow in flows for step in flow.below]
    assert [(flow, step.subject.split(" (")[0]) for flow, step in steps] == [
        (row["flow"], f"{row['step']}. {row['from']} → {row['to']}") for row in wanted
    ]
    assert {step.status for _, step in steps} == {"enforced"}
    assert min(step.examined for _, step in steps) > 0


async def test_the_rows_of_a_flow_are_those_of_a_join(demo, found):
    [payment] = [line for line in section(found, "flows").lines if line.subject == "payment"]
    last = await demo.sql.fetchval("""
        select count(distinct t.id)
          from ticketing.orders o
          join ticketing.order_items i on i.order_id = o.id
          join ticketing.tickets k on k.id = i.ticket_id
          join events.events e on e.id = k.event_id
          join payments.org_wallets w on w.org_id = e.owner_org_id
          join payments.org_wallet_transactions t on t.wallet_id = w.id
    """)
    assert payment.below[-1].examined == last


def test_owners_and_what_is_followed_are_enforced_for_every_type(found):
    pairs = {line.subject: line for line in section(found, "patterns").lines if line.check == "polymorphic"}
    enforced = {
        subject: [line.said for line in pair.below] for subject, pair in pairs.items() if pair.status == "enforced"
    }
    assert enforced == {
        "polymorphic events.events (owner_context_type, owner_context_id)": ["enforced"] * 2,
        "polymorphic users.follows (target_type, target_id)": ["enforced"] * 3,
    }


def test_nothing_is_violated_and_what_is_open_is_known(found):
    assert (found.verdict.counts["violated"], found.verdict.counts["hidden"]) == (0, 0)
    grave = [one for one in attention(found, without=("index-unused", "index-missing", "alone")) if one[2] != "holds"]
    assert grave == [
        ("implied", "showground.audit_log.event_id -> events.events.id", "unchecked"),
        ("polymorphic", "its types", "unchecked"),
        ("polymorphic", "type 'sponsorship'", "unchecked"),
        ("rls-not-forced", "owner showground_owner", "missing"),
    ]
