"""Each invariant finds the violation that is planted for it, and a world that is well has none."""

from __future__ import annotations

from datetime import timedelta

import asyncpg
import pytest
from tests.make.checked import assert_clean

from showground.schema.invariants import ORPHANS, Verdict, Violation, check, invariants, report, verdicts_in

# By invariant: how to make it false, as a superuser with triggers and keys off; `{x}` is an identifier of the world.
PLANTED = {
    "places_held_are_counted": "update ticketing.pools set held = 3 where id = '{pool open}'",
    "places_sold_are_counted": "update ticketing.pools set sold = 3 where id = '{pool rival}'",
    "pools_are_not_oversold": (
        "alter table ticketing.pools drop constraint pools_not_oversold; "
        "update ticketing.pools set capacity = 1 where id = '{pool open}'"
    ),
    "holds_have_a_bound": (
        "update ticketing.holds set state = 'active' where cart_id = '{cart buyer}'; "
        "update ticketing.pools set held = 1 where id = '{pool open}'"
    ),
    "paid_orders_have_their_tickets": "update ticketing.order_items set ticket_id = null where id = '{item buyer}'",
    "unpaid_orders_have_no_tickets": ("update ticketing.orders set status = 'expired' where id = '{order buyer}'"),
    "tickets_are_sold_once": (
        "alter table ticketing.order_items drop constraint order_items_ticket_once cascade; "
        "update ticketing.order_items set ticket_id = '{ticket guest}' where id = '{item buyer}'"
    ),
    "units_stay_in_their_event": "update ticketing.tickets set tier_id = '{tier own}' where id = '{ticket buyer}'",
    "orders_are_the_sum_of_their_units": (
        "update ticketing.orders set fee_amount = 90, total_amount = 2090 where id = '{order buyer}'"
    ),
    "units_charge_who_pays_the_fee": (
        "alter table ticketing.orders drop constraint orders_adds_up; "
        "update ticketing.order_items set total_amount = 2000 where id = '{item buyer}'; "
        "update ticketing.orders set total_amount = 2000 where id = '{order buyer}'"
    ),
    "captured_money_bought_something": (
        "update ticketing.orders set status = 'expired', paid_at = null where id = '{order buyer}'; "
        "update ticketing.order_items set ticket_id = null where id = '{item buyer}'"
    ),
    "paid_orders_were_paid": ("update payments.payments set captured_amount = 2000 where id = '{payment buyer}'"),
    "refunds_are_counted": "update payments.payments set refund_pending_amount = 400 where id = '{payment buyer}'",
    "refunds_are_the_sum_of_their_lines": (
        "update payments.refund_lines set amount = 400 where refund_id = '{refund buyer}'"
    ),
    "units_are_not_refunded_twice": (
        "update payments.refund_lines set amount = 2200 where refund_id = '{refund buyer}'; "
        "update payments.refunds set amount = 2200 where id = '{refund buyer}'; "
        "alter table payments.payments drop constraint payments_not_overrefunded; "
        "update payments.payments set refund_pending_amount = 2200 where id = '{payment buyer}'"
    ),
    "the_trial_balance_is_zero": (
        "update payments.accounts set currency_code = 'USD' where kind = 'platform_fee' and id = {account fees}"
    ),
    "transfers_stay_in_their_currency": (
        "update payments.transfers set currency_code = 'USD' where journal_id = '{journal buyer}'"
    ),
    "journals_have_lines": (
        "insert into payments.journals (id, kind, source_type, source_id) "
        "values (gen_random_uuid(), 'adjustment', 'mistake', gen_random_uuid())"
    ),
    "sales_are_posted_as_captured": (
        "update payments.transfers set amount = 90 where journal_id = '{journal buyer}' and line = 2"
    ),
    "refunds_are_posted": (
        "update payments.refunds set status = 'done', settled_at = now() where id = '{refund buyer}'; "
        "update payments.payments set refund_pending_amount = 0, refunded_amount = 500 where id = '{payment buyer}'"
    ),
    "wallet_lines_mirror_transfers": (
        "update payments.org_wallet_transactions set amount = 1999 where journal_id = '{journal buyer}'"
    ),
    "wallet_accounts_have_their_lines": (
        "delete from payments.org_wallet_transactions where journal_id = '{journal buyer}'"
    ),
    "snapshots_are_the_sum_of_their_lines": (
        "update payments.wallet_snapshots set balance = 1 where wallet_id = '{wallet us}'"
    ),
    "wallets_are_in_debt_only_by_refunds": (
        "update payments.org_wallet_transactions set amount = -2000, credit_account = debit_account, "
        "debit_account = credit_account where journal_id in ('{journal hidden}', '{journal helped}'); "
        "update payments.transfers set credit_account = debit_account, debit_account = credit_account "
        "where journal_id in ('{journal hidden}', '{journal helped}')"
    ),
    "admissions_are_alone": (
        "drop index ticketing.admissions_once; "
        "insert into ticketing.admissions "
        "(id, event_id, occurrence_id, ticket_id, scan_id, seller_org_id, seller_user_id) "
        "select gen_random_uuid(), event_id, occurrence_id, ticket_id, scan_id, seller_org_id, seller_user_id "
        "from ticketing.admissions "
        "where ticket_id = '{ticket buyer}'"
    ),
    "admissions_were_scanned": ("update ticketing.scan_logs set verdict = 'duplicate' where id = '{scan buyer}'"),
    "events_have_an_occurrence": (
        "insert into events.events (id, owner_context_type, owner_context_id, created_by, slug, title, starts_at, "
        "ends_at, timezone, currency_code) "
        "values (gen_random_uuid(), 'user', '{owner}', '{owner}', 'undated', 'Undated', now(), now(), 'UTC', 'EUR')"
    ),
    "holders_see_their_event": "delete from events.event_access where event_id = '{own}'",
    "organizations_have_an_owner": "delete from organizations.org_memberships where user_id = '{founder}'",
    "helpers_are_asked_as_something": "delete from events.event_invitations where event_id = '{open}'",
    "who_is_forgotten_helps_nowhere": (
        "insert into events.event_staff (event_id, user_id, role, given_by) "
        "values ('{open}', '{erased}', 'door', '{founder}')"
    ),
    "sponsors_have_an_owner": "delete from sponsorship.sponsor_members where sponsor_id = '{brand}'",
    "packages_sold_are_counted": "update sponsorship.sponsorship_packages set sold = 3 where id = '{package closed}'",
    "follows_have_a_target": (
        "update users.follows set target_id = gen_random_uuid() "
        "where follower_user_id = '{owner}' and target_type = 'organization'"
    ),
    "things_sold_are_the_sellers": (
        "update ticketing.orders set seller_org_id = '{rivals}' where id = '{order buyer}'"
    ),
    "facts_are_relayed": "update showground.outbox set created_at = now() - interval '1 hour'",
    "answers_are_kept_once": (
        "alter table showground.idempotency_keys drop constraint idempotency_keys_pkey; "
        "insert into showground.idempotency_keys select * from showground.idempotency_keys"
    ),
    "notices_are_processed": "update payments.inbox set received_at = now() - interval '1 hour'",
    "paid_orders_are_confirmed": (
        "update showground.migrations set applied_at = now() - interval '2 hours' where name like '0020%'; "
        "update showground.outbox set relayed_at = now() - interval '1 hour' where relayed_at is not null; "
        "delete from messaging.mails where about_id = '{order buyer}'"
    ),
    "letters_move_on": (
        "update messaging.mails set status = 'queued', next_try_at = now() - interval '1 hour' "
        "where about_id = '{order buyer}'"
    ),
    "paid_orders_are_counted": (
        "update showground.migrations set applied_at = now() - interval '2 hours' where name like '0062%'; "
        "update showground.outbox set relayed_at = now() - interval '1 hour' where relayed_at is not null"
    ),
    "days_count_what_stands": "delete from analytics.event_days where event_id = '{open}'",
    ORPHANS: "delete from users.contacts; delete from users.user_profiles where user_id = '{erased}'",
}
# What cannot be violated alone: the second follows from the first.
ALSO = {
    "paid_orders_were_paid": {"sales_are_posted_as_captured"},
    "units_stay_in_their_event": {"places_sold_are_counted", ORPHANS},
    "the_trial_balance_is_zero": {"transfers_stay_in_their_currency", ORPHANS},
    "transfers_stay_in_their_currency": {ORPHANS},
    "wallet_lines_mirror_transfers": {ORPHANS},
    "follows_have_a_target": {ORPHANS},
    "things_sold_are_the_sellers": {ORPHANS},
}


