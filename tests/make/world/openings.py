"""Rows that somebody might add to campaigns, sponsorships and messages of the world."""

from __future__ import annotations

from tests.make.world.plan import SIGNED
from tests.make.world.reach import broadcast, campaign, package, thread
from tests.make.world.society import sides

from showground.kit.ids import uuid7


def sprout_openings(world):
    """Describe new rows of the domains campaigns, sponsorship and messaging."""
    _new_campaigns(world)
    _new_sponsorships(world)
    _new_words(world)


def _new_campaigns(world):
    for name in ("viewer", "editor", "admin", "foreign"):
        org, by = ("rivals", "outsider") if name == "foreign" else ("us", name)
        world.sprout("campaigns.campaigns", name, id=uuid7(), **campaign(world, org, by=by))
        plan = world["campaign other" if name == "foreign" else "campaign idea"]
        world.sprout("campaigns.campaign_ads", name, id=uuid7(), campaign_id=plan, org_id=world[org], headline="New")


def _new_sponsorships(world):
    world.sprout("sponsorship.sponsors", "any", id=uuid7(), name="New", created_by=world["owner"])
    world.sprout(
        "sponsorship.sponsor_members", "any", sponsor_id=world["brand"], user_id=world["stranger"], role="viewer"
    )
    for name, event in sides(world):
        world.sprout("sponsorship.sponsorship_packages", name, id=uuid7(), **package(world, event))
    for name, sponsor in (("owner", "brand"), ("any", "brand"), ("foreign", "other brand")):
        by = "outsider" if name == "foreign" else "owner"
        world.sprout("sponsorship.proposal_threads", name, id=uuid7(), **thread(world, "linked", sponsor, by))
    for name, talk, side in (
        ("owner", "sent", "sponsor"),
        ("viewer", "sent", "seller"),
        ("editor", "sent", "seller"),
        ("admin", "sent", "seller"),
        ("foreign", "elsewhere", "seller"),
    ):
        sender = "outsider" if name == "foreign" else name
        world.sprout(
            "sponsorship.proposal_messages",
            name,
            id=uuid7(),
            thread_id=world[f"thread {talk}"],
            side=side,
            sender_user_id=world[sender],
            body="New",
        )
    world.sprout(
        "sponsorship.event_sponsorships",
        "any",
        id=uuid7(),
        event_id=world["linked"],
        **world.seller("linked"),
        sponsor_id=world["brand"],
        package_id=world["package linked"],
        amount=0,
        currency_code="EUR",
    )


def _new_words(world):
    for name in (*SIGNED, "foreign", "foreign viewer"):
        org = {"editor": "us", "admin": "us", "foreign": "rivals", "foreign viewer": "us"}.get(name)
        by = {"foreign": "outsider", "foreign viewer": "viewer"}.get(name, name)
        owner = {"org_id": world[org]} if org else {"owner_user_id": world[by]}
        world.sprout("messaging.message_jobs", name, id=uuid7(), **broadcast(world, by, **owner))
    world.sprout(
        "messaging.message_job_recipients",
        "any",
        id=uuid7(),
        job_id=world["job draft"],
        org_id=world["us"],
        user_id=world["owner"],
    )
    world.sprout(
        "messaging.notifications",
        "any",
        id=uuid7(),
        recipient_user_id=world["owner"],
        kind="hello",
        dedupe_key="new",
        title="New",
    )
    pair = sorted((world["loner"], world["owner"]))
    talk = {"id": uuid7(), "low_user_id": pair[0], "high_user_id": pair[1], "created_by": world["owner"]}
    world.sprout("messaging.direct_conversations", "any", **talk)
    world.sprout(
        "messaging.conversation_participants",
        "any",
        conversation_id=talk["id"],
        user_id=world["owner"],
        parents=[("messaging.direct_conversations", talk)],
    )
    for name, person, where in (("owner", "owner", "ours"), ("any", "owner", "ours"), ("foreign", "loner", "theirs")):
        world.sprout(
            "messaging.direct_messages",
            name,
            id=uuid7(),
            conversation_id=world[f"talk {where}"],
            sender_user_id=world[person],
            text="New",
            client_id=uuid7(),
        )
