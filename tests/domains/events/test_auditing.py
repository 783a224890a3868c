"""The audit log: what is noted in whose log, who reads it, that nobody rewrites it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import asyncpg
import pytest
from tests.make.organizations import TERMS

import showground
from showground.db.principal import Operator, Worker, identity_sql
from showground.domains.events.auditing import rules, service, store
from showground.domains.events.auditing.sentences import SENTENCES
from showground.domains.events.auditing.types import Entry, Wanted
from showground.domains.events.managing import cover
from showground.domains.events.managing import service as managing
from showground.domains.events.managing.rules import NEXT
from showground.domains.events.managing.types import EventChange
from showground.domains.events.staffing import service as answering
from showground.domains.organizations import logo
from showground.domains.organizations import service as organizations
from showground.domains.organizations.errors import BeyondYourRole
from showground.domains.organizations.inviting import service as inviting
from showground.domains.payments import refunds
from showground.domains.ticketing import service as ticketing
from showground.domains.ticketing.service import TierChange
from showground.kit.faults import Refused
from showground.kit.ids import uuid7

ACTION = re.compile(r"[a-z]+\.[a-z_]+")


@pytest.fixture
async def club(make):
    owner = await make.user(name="Ana Ruiz")
    return owner, await make.organization(founder=owner, name="Night Market")


async def read(db, club, *, actor=None, limit=50, cursor=None, **wanted):
    actor = actor or club[0]
    async with db.acting_as(actor.principal) as tx:
        log = await service.log_of_organization(tx, club[1].handle, actor=actor.user_id, wanted=Wanted(**wanted))
        return await log.page(cursor=cursor, limit=limit)


async def said(db, club, **more):
    return [line.says for line in (await read(db, club, **more)).items]


async def test_roles_and_invitations_read_as_sentences(db, make, club):
    owner, organization = club
    ben = await make.user(name="Ben")
    asked = await make.invitation(organization, email=ben.email, role="editor")
    async with db.acting_as(ben.principal) as tx:
        await answering.accept(tx, asked.token, person=ben.user_id)
    async with db.acting_as(owner.principal) as tx:
        await organizations.set_member(tx, organization.handle, actor=owner.user_id, who=ben.handle, role="admin")
        await organizations.remove_member(tx, organization.handle, actor=owner.user_id, person=ben.user_id)
        await inviting.invite(
            tx, organization.handle, actor=owner.user_id, emails=["c@example.org"], role="viewer", terms=TERMS
        )

    assert await said(db, club) == [
        "Ana Ruiz invited c@example.org as viewer",
        "Ana Ruiz removed Ben, who was admin",
        "Ana Ruiz changed Ben's role from editor to admin",
        "Ben accepted an invitation and joined as editor",
        "Ana Ruiz founded the organization",
    ]


async def test_events_prices_and_refunds_stand_in_the_log_of_their_owner(db, make, sql, club):
    owner, organization = club
    shop = await make.shop(owner=owner, org_id=organization.id, price=4800)
    code, *_ = await make.sale(shop)
    row = await sql.fetchrow(
        "select i.id, order_id from ticketing.order_items i, ticketing.tickets t where t.id = ticket_id and code = $1",
        code,
    )
    async with db.acting_as(owner.principal) as tx:
        await managing.edit_event(tx, shop.event_id, EventChange(summary="New."))
        await ticketing.edit_tier(tx, shop.tier_id, TierChange(name="Regular", price_amount=5200))
        await ticketing.set_tier_status(tx, shop.tier_id, "paused")
        await ticketing.set_capacity(tx, shop.tier_id, 40)
        await ticketing.set_fee_payer(tx, shop.event_id, "organizer")
    async with db.acting_as(Worker(owner.user_id)) as tx:
        await refunds.ask_refund(tx, row["order_id"], items=[row["id"]], reason="ill")
    title = f"“{(await sql.fetchval('select title from events.events where id = $1', shop.event_id))}”"

    found = await said(db, club)

    assert found[1:6] == [
        f"Ana Ruiz chose who pays the fee at {title}: organizer",
        f"Ana Ruiz set the places of Regular at {title} to 40",
        f"Ana Ruiz set the ticket Regular of {title} from on sale to paused",
        f"Ana Ruiz changed the price of Regular at {title} from 48.00 EUR to 52.00 EUR",
        f"Ana Ruiz edited {title}: summary",
    ]
    assert found[0].startswith("Ana Ruiz gave ")
    assert found[0].endswith(f" EUR back to a buyer of {title}")


async def test_only_admins_and_owners_read_it(db, make, club):
    for role, fault in (("viewer", BeyondYourRole), ("editor", BeyondYourRole), (None, Refused)):
        actor = await make.member(club[1], role=role) if role else await make.user()
        with pytest.raises(fault):
            await read(db, club, actor=actor)

    assert await said(db, club, actor=await make.member(club[1], role="admin"))


async def test_a_log_holds_nothing_of_another(db, make, club):
    other = await make.user(name="Zoe")
    rival = (other, await make.organization(founder=other))
    await make.shop(owner=other, org_id=rival[1].id)

    assert await said(db, club) == ["Ana Ruiz founded the organization"]
    assert all("Ana" not in line for line in await said(db, rival))


async def test_a_person_reads_what_was_done_with_his_own_events_only(db, make, club):
    owner = club[0]
    own, ours = await make.shop(owner=owner), await make.shop(owner=owner, org_id=club[1].id)
    async with db.acting_as(owner.principal) as tx:
        for shop in (own, ours):
            await managing.edit_event(tx, shop.event_id, EventChange(summary="New."))
    async with db.acting_as(owner.principal) as tx:
        page = await (await service.log_of_person(tx, person=owner.user_id, wanted=Wanted())).page(cursor=None, limit=9)

    assert {line.event_id for line in page.items} == {own.event_id}


async def test_filters_and_pages(db, make, club):
    owner, organization = club
    admin = await make.member(organization, role="admin")
    people = [await make.user() for _ in range(5)]
    for person in people:
        async with db.acting_as(admin.principal) as tx:
            await organizations.set_member(
                tx, organization.handle, actor=admin.user_id, who=person.handle, role="viewer"
            )

    first = await read(db, club, who=admin.handle, limit=3)
    rest = await read(db, club, who=admin.handle, limit=3, cursor=first.next)

    assert (len(first.items), len(rest.items), rest.next) == (3, 2, None)
    assert len({line.id for line in first.items + rest.items}) == 5
    assert await said(db, club, who=owner.handle) == ["Ana Ruiz founded the organization"]
    assert await said(db, club, area="payments") == []
    moment = first.items[0].at
    assert len(await said(db, club, since=moment)) == 1
    assert len(await said(db, club, until=moment)) == 5
    async with db.acting_as(owner.principal) as tx:
        log = await service.log_of_organization(tx, organization.handle, actor=owner.user_id, wanted=Wanted())
        assert len([line async for line in log.every()]) == 6


async def test_operators_read_everything(db, make, club):
    operator = await make.user(is_operator=True)

    async with db.acting_as(Operator(operator.user_id)) as tx:
        page = await service.log_of_platform(tx, wanted=Wanted(who=club[0].handle)).page(cursor=None, limit=9)

    assert [line.says for line in page.items] == ["Ana Ruiz founded the organization"]


@pytest.mark.parametrize("act", ["update showground.audit_log set action = 'a.b'", "delete from showground.audit_log"])
@pytest.mark.parametrize("principal", [Worker(), Operator(uuid7())], ids=["worker", "operator"])
async def test_nobody_rewrites_it(app_url, club, act, principal):
    connection = await asyncpg.connect(app_url)
    try:
        async with connection.transaction():
            await connection.execute(identity_sql(principal))
            assert await connection.fetchval("select count(*) from showground.audit_log where org_id = $1", club[1].id)
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                async with connection.transaction():
                    await connection.execute(act)
    finally:
        await connection.close()


def test_an_act_without_a_sentence_or_with_holes_is_still_said(entry):
    assert rules.sentence(entry("ml.model_built", "{}")) == "Ana: ml, model built"
    assert rules.sentence(entry("events.edited", "{}")) == "Ana edited “…”: …"
    assert rules.sentence(entry("events.edited", '{"fields": ["city", "title"]}')) == "Ana edited “…”: city, title"


@pytest.fixture
def entry():
    def made(action, details):
        return Entry(uuid7(), None, "Ana", "ana", action, "event", None, None, None, None, None, details)

    return made


async def test_the_log_of_an_organization_is_read_by_its_index(sql, club):
    query = store.SQL["entries_of_organization"]
    async with sql.transaction():
        await sql.execute("""
            insert into showground.audit_log (id, action, subject_type, org_id)
            select gen_random_uuid(), 'events.edited', 'event', gen_random_uuid() from generate_series(1, 20000)
        """)
        await sql.execute("analyze showground.audit_log")
        values = {"org_id": club[1].id, "before": service.NEWEST, "limit": 30}
        plan = "\n".join(
            row[0] for row in await sql.fetch(f"explain {query.sql}", *(values.get(name) for name in query.parameters))
        )
        await sql.execute(
            "delete from showground.audit_log where actor is null and org_id is not null and subject_id is null"
        )

    assert "audit_log_by_org" in plan
    assert "Seq Scan on audit_log" not in plan


def actions_of(tree):
    """Return the actions that a module notes, where they stand in the call itself."""
    for call in ast.walk(tree):
        name = getattr(call, "func", None)
        if isinstance(call, ast.Call) and {getattr(name, "attr", ""), getattr(name, "id", "")} & {"audit", "note"}:
            words = [
                node.value for argument in call.args for node in ast.walk(argument) if isinstance(node, ast.Constant)
            ]
            yield from (word for word in words if isinstance(word, str) and ACTION.fullmatch(word))


def test_every_act_that_is_noted_has_a_sentence_and_every_sentence_an_act():
    source = [path.read_text() for path in Path(showground.__file__).parent.rglob("*.py")]
    noted = {action for text in source for action in actions_of(ast.parse(text))}

    moves = {f"events.{status}" for status in NEXT}  # their action is put together from the state
    named = {action for action in SENTENCES if any(f'"{action}"' in text for text in source if "marked(" not in text)}

    assert len(noted) > 50
    assert noted - set(SENTENCES) == set()
    assert set(SENTENCES) - named - moves == set()


async def test_covers_logos_and_scanners_stand_in_the_organizations_log(db, make, club):
    owner, organization = club
    shop = await make.shop(owner=owner, org_id=organization.id)
    async with db.acting_as(owner.principal) as tx:
        await cover.remove_cover(tx, shop.event_id)
    async with db.acting_as(owner.principal) as tx:
        await logo.remove_logo(tx, organization.handle, actor=owner.user_id)
    await make.scanner(shop)

    newest = (await said(db, club))[:3]

    assert newest == [
        "Ana Ruiz made the scanner Jo's phone for “Lantern Night”",
        "Ana Ruiz took the organization's logo away",
        "Ana Ruiz took the cover of “Lantern Night” away",
    ]
