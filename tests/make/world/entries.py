"""Other ways in: keys of organizations, devices at doors, operators who act as somebody."""

from __future__ import annotations

from tests.make.world.plan import ADMINS, NOBODY, in_hours, token

from showground.kit.ids import uuid7


async def plant_entries(world):
    """Plant keys of both organizations, a device at each door, and one impersonation."""
    for name, maker in (("us", "founder"), ("rivals", "outsider")):
        shown = ADMINS if name == "us" else NOBODY
        await world.plant(
            "organizations.api_keys", select=shown, **_key(world, name, maker, id=world[f"key of {name}"])
        )
    for name, event in world.events.items():
        await world.plant("ticketing.devices", select=event.sellers_editors, **_device(world, name))
    await world.plant("users.impersonations", **_impersonation(world))
    world.sprout("organizations.api_keys", "any", **_key(world, "us", "admin"))
    world.sprout("ticketing.devices", "any", **_device(world, "open"))
    world.sprout("users.impersonations", "any", **_impersonation(world))
    world.sprout(
        "users.identities", "any", id=uuid7(), user_id=world["owner"], issuer="https://id.example", subject="another"
    )


def _key(world, org, maker, **more):
    made = {"id": uuid7(), "org_id": world[org], "made_by": world[maker], "name": "box office"}
    return {**made, "scopes": ["read", "manage"], "secret_hash": token(), **more}


def _device(world, event):
    made = {
        "id": uuid7(),
        "event_id": world[event],
        "made_by": world["founder"],
        "name": "Gate B",
        **world.seller(event),
    }
    return {**made, "code_hash": token(), "code_expires_at": in_hours(1)}


def _impersonation(world):
    people = {"operator_id": world["founder"], "user_id": world["owner"], "reason": "She asked why."}
    return {"id": uuid7(), **people, "token_hash": token(), "expires_at": in_hours(1)}
