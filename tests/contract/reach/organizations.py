"""Organizations and their members."""

from __future__ import annotations


async def handle(world):
    return (await world.organization()).handle


async def owner(world):
    return {"owner": await handle(world)}


async def member(world):
    return await world.get("member", world.make.member, organization=await world.organization())


async def member_handle(world):
    return (await member(world)).handle


async def member_id(world):
    return (await member(world)).user_id


async def invitation(world):
    return await world.get("invitation", world.make.invitation, organization=await world.organization())


async def invitation_id(world):
    return (await invitation(world)).id


async def invitation_token(world):
    """Return the link of one that no call may answer before another does."""
    owner = await world.owner()
    organization = await world.make.organization(founder=owner)
    return (await world.make.invitation(organization, email=owner.email)).token


async def token_body(world):
    return {"token": await invitation_token(world)}


async def event_id(world):
    found = await world.get("staffed", world.make.shop, owner=await world.owner())
    return found.event_id


async def helper(world):
    return await world.make.helper(await event_id(world), owner=await world.owner())


async def helper_handle(world):
    return (await helper(world)).handle


async def helper_id(world):
    return (await helper(world)).user_id


async def event_invitation_id(world):
    return (await world.make.event_invitation(await event_id(world), owner=await world.owner())).id


async def kind(_):
    return "csv"


VALUES = {
    "/events/{event_id}/staff/{person}": helper_handle,
    "/events/{event_id}/staff/invitations/{invitation_id}": event_invitation_id,
    "/console/events/{event_id}/team/{user_id}": helper_id,
    "/console/events/{event_id}/team/invitations/{invitation_id}": event_invitation_id,
    "/console/log/{kind}": kind,
    "/operator/log/{kind}": kind,
    "/organizations/{handle}/invitations/{invitation_id}": invitation_id,
    "/console/team/invitations/{invitation_id}": invitation_id,
    "/invitations/{token}": invitation_token,
    "/organizations/{handle}": handle,
    "/organizations/{handle}/members/{person}": member_handle,
    "/console/team/{user_id}": member_id,
}
BODIES = {
    "POST /api/v1/events/{event_id}/staff/invitations": {"emails": ["ben@example.org"], "role": "door"},
    "PUT /api/v1/events/{event_id}/staff/{person}": {"role": "finance"},
    "POST /console/events/{event_id}/team": {"emails": "ben@example.org", "role": "door"},
    "POST /console/events/{event_id}/team/{user_id}/role": {"role": "finance"},
    "POST /api/v1/organizations/{handle}/invitations": {"emails": ["ben@example.org"], "role": "viewer"},
    "POST /api/v1/organizations/{handle}/invitations/{invitation_id}/resend": None,
    "POST /api/v1/invitations/show": token_body,
    "POST /api/v1/invitations/accept": token_body,
    "POST /api/v1/invitations/decline": token_body,
    "POST /console/team/invitations": {"emails": "ben@example.org", "role": "viewer"},
    "POST /api/v1/organizations": {"name": "Ruby Gent"},
    "PUT /api/v1/organizations/{handle}/members/{person}": {"role": "admin"},
    "POST /organizations": {"name": "Ruby Gent"},
    "POST /console/team": {"who": "somebody", "role": "viewer"},
    "POST /console/team/{user_id}/remove": {},
}
QUERIES = {
    "GET /console/log": owner,
    "GET /console/log/{kind}": owner,
    "POST /console/team/invitations": owner,
    "POST /console/team/invitations/{invitation_id}/resend": owner,
    "POST /console/team/invitations/{invitation_id}/revoke": owner,
    "GET /console/team": owner,
    "POST /console/team": owner,
    "POST /console/team/{user_id}/remove": owner,
}
