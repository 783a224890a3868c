"""Each rule of the catalog finds the offence that is planted for it, and the migrated schema offends none."""

from __future__ import annotations

import pytest

from showground.db import lint
from showground.db.lint import Finding

GUEST_ROLE = "create role lodger nologin; "
# By rule: what is planted, as the superuser, and what must be named.
OFFENCES = {
    "row_security_off": ("alter table events.topics disable row level security", "events.topics"),
    "sealed_without_key": ("alter table events.topics add secret showground.sealed", "events.topics.secret"),
    "row_security_forced": ("alter table events.topics force row level security", "events.topics"),
    "table_of_another_owner": ("alter table events.topics owner to postgres", "events.topics"),
    "partition_granted": (
        "grant select (id) on analytics.ad_clicks_default to authenticated",
        "analytics.ad_clicks_default",
    ),
    "granted_to_public": ("grant select on events.topics to public", "events.topics"),
    "policy_without_role": (
        "create policy topics_wide on events.topics as restrictive using (slug <> '')",
        "topics_wide on events.topics",
    ),
    "policies_overlap": (
        "create policy topics_wide on events.topics for select to anon using (slug <> '')",
        "events.topics",
    ),
    "context_call_unwrapped": (
        "create policy contacts_bare on users.contacts for delete to authenticated using (user_id = auth.uid())",
        "contacts_bare on users.contacts",
    ),
    "open_policy": (
        "create policy contacts_open on users.contacts for insert to authenticated with check (true)",
        "contacts_open on users.contacts",
    ),
    "definer_of_another_owner": (
        "alter function users.owners_of_keys owner to showground_owner",
        "users.owners_of_keys(bytea[])",
    ),
    "search_path_open": ("alter function events.shown_to_caller reset search_path", "events.shown_to_caller(uuid)"),
    "executed_by_public": (
        "grant execute on function events.shown_to_caller to public",
        "events.shown_to_caller(uuid)",
    ),
    "gate_function": (
        "grant execute on function events.shown_to_caller to showground_app",
        "events.shown_to_caller(uuid)",
    ),
    "definer_reachable": (GUEST_ROLE + "grant showground_definer to lodger", "lodger"),
    "inheriting_membership": ("grant anon to showground_app with inherit true", "showground_app"),
    "view_of_owner": (
        "alter view analytics.event_ecosystem reset (security_invoker)",
        "analytics.event_ecosystem",
    ),
    "key_without_index": ("drop index events.events_by_series", "events_in_series on events.events"),
    "duplicate_index": ("create index events_again on events.events (created_by)", "events.events"),
    "unnamed_constraint": ("alter table events.topics add check (slug <> '-')", "topics_slug_check on events.topics"),
    "constraint_not_valid": (
        "alter table events.topics add constraint topics_short check (length(slug) < 99) not valid",
        "topics_short on events.topics",
    ),
    "trigger_off": (
        "alter table ticketing.orders disable trigger orders_forward",
        "orders_forward on ticketing.orders",
    ),
    "virtual_column": (
        "alter table events.topics add loud text generated always as (upper(slug)) virtual",
        "events.topics.loud",
    ),
    "zoneless_time": ("alter table events.topics add made timestamp", "events.topics.made"),
    "inexact_number": ("alter table events.topics add share numeric", "events.topics.share"),
    "amount_of_another_type": (
        "alter table ticketing.ticket_tiers add deposit_amount bigint",
        "ticketing.ticket_tiers.deposit_amount",
    ),
    "amount_without_currency": ("alter table events.topics add fee ref.minor_units", "events.topics"),
    "loose_sequence": ("alter table events.topics add number serial", "events.topics.number"),
    "people_write_money": ("grant update (sold) on ticketing.pools to authenticated", "ticketing.pools"),
    "cascade_from_what_people_delete": (
        "grant delete on events.events to authenticated",
        "event_topics_of_event on events.event_topics",
    ),
    "overloaded_function": (
        """
        create function events.shown_to_caller(event text) returns boolean
            language sql set search_path = '' return true;
        revoke execute on function events.shown_to_caller(text) from public
        """,
        "events.shown_to_caller(uuid)",
    ),
}


async def offences(connection):
    """Return what is found without a reason."""
    return lint.unexcused(await lint.findings(connection))


async def test_the_migrated_schema_offends_no_rule(owner_url):
    assert await lint.lint(owner_url) == []


def test_every_rule_has_an_offence_to_find():
    assert set(OFFENCES) == set(lint.lints())


@pytest.mark.parametrize("name", OFFENCES)
async def test_a_planted_offence_is_named(superuser, name):
    planted, subject = OFFENCES[name]
    work = superuser.transaction()
    await work.start()
    await superuser.execute(planted)

    found = await offences(superuser)

    await work.rollback()
    assert subject in {finding.subject for finding in found if finding.lint == name}
    assert {finding.lint for finding in found} == {name}


async def test_a_reason_without_an_offence_is_named(superuser):
    work = superuser.transaction()
    await work.start()
    await superuser.execute("drop policy topics_read on events.topics")

    found = await offences(superuser)

    await work.rollback()
    assert found == [Finding("open_policy", "topics_read on events.topics", "listed, but not there")]
