"""People, their sessions, keys and follows."""

from __future__ import annotations

import secrets

from tests.make.users import PASSWORD


async def handle(world):
    return (await world.owner()).handle


async def session_id(world):
    owner = await world.owner()
    await world.get("session", world.make.session, person=owner)
    return await world.make.session_id(owner)


async def key_id(world):
    return (await world.get("key", world.make.api_key, person=await world.owner())).key.id


async def passkey_id(world):
    return await world.get("passkey", world.make.passkey, person=await world.owner())


async def follow_id(world):
    return (await world.get("follow", world.make.follow, person=await world.owner())).id


async def request_id(world):
    person = await world.get("private", world.make.user, is_private=True)
    return (await world.get("request", world.make.follow, target_id=person.user_id)).id


async def purpose(world):
    return "analytics"


async def export_id(world):
    return await world.get("export", world.make.export, person=await world.owner())


async def missing_file(world):
    return "missing.js"


async def language(world):
    return "de"


async def address(world):
    return {"email": f"{secrets.token_hex(6)}@example.org"}


async def new_account(world):
    return {"display_name": "Mara Lind", "password": "a lantern for every tent", **await address(world)}


async def new_account_form(world):
    account = await new_account(world)
    return {**account, "name": account.pop("display_name")}


async def follow(world):
    return {"target_type": "user", "target_id": str((await world.owner()).user_id)}


VALUES = {
    "/people/{handle}": handle,
    "/sessions/{session_id}": session_id,
    "/me/sessions/{session_id}": session_id,
    "/api-keys/{key_id}": key_id,
    "/me/keys/{key_id}": key_id,
    "/me/passkeys/{passkey_id}": passkey_id,
    "/follows/{follow_id}": follow_id,
    "/follow-requests/{follow_id}": request_id,
    "/me/requests/{follow_id}": request_id,
    "/me/consents/{purpose}": purpose,
    "/me/exports/{export_id}": export_id,
    "/me/data/exports/{export_id}": export_id,
    "/static/{file_path}": missing_file,
    "/language/{language}": language,
}
BODIES = {
    "POST /api/v1/accounts": new_account,
    "POST /api/v1/sessions": {"email": "nobody@example.org", "password": "not his password"},
    "PATCH /api/v1/me": {"bio": "New."},
    "PUT /api/v1/me/consents/{purpose}": {"given": True},
    "POST /me/consents": {"analytics": "yes"},
    "POST /me/data/exports": {},
    "POST /me/data/erase": {},
    "POST /me/data/stay": {},
    "POST /api/v1/api-keys": {"name": "till", "scopes": ["read"]},
    "POST /api/v1/follows": follow,
    "POST /sign-up": new_account_form,
    "POST /sign-in": {"email": "nobody@example.org", "password": "not his password"},
    "POST /sign-out": {},
    "POST /follows": follow,
    "POST /follows/{follow_id}/end": {},
    "POST /me": {"display_name": "Mara Lind", "handle": "not--valid-"},
    "POST /me/keys": {"name": "till", "read": "yes"},
    "POST /me/keys/{key_id}/end": {},
    "POST /me/email": {"email": "another@example.org", "email_password": PASSWORD},
    "POST /me/password": {"present": PASSWORD, "new_password": PASSWORD},
    "POST /me/confirm": {"password": PASSWORD},
    "POST /me/second-step/confirm": {"code": "000000"},
    "POST /me/second-step/remove": {"step_password": PASSWORD},
    "POST /me/passkeys/{passkey_id}/rename": {"name": "old phone"},
    "POST /forgotten": new_account,
    "POST /orders/find": address,
    "POST /api/v1/order-links": address,
    "POST /prove-email": {"token": "made-up"},
    "POST /reset-password": {"token": "made-up", "password": PASSWORD},
    "POST /sign-in/code": {"code": "000000"},
    "POST /api/v1/email-proofs": {"token": "made-up"},
    "PUT /api/v1/me/email": {"email": "another@example.org", "password": PASSWORD},
    "PUT /api/v1/me/password": {"present": PASSWORD, "password": PASSWORD},
    "POST /api/v1/password-resets": {"email": "nobody@example.org"},
    "PUT /api/v1/password-resets": {"token": "made-up", "password": PASSWORD},
    "POST /me/sessions/{session_id}/end": {},
    "POST /me/requests/{follow_id}/accept": {},
}
