"""Teams from the command line, on a platform that is up."""

from __future__ import annotations

from tests.cli.test_selling import UNKNOWN, run

__all__ = ["run"]


async def test_members_are_listed_and_people_invited(run, make):
    owner = await make.user(name="Ana Ruiz")
    organization = await make.organization(founder=owner)

    code, invited, _ = run(
        "org", "invite", organization.handle, "ben@example.org", "cleo@example.org", "--role", "editor"
    )
    _, again, _ = run("org", "invite", organization.handle, "ben@example.org")
    _, listed, _ = run("org", "members", organization.handle)

    assert (code, invited) == (0, [["invited", "ben@example.org"], ["invited", "cleo@example.org"]])
    assert again == [["waiting", "ben@example.org"]]
    assert listed[0] == ["owner", "member", owner.handle, "Ana Ruiz"]
    assert sorted(line[:3] for line in listed[1:]) == [
        ["editor", "open", "ben@example.org"],
        ["editor", "open", "cleo@example.org"],
    ]


async def test_an_unknown_organization_is_said(run):
    assert run("org", "members", "no-such-club")[0] == UNKNOWN