@pytest.fixture
async def breaker(world_site):
    """A superuser in a transaction that is undone, with triggers and keys off."""
    connection = await asyncpg.connect(world_site.superuser_url)
    await connection.execute("begin; set local session_replication_role = replica; set local row_security = off")
    yield connection
    await connection.execute("rollback")
    await connection.close()


class Names(dict):
    """Identifiers of the world by their names, for `format_map`."""

    def __init__(self, world) -> None:
        self.world = world

    def __missing__(self, name):
        """Return the identifier of that name, which must be there already."""
        if name in self.world.events:
            return self.world[name]
        return self.world.ids[name]


def test_every_invariant_has_a_violation_to_find():
    assert set(PLANTED) == {*invariants(), ORPHANS}


async def test_the_world_is_well(world, world_site):
    await assert_clean(world_site)

    verdicts = await check(world_site.owner_url)

    assert {verdict.name for verdict in verdicts if verdict.examined == 0} == set()
    assert report(verdicts, demo=True)[1] is True


@pytest.mark.parametrize("name", PLANTED)
async def test_a_planted_violation_is_named(world, breaker, name):
    await breaker.execute(PLANTED[name].format_map(Names(world)))

    verdicts = await verdicts_in(breaker, patience=timedelta(minutes=10))

    assert {verdict.name for verdict in verdicts if not verdict.holds} == {name} | ALSO.get(name, set())


async def test_rows_that_a_policy_hides_make_nothing_hold(world, world_site):
    verdicts = await check(world_site.app_url)

    assert {verdict.name for verdict in verdicts if not verdict.unverifiable} == set()
    assert report(verdicts)[1] is False


def test_the_report_says_what_it_examined():
    verdicts = [
        Verdict("all_well", 1200, []),
        Verdict("not_well", 2, [Violation("x", "y")]),
        Verdict("unseen", 0, [], unverifiable="hidden"),
        Verdict("empty", 0, []),
    ]

    lines, well = report(verdicts, demo=True)

    assert lines == [
        "holds                   1,200  all_well",
        "VIOLATED                    2  not_well",
        "    x: y",
        "not verifiable              0  unseen",
        "    hidden",
        "nothing to examine          0  empty",
    ]
    assert well is False
    assert report(verdicts[:1])[1] is True
    assert report(verdicts[3:])[1] is True
