"""Invitations over the API."""

from __future__ import annotations


async def test_asking_listing_and_taking_back(api, make):
    founder = await make.user()
    organization = await make.organization(founder=founder)
    client, address = await api(founder), f"/api/v1/organizations/{organization.handle}/invitations"

    asked = await client.post(address, json={"emails": ["ben@example.org"], "role": "editor"})
    [one] = (await client.get(address)).json()
    again = await client.post(address, json={"emails": ["ben@example.org"], "role": "editor"})
    too_soon = await client.post(f"{address}/{one['id']}/resend")
    gone = await client.delete(f"{address}/{one['id']}")

    assert (asked.status_code, asked.json()) == (201, {"invited": ["ben@example.org"], "waiting": []})
    assert (one["email"], one["role"], one["status"]) == ("ben@example.org", "editor", "open")
    assert again.json() == {"invited": [], "waiting": ["ben@example.org"]}
    assert (too_soon.status_code, gone.status_code) == (429, 204)
    assert (await client.get(address)).json() == []


async def test_the_link_is_shown_to_anybody_and_accepted_by_its_person(browse, make):
    organization, person = await make.organization(), await make.user()
    asked = await make.invitation(organization, email=person.email, role="admin")
    client = (await browse(person)).client
    same_site = {"sec-fetch-site": "same-origin"}

    shown = await client.post("/api/v1/invitations/show", json={"token": asked.token}, headers=same_site)
    joined = await client.post("/api/v1/invitations/accept", json={"token": asked.token}, headers=same_site)
    over = await client.post("/api/v1/invitations/decline", json={"token": asked.token}, headers=same_site)

    assert (shown.json()["place"], shown.json()["role"], shown.json()["status"]) == ("Ruby Gent", "admin", "open")
    assert joined.json() == {"organization": organization.handle, "role": "admin", "event": None}
    assert (over.status_code, over.json()["status"]) == (409, 409)


async def test_a_key_does_not_accept(api, make):
    person = await make.user()
    asked = await make.invitation(email=person.email)

    answer = await (await api(person)).post("/api/v1/invitations/accept", json={"token": asked.token})

    assert (answer.status_code, answer.json()["code"]) == (403, "key_not_enough")
