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


VALUES = {
    "/organizations/{handle}": handle,
    "/organizations/{handle}/members/{person}": member_handle,
    "/console/team/{user_id}": member_id,
}
BODIES = {
    "POST /api/v1/organizations": {"name": "Ruby Gent"},
    "PUT /api/v1/organizations/{handle}/members/{person}": {"role": "admin"},
    "POST /organizations": {"name": "Ruby Gent"},
    "POST /console/team": {"who": "somebody", "role": "viewer"},
    "POST /console/team/{user_id}/remove": {},
}
QUERIES = {
    "GET /console/team": owner,
    "POST /console/team": owner,
    "POST /console/team/{user_id}/remove": owner,
}
