"""Invitations on the real database: who may ask whom, what the link opens and for whom, limits."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import msgspec
import pytest
from tests.make.organizations import TERMS

from showground.domains.events.staffing import service as answering
from showground.domains.organizations.errors import BeyondYourRole
from showground.domains.organizations.inviting import service, store
from showground.domains.organizations.inviting.errors import (
    AddressMalformed,
    ForAnotherAddress,
    InvitationOver,
    InvitedEnough,
    NobodyAsked,
    SentJustNow,
)
from showground.domains.organizations.tokens import hash_of, token_of
from showground.domains.organizations.types import ROLES
from showground.kit.faults import Refused, Unknown


@pytest.fixture
async def club(make):
    owner = await make.user(name="Ana Ruiz")
    return owner, await make.organization(founder=owner)


async def invite(db, club, *emails, actor=None, role="viewer", terms=TERMS):
    actor = actor or club[0]
    async with db.acting_as(actor.principal) as tx:
        return await service.invite(tx, club[1].handle, actor=actor.user_id, emails=emails, role=role, terms=terms)


async def accept(db, token, person):
    async with db.acting_as(person.principal) as tx:
        return await answering.accept(tx, token, person=person.user_id)


async def resend(db, club, asked, *, actor=None, terms=TERMS):
    actor = actor or club[0]
    async with db.acting_as(actor.principal) as tx:
        await service.send_again(tx, club[1].handle, asked.id, actor=actor.user_id, terms=terms)


async def role_of(sql, club, person):
    query = "select role::text from organizations.org_memberships where org_id = $1 and user_id = $2"
    return await sql.fetchval(query, club[1].id, person.user_id)


async def letters(sql, club):
    query = """
    select count(*) from showground.outbox o join organizations.invitations i on i.id::text = o.body ->> 'invitation'
     where o.kind = 'organizations.invitation_made' and i.org_id = $1
    """
    return await sql.fetchval(query, club[1].id)


async def test_each_address_gets_one_letter_and_no_word_about_accounts(db, make, sql, club):
    member = await make.user()
    first = await invite(db, club, " Ben@Example.org ", member.email, "ben@example.org", role="editor")
    second = await invite(db, club, "ben@example.org", "cleo@example.org")

    assert (first.invited, first.waiting) == (["ben@example.org", member.email], [])
    assert (second.invited, second.waiting) == (["cleo@example.org"], ["ben@example.org"])
    assert await letters(sql, club) == 3


async def test_the_table_keeps_no_token(db, make, sql, club):
    asked = await make.invitation(club[1])

    row = await sql.fetchrow(
        "select to_jsonb(i)::text as row, token_hash from organizations.invitations i where id = $1", asked.id
    )

    assert row["token_hash"] == hash_of(asked.token)
    assert asked.token not in row["row"]
    assert token_of(TERMS.key, asked.id) == asked.token != token_of(b"another" * 5, asked.id)


async def test_accepting_joins_proves_the_address_and_works_once(db, make, sql, club):
    person = await make.user()
    asked = await make.invitation(club[1], email=person.email, role="editor")

    joined = await accept(db, asked.token, person)

    assert (joined.organization, joined.role) == (club[1].handle, "editor")
    assert await role_of(sql, club, person) == "editor"
    proved = "select email_verified_at is not null from users.contacts where user_id = $1"
    assert await sql.fetchval(proved, person.user_id)
    with pytest.raises(InvitationOver):
        await accept(db, asked.token, person)


async def test_a_forwarded_link_is_worth_nothing(db, make, sql, club):
    asked, other = await make.invitation(club[1]), await make.user()

    with pytest.raises(ForAnotherAddress):
        await accept(db, asked.token, other)
    with pytest.raises(Unknown):
        await accept(db, asked.token[:-2] + "AA", other)

    assert await role_of(sql, club, other) is None
    assert not await sql.fetchval("select email_verified_at from users.contacts where user_id = $1", other.user_id)


@pytest.mark.parametrize("end", ["revoke", "decline", "expire", "inviter left"])
async def test_what_is_over_opens_nothing(db, make, sql, club, end):
    owner, organization = club
    person, admin = await make.user(), await make.member(organization, role="admin")
    asked = await make.invitation(organization, email=person.email, inviter=admin)
    if end == "revoke":
        async with db.acting_as(owner.principal) as tx:
            await service.revoke(tx, organization.handle, asked.id, actor=owner.user_id)
    elif end == "decline":
        async with db.acting_as(person.principal) as tx:
            await service.decline(tx, asked.token)
    elif end == "expire":
        await sql.execute("update organizations.invitations set expires_at = now() where id = $1", asked.id)
    else:
        await sql.execute("delete from organizations.org_memberships where user_id = $1", admin.user_id)

    with pytest.raises(InvitationOver):
        await accept(db, asked.token, person)

    assert await role_of(sql, club, person) is None


async def test_who_is_in_already_does_not_fall(db, make, sql, club):
    admin = await make.member(club[1], role="admin")
    asked = await make.invitation(club[1], email=admin.email, role="viewer")

    joined = await accept(db, asked.token, admin)

    assert (joined.role, await role_of(sql, club, admin)) == ("admin", "admin")


@pytest.mark.parametrize("mine", ROLES)
@pytest.mark.parametrize("role", ROLES)
async def test_nobody_invites_above_his_own_role(db, make, club, mine, role):
    actor = await make.member(club[1], role=mine)
    allowed = mine in {"admin", "owner"} and ROLES.index(role) <= ROLES.index(mine)

    if allowed:
        assert (await invite(db, club, "ben@example.org", actor=actor, role=role)).invited
    else:
        with pytest.raises(BeyondYourRole):
            await invite(db, club, "ben@example.org", actor=actor, role=role)


async def test_an_admin_touches_no_invitation_of_an_owner_and_strangers_none(db, make, club):
    asked = await make.invitation(club[1], role="owner")
    admin, stranger = await make.member(club[1], role="admin"), await make.user()
    other = (club[0], await make.organization(founder=club[0]))

    with pytest.raises(BeyondYourRole):
        await resend(db, club, asked, actor=admin)
    with pytest.raises(Refused):
        await resend(db, club, asked, actor=stranger)
    with pytest.raises(Unknown):
        await resend(db, other, asked)
    with pytest.raises(BeyondYourRole):
        async with db.acting_as((await make.member(club[1])).principal) as tx:
            await service.invitations(tx, club[1].handle, actor=tx.principal.user_id)


async def test_resending_begins_anew_and_keeps_a_distance(db, make, sql, club):
    person = await make.user()
    asked = await make.invitation(club[1], email=person.email)
    await sql.execute("update organizations.invitations set expires_at = now() where id = $1", asked.id)

    await resend(db, club, asked)
    with pytest.raises(SentJustNow):
        await resend(db, club, asked)

    assert await letters(sql, club) == 2
    assert (await accept(db, asked.token, person)).role == "viewer"
    with pytest.raises(InvitationOver):
        await resend(db, club, asked)


async def test_an_expired_one_makes_room_for_another(db, make, sql, club):
    asked = await make.invitation(club[1])
    await sql.execute("update organizations.invitations set expires_at = now() where id = $1", asked.id)

    again = await invite(db, club, asked.email, role="editor")

    assert again.invited == [asked.email]
    async with db.acting_as(club[0].principal) as tx:
        [one] = await store.open_of_organization(tx, club[1].id)
    assert (one.role, one.status, one.inviter_name) == ("editor", "open", "Ana Ruiz")


async def test_a_day_has_a_limit_and_nothing_of_what_exceeds_it_goes_out(db, sql, club):
    few = msgspec.structs.replace(TERMS, most=3)
    await invite(db, club, "a@example.org", "b@example.org", terms=few)

    with pytest.raises(InvitedEnough) as refused:
        await invite(db, club, "c@example.org", "d@example.org", terms=few)

    assert 0 < refused.value.retry_after <= timedelta(days=1).total_seconds()
    assert await letters(sql, club) == 2
    assert (await invite(db, club, "c@example.org", terms=few)).invited == ["c@example.org"]


@pytest.mark.parametrize(
    ("emails", "fault"),
    [((), NobodyAsked), ((" ",), NobodyAsked), (("ben@example.org", "no address"), AddressMalformed),
     (tuple(f"p{n}@example.org" for n in range(51)), NobodyAsked)],
)  # fmt: skip
async def test_a_list_with_a_fault_asks_nobody(db, sql, club, emails, fault):
    with pytest.raises(fault):
        await invite(db, club, *emails)

    assert await letters(sql, club) == 0


async def test_a_link_followed_twice_at_once_lets_in_once(db, make, club):
    person = await make.user()
    asked = await make.invitation(club[1], email=person.email)

    answers = await asyncio.gather(*(accept(db, asked.token, person) for _ in range(8)), return_exceptions=True)

    assert sorted(type(answer).__name__ for answer in answers) == ["InvitationOver"] * 7 + ["Joined"]
