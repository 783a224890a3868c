"""Who helps at one event: what each role reaches and what not, who gives roles, that they end at once, plans."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.make.organizations import TERMS

from showground.db.sql import compile_query
from showground.domains.events.managing import service as managing
from showground.domains.events.managing.types import EventChange
from showground.domains.events.staffing import service
from showground.domains.events.staffing.errors import EndsAlready
from showground.domains.organizations.inviting.errors import ForAnotherAddress, InvitationOver
from showground.domains.ticketing import service as ticketing
from showground.domains.ticketing.service import TierChange
from showground.kit.faults import Refused, Unknown

SEEN = {
    "events": "select id from events.events where id = $1",
    "tickets": "select id from ticketing.tickets where event_id = $1",
    "orders": "select id from ticketing.orders where event_id = $1",
    "items": "select id from ticketing.order_items where event_id = $1",
    "scans": "select id from ticketing.scan_logs where event_id = $1",
    "payments": "select id from payments.payments where event_id = $1",
}
REACH = {
    "door": {"events", "tickets", "scans"},
    "finance": {"events", "orders", "items", "payments"},
    "manager": {"events", "tickets", "orders", "items", "scans"},
}


@pytest.fixture
async def shop(make):
    """A private event of an organization with a sale, and its owner."""
    owner = await make.user(name="Ana Ruiz")
    organization = await make.organization(founder=owner)
    made = await make.shop(owner=owner, org_id=organization.id, price=4800, visibility="private")
    await make.sale(made, buyer=owner)
    return made


async def reached(db, person, event_id):
    async with db.acting_as(person.principal) as tx:
        counts = {
            name: await tx.all(compile_query(f"test.{name}", text.replace("$1", ":event")), str, event=event_id)
            for name, text in SEEN.items()
        }
    return {name for name, rows in counts.items() if rows}


@pytest.mark.parametrize("role", REACH)
async def test_a_role_reaches_its_part_of_one_event_and_nothing_of_another(db, make, sql, shop, role):
    helper = await make.helper(shop.event_id, owner=shop.owner, role=role)
    other = await make.shop(owner=shop.owner, price=4800, visibility="private")
    await make.sale(other, buyer=shop.owner)
    everything = {name for name, text in SEEN.items() if await sql.fetch(text, shop.event_id)}

    seen = await reached(db, helper, shop.event_id)

    assert seen == REACH[role] & everything
    assert {"events", "tickets", "orders", "items", "payments"} <= everything
    assert await reached(db, helper, other.event_id) == set()


@pytest.mark.parametrize("role", REACH)
async def test_only_a_manager_edits(db, make, shop, role):
    helper = await make.helper(shop.event_id, owner=shop.owner, role=role)

    async def edit():
        async with db.acting_as(helper.principal) as tx:
            await managing.edit_event(tx, shop.event_id, EventChange(summary="Mine."))
            await ticketing.edit_tier(tx, shop.tier_id, TierChange(name="Regular", price_amount=100))

    if role == "manager":
        await edit()
    else:
        with pytest.raises(Refused):
            await edit()
        with pytest.raises(Unknown):
            async with db.acting_as(helper.principal) as tx:
                await ticketing.edit_tier(tx, shop.tier_id, TierChange(name="Regular", price_amount=100))


async def test_nobody_who_only_helps_decides_who_helps(db, make, shop):
    manager = await make.helper(shop.event_id, owner=shop.owner, role="manager")
    door = await make.helper(shop.event_id, owner=shop.owner)

    with pytest.raises(Refused):
        async with db.acting_as(manager.principal) as tx:
            await service.invite(
                tx, shop.event_id, actor=manager.user_id, emails=["x@example.org"], role="door", terms=TERMS
            )
    with pytest.raises(Refused):
        async with db.acting_as(manager.principal) as tx:
            await service.remove(tx, shop.event_id, actor=manager.user_id, person=door.user_id)
    with pytest.raises(Unknown):
        async with db.acting_as((await make.user()).principal) as tx:
            await service.staff(tx, shop.event_id)


async def test_a_letter_brings_somebody_in_and_removing_ends_it_at_once(db, make, sql, shop):
    person = await make.user(name="Ben")
    asked = await make.event_invitation(shop.event_id, owner=shop.owner, email=person.email)

    with pytest.raises(ForAnotherAddress):
        async with db.acting_as((other := await make.user()).principal) as tx:
            await service.accept(tx, asked.token, person=other.user_id)
    async with db.acting_as(person.principal) as tx:
        assert (await service.shown(tx, asked.token)).kind == "event"
    async with db.acting_as(person.principal) as tx:
        joined = await service.accept(tx, asked.token, person=person.user_id)
    before = await reached(db, person, shop.event_id)
    async with db.acting_as(person.principal) as tx:
        [helped] = await service.helped(tx)
    async with db.acting_as(shop.owner.principal) as tx:
        await service.remove(tx, shop.event_id, actor=shop.owner.user_id, person=person.user_id)

    assert (joined.event, joined.role, helped.id) == (shop.event_id, "door", shop.event_id)
    assert before >= {"events", "tickets"}
    assert await reached(db, person, shop.event_id) == set()


async def test_a_role_whose_day_has_come_is_none(db, make, sql, shop):
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    person = await make.user()
    asked = await make.event_invitation(shop.event_id, owner=shop.owner, email=person.email, ends_at=tomorrow)
    async with db.acting_as(person.principal) as tx:
        await service.accept(tx, asked.token, person=person.user_id)
    before = await reached(db, person, shop.event_id)
    given = await sql.fetchval("select ends_at from events.event_staff where user_id = $1", person.user_id)
    await sql.execute("update events.event_staff set ends_at = now() where user_id = $1", person.user_id)

    after = await reached(db, person, shop.event_id)
    async with db.acting_as(person.principal) as tx:
        helped = await service.helped(tx)
    async with db.acting_as(shop.owner.principal) as tx:
        [listed] = (await service.staff(tx, shop.event_id)).members

    assert (given, before >= {"events", "tickets"}) == (tomorrow, True)
    assert (after, helped, listed.has_ended) == (set(), [], True)


async def test_a_role_does_not_end_before_it_begins(db, make, shop):
    helper = await make.helper(shop.event_id, owner=shop.owner)
    past = datetime.now(UTC) - timedelta(minutes=1)

    with pytest.raises(EndsAlready):
        async with db.acting_as(shop.owner.principal) as tx:
            await service.set_role(
                tx, shop.event_id, actor=shop.owner.user_id, person=helper.user_id, role="door", ends_at=past
            )
    with pytest.raises(EndsAlready):
        async with db.acting_as(shop.owner.principal) as tx:
            await service.invite(
                tx,
                shop.event_id,
                actor=shop.owner.user_id,
                emails=["late@example.org"],
                role="door",
                terms=TERMS,
                ends_at=past,
            )


async def test_an_invitation_of_somebody_who_lost_the_right_is_void(db, make, sql, shop):
    person = await make.user()
    organization = await sql.fetchval("select owner_org_id from events.events where id = $1", shop.event_id)
    asked = await make.event_invitation(shop.event_id, owner=shop.owner, email=person.email)
    second = await make.user()
    await sql.execute(
        "insert into organizations.org_memberships (org_id, user_id, role) values ($1, $2, 'owner')",
        organization,
        second.user_id,
    )
    await sql.execute(
        "delete from organizations.org_memberships where org_id = $1 and user_id = $2",
        organization,
        shop.owner.user_id,
    )

    with pytest.raises(InvitationOver):
        async with db.acting_as(person.principal) as tx:
            await service.accept(tx, asked.token, person=person.user_id)


async def test_the_organization_path_keeps_its_plan(db, make, shop):
    query = compile_query(
        "test.plan",
        "explain select id from ticketing.orders where event_id = :event order by created_at desc, id desc limit 20",
    )
    async with db.acting_as(shop.owner.principal) as tx:
        plan = "\n".join(await tx.all(query, str, event=shop.event_id))

    assert "Seq Scan on orders" not in plan
    assert "ids_staffed_by_caller" not in plan.split("Filter:")[0]
    assert plan.count("hashed SubPlan") == 2  # the caller's organizations, and the events he helps at: once a statement
