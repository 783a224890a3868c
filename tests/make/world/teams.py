"""Who is asked to help whom: invitations of organizations and to single events."""

from __future__ import annotations

from tests.make.world.plan import ADMINS, in_hours, token

from showground.kit.ids import uuid7


async def plant_teams(world):
    """Plant open and answered invitations of both organizations."""
    for name, inviter in (("us", "founder"), ("rivals", "outsider")):
        shown = ADMINS if name == "us" else frozenset()
        await _invite(world, shown, inviter, f"helper@{name}.example", org_id=world[name], role="viewer")
        answered = {"accepted_at": in_hours(-1), "accepted_by": world["loner"]}
        await _invite(world, shown, inviter, "loner@example.org", org_id=world[name], role="editor", **answered)
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
