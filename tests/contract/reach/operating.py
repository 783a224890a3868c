"""The operators' console."""

from __future__ import annotations


async def failed_job(world):
    return await world.get("failed job", world.make.failed_job)


async def notice(world):
    return await world.get("notice", world.make.open_notice)


async def org_id(world):
    return (await world.organization()).id


async def person_id(world):
    return (await world.owner()).user_id


async def table_name(_world):
    return "ticketing.tickets"


VALUES = {
    "/operator/jobs/{job_id}": failed_job,
    "/operator/notices/{inbox_id}": notice,
    "/operator/organizations/{org_id}": org_id,
    "/operator/people/{person_id}": person_id,
    "/operator/schema/tables/{name}": table_name,
}
BODIES: dict[str, dict[str, str]] = {
    "POST /operator/checks": {},
    "POST /operator/jobs/{job_id}/again": {},
    "POST /operator/jobs/{job_id}/aside": {},
    "POST /operator/notices/{inbox_id}/again": {},
    "POST /operator/people/{person_id}/close": {"closing": "He asked us to."},
    "POST /operator/people/{person_id}/open": {},
}
