"""Other ways in: scanners, keys of organizations, the operator's desk."""

from __future__ import annotations


async def shop(world):
    return await world.get("shop", world.make.shop, owner=await world.owner(), price=1200)


async def device_id(world):
    return (await world.get("scanner", world.make.scanner, shop=await shop(world))).device.id


async def org_key_id(world):
    owner = await world.owner()
    organization = await world.organization()
    return (await world.get("org key", world.make.org_key, organization=organization, founder=owner)).id


async def owner(world):
    return {"owner": (await world.organization()).handle}


async def identity_id(world):
    return await world.get("identity", world.make.identity, person=await world.owner())


async def provider(world):
    return "none"


VALUES = {
    "/sign-in/with/{provider}": provider,
    "/me/identities/{identity_id}": identity_id,
    "/events/{event_id}/devices/{device_id}": device_id,
    "/console/events/{event_id}/devices/{device_id}": device_id,
    "/organizations/{handle}/api-keys/{key_id}": org_key_id,
    "/console/developers/keys/{key_id}": org_key_id,
}
BODIES = {
    "POST /api/v1/events/{event_id}/devices": {"name": "Jo's phone"},
    "POST /api/v1/devices/join": {"code": "AAAA2222"},
    "POST /api/v1/organizations/{handle}/api-keys": {"name": "website", "scopes": ["read"]},
    "POST /console/events/{event_id}/devices": {"name": "Jo's phone"},
    "POST /console/events/{event_id}/devices/{device_id}/code": {},
    "POST /console/events/{event_id}/devices/{device_id}/revoke": {},
    "POST /console/developers/keys": {"name": "website", "read": "yes"},
    "POST /console/developers/keys/{key_id}/end": {},
    "POST /me/identities/{identity_id}/end": {},
    "POST /door/join": {"code": "AAAA2222"},
    "POST /door/scan": {"code": "AAAA2222"},
    "POST /door/leave": {},
    "POST /operator/acting": {"handle": "somebody", "reason": "She asked why."},
    "POST /operator/acting/end": {},
}
QUERIES = {
    "GET /console/developers": owner,
    "POST /console/developers/keys": owner,
    "POST /console/developers/keys/{key_id}/end": owner,
}
