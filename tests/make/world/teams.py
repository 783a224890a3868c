"""Who is asked to help whom: invitations of organizations and to single events."""

from __future__ import annotations

from tests.make.world.plan import ADMINS, HELPERS, in_hours, token

from showground.kit.ids import uuid7


async def plant_teams(world):
    """Plant open and answered invitations of both organizations."""
    for name, inviter in (("us", "founder"), ("rivals", "outsider")):
        shown = ADMINS if name == "us" else frozenset()
        await _invite(world, shown, inviter, f"helper@{name}.example", org_id=world[name], role="viewer")
        answered = {"accepted_at": in_hours(-1), "accepted_by": world["loner"]}
        await _invite(world, shown, inviter, "loner@example.org", org_id=world[name], role="editor", **answered)
    for name, inviter in (("open", "founder"), ("own", "owner"), ("closed", "outsider")):
        event = world.events[name]
        await world.plant(
            "events.event_staff",
            select=event.editors,
            event_id=event.id,
            user_id=world["founder" if name == "closed" else "outsider"],
            role="door",
            given_by=world[inviter],
        )
        letter = _values(world, f"helper@{name}.example", inviter)
        await world.plant("organizations.invitations", event_id=event.id, **letter)
        await world.plant("events.event_invitations", invitation_id=letter["id"], event_id=event.id, role="finance")
    for name in ("helped", "helped later"):
        for role in HELPERS:
            await world.plant(
                "events.event_staff",
                select={role, "manager"},
                event_id=world[name],
                user_id=world[role],
                role=role,
                given_by=world["outsider"],
            )
    fresh = {**_values(world, "fresh@x.example"), "revoked_at": in_hours(-1)}  # taken back before it offered a role
    await world.plant("organizations.invitations", event_id=world["open"], **fresh)
    world.sprout("events.event_invitations", "any", invitation_id=fresh["id"], event_id=world["open"], role="door")
    staff = {"event_id": world["open"], "user_id": world["loner"], "role": "door", "given_by": world["founder"]}
    world.sprout("events.event_staff", "any", **staff)
    world.sprout(
        "organizations.invitations", "any", org_id=world["us"], role="viewer", **_values(world, "new@x.example")
    )


async def _invite(world, shown, inviter, email, **more):
    await world.plant("organizations.invitations", select=shown, **{**_values(world, email, inviter), **more})


def _values(world, email, inviter="founder"):
    return {
        "id": uuid7(),
        "email": email,
        "token_hash": token(),
        "invited_by": world[inviter],
        "sent_at": in_hours(-2),
        "expires_at": in_hours(99),
    }
