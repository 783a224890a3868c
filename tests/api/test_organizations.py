"""Organizations over the API."""

from __future__ import annotations

from uuid import uuid4


async def test_an_organization_is_founded_shown_and_listed(api, make):
    founder = await make.user()
    client, handle = await api(founder), f"club-{uuid4().hex[:8]}"

    made = await client.post("/api/v1/organizations", json={"name": "Ruby Gent", "handle": handle})
    shown = (await (await api()).get(f"/api/v1/organizations/{handle}")).json()
    mine = (await client.get("/api/v1/me/organizations")).json()

    assert (made.status_code, made.json()["handle"]) == (201, handle)
    assert (shown["organization"], shown["my_role"]) == (made.json(), None)
    assert [(one["handle"], one["role"]) for one in mine] == [(handle, "owner")]


async def test_members_come_and_go(api, make):
    founder, person = await make.user(), await make.user()
    organization = await make.organization(founder=founder)
    client, address = await api(founder), f"/api/v1/organizations/{organization.handle}/members"

    added = await client.put(f"{address}/{person.handle}", json={"role": "editor"})
    members = (await client.get(address)).json()
    removed = await client.delete(f"{address}/{person.handle}")

    assert (added.status_code, removed.status_code) == (204, 204)
    assert [(one["handle"], one["role"], one["is_me"]) for one in members] == [
        (founder.handle, "owner", True),
        (person.handle, "editor", False),
    ]
    assert (await (await api(person)).get(address)).status_code == 403


async def test_the_last_owner_stays(api, make):
    founder = await make.user()
    organization = await make.organization(founder=founder)

    answer = await (await api(founder)).delete(f"/api/v1/organizations/{organization.handle}/members/{founder.handle}")

    assert (answer.status_code, answer.json()["code"]) == (409, "organizations.last_owner")


async def test_unknown_roles_and_people_are_refused(api, make):
    founder = await make.user()
    organization = await make.organization(founder=founder)
    client, address = await api(founder), f"/api/v1/organizations/{organization.handle}/members"

    assert (await client.put(f"{address}/{founder.handle}", json={"role": "emperor"})).status_code == 422
    assert (await client.put(f"{address}/nobody-at-all", json={"role": "viewer"})).status_code == 422
    assert (await client.delete(f"{address}/nobody-at-all")).status_code == 404
