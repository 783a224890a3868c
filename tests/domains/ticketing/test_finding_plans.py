"""Finding orders, ways in and helpers read by their indexes, however many others there are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from showground.domains.events.staffing import store as staffing
from showground.domains.ticketing.finding import store as finding
from showground.domains.users import store as users
from showground.domains.users.identities import store as identities

MANY = 20_000
PEOPLE = f"""
    create temporary table planted on commit drop as
    select gen_random_uuid() as id, n from generate_series(1, {MANY}) n;
    insert into users.user_profiles (user_id, handle, display_name) select id, 'planted-' || n, 'Planted' from planted;
    insert into users.accounts (user_id) select id from planted;
    insert into users.identities (id, user_id, issuer, subject)
    select gen_random_uuid(), id, 'https://planted.example', n from planted;
    insert into users.passkeys (id, user_id, credential_id, public_key, sign_count, transports, name)
    select gen_random_uuid(), id, sha256(n::text::bytea), '\\x01', 0, '{{}}', 'phone' from planted;
"""
HELPERS = "insert into events.event_staff (event_id, user_id, role, given_by) select $1, id, 'door', $2 from planted"
ORDERS = """
    insert into ticketing.orders (id, event_id, seller_user_id, cart_id, status, email, subtotal_amount, tax_amount,
                                  fee_amount, fee_payer, total_amount, currency_code, paid_at)
    select id, $1, $2, gen_random_uuid(), 'paid', 'Planted' || n || '@guests.example', 900, 0, 0,
           'organizer', 900, 'EUR', now()
      from planted
"""
QUESTIONS = {
    "newest_order_of": (finding.SQL["newest_order_of"], "orders_by_email", "orders"),
    "orders_found": (finding.SQL["orders_found"], "orders_by_email", "orders"),
    "link_works": (finding.SQL["link_works"], "orders_pkey", "orders"),
    "ways_in": (users.SQL["ways_in"], "passkeys_by_user", "passkeys"),
    "identities_of_person": (identities.SQL["identities_of_person"], "identities_by_user", "identities"),
    "helped_by_caller": (staffing.SQL["helped_by_caller"], "event_staff_by_user", "event_staff"),
}


@pytest.fixture
async def crowd(superuser, make):
    """Twenty thousand people, each with an order as a guest, two ways in, and a part at one event; gone again after."""
    shop = await make.shop()
    event, owner = shop.event_id, shop.owner.user_id
    planted = superuser.transaction()
    await planted.start()
    await superuser.execute("set local session_replication_role = replica")
    await superuser.execute(PEOPLE)
    await superuser.execute(HELPERS, event, owner)
    await superuser.execute(ORDERS, event, owner)
    await superuser.execute(
        "analyze users.user_profiles; analyze users.accounts; analyze users.identities; analyze users.passkeys; "
        "analyze events.event_staff; analyze ticketing.orders"
    )
    yield await superuser.fetchval("select id from planted where n = 777")
    await planted.rollback()


@pytest.mark.parametrize("name", QUESTIONS)
async def test_nothing_is_read_whole(superuser, crowd, name):
    query, index, table = QUESTIONS[name]
    asked = {
        "email": "planted777@GUESTS.example",
        "order_id": crowd,
        "user_id": crowd,
        "limit": 50,
        "made_at": datetime.now(UTC),
        "lasts": timedelta(days=90),
    }
    await superuser.execute("select set_config('request.jwt.claims', $1, true)", f'{{"sub": "{crowd}"}}')
    who = "authenticated" if name == "helped_by_caller" else "service_role"
    await superuser.execute(f"set local role {who}; set local plan_cache_mode = force_generic_plan")

    rows = await superuser.fetch(f"explain (analyze) {query.sql}", *(asked[one] for one in query.parameters))
    plan = "\n".join(row[0] for row in rows)
    await superuser.execute("reset role")

    assert index in plan, plan
    assert f"Seq Scan on {table} " not in plan, plan
