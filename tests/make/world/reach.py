"""Campaigns, sponsors, messages, figures and what models know; and the platform's own tables."""

from __future__ import annotations

from tests.make.world.plan import ALL, EDITORS, NOBODY, OWNER, SIGNED, STAFF, in_hours, token
from tests.make.world.society import PEOPLE

from showground.kit.ids import uuid7

VECTOR = "[" + ",".join(["0.5"] * 384) + "]"


async def plant_reach(world):
    """Plant the domains campaigns, sponsorship, messaging, analytics and ml, the platform and the job queue."""
    await _campaigns(world)
    await _sponsors(world)
    await _negotiations(world)
    await _talk(world)
    await _letters(world)
    await _broadcasts(world)
    await _figures(world)
    await _models(world)
    await _platform(world)


def campaign(world, org, *, by="founder"):
    """Return the columns of a campaign without its identifier."""
    return {
        "org_id": world[org],
        "created_by": world[by],
        "name": "Promotion",
        "currency_code": "EUR",
        "budget_amount": 1000,
        "starts_at": in_hours(1),
        "ends_at": in_hours(9),
    }


async def _campaigns(world):
    for name, org, status in (("idea", "us", "draft"), ("running", "us", "active"), ("other", "rivals", "draft")):
        seen = STAFF if org == "us" else NOBODY
        edit = EDITORS if name == "idea" else NOBODY
        await world.plant(
            "campaigns.campaigns",
            select=seen,
            update=edit,
            id=world[f"campaign {name}"],
            status=status,
            **campaign(world, org),
        )
        ad = {"campaign_id": world[f"campaign {name}"], "org_id": world[org], "headline": "Come"}
        await world.plant(
            "campaigns.campaign_ads",
            select=seen,
            update=edit,
            id=world[f"ad {name}"],
            **ad,
            status="approved" if name == "running" else "draft",
        )
        shown = {
            "campaign_id": world[f"campaign {name}"],
            "ad_id": world[f"ad {name}"],
            "org_id": world[org],
            "viewer_user_id": world["owner"],
            "placement": "feed",
        }
        await world.plant("analytics.ad_impressions", select=seen, id=uuid7(), viewable=True, **shown)
        await world.plant("analytics.ad_clicks", select=seen, id=uuid7(), **shown)
    world.sprout("analytics.ad_impressions", "any", id=uuid7(), viewable=True, **shown)
    world.sprout("analytics.ad_clicks", "any", id=uuid7(), **shown)


async def _sponsors(world):
    for name, person, listed in (
        ("brand", "owner", True),
        ("shy brand", "owner", False),
        ("other brand", "outsider", False),
    ):
        mine = frozenset({person}) & ALL
        await world.plant(
            "sponsorship.sponsors",
            select=ALL if listed else mine,
            update=mine,
            id=world[name],
            name=name,
            is_listed=listed,
            created_by=world[person],
        )
        for role, member in (("owner", person), ("viewer", "founder")):
            await world.plant(
                "sponsorship.sponsor_members", select=mine, sponsor_id=world[name], user_id=world[member], role=role
            )
    for name, event in world.events.items():
        await world.plant(
            "sponsorship.sponsorship_packages",
            select=event.shown,
            update=event.sellers_editors,
            id=world[f"package {name}"],
            status="listed",
            **package(world, name),
        )
    await world.plant(
        "sponsorship.sponsorship_packages",
        select=STAFF,
        update=EDITORS,
        id=uuid7(),
        status="draft",
        **package(world, "open"),
    )
    await world.plant(
        "sponsorship.sponsorship_packages",
        select=OWNER,
        id=uuid7(),
        status="listed",
        sponsor_id=world["brand"],
        **package(world, "rival"),
    )


def package(world, event):
    """Return the columns of a package without its identifier and status."""
    return {
        "event_id": world[event],
        **world.seller(event),
        "name": "Gold",
        "price_amount": 5000,
        "currency_code": "EUR",
        "inventory": 3,
    }


def thread(world, event, sponsor, by):
    """Return the columns of a negotiation without its identifier and status."""
    return {
        "event_id": world[event],
        **world.seller(event),
        "package_id": world[f"package {event}"],
        "sponsor_id": world[sponsor],
        "created_by": world[by],
        "currency_code": "EUR",
    }


async def _negotiations(world):
    for name, event, sponsor, status, seen in (
        ("sent", "open", "brand", "sent", OWNER | STAFF),
        ("in mind", "open", "shy brand", "draft", OWNER),
        ("asked", "own", "other brand", "sent", OWNER),
        ("elsewhere", "rival", "other brand", "sent", NOBODY),
    ):
        by = "outsider" if sponsor == "other brand" else "owner"
        await world.plant(
            "sponsorship.proposal_threads",
            select=seen,
            id=world[f"thread {name}"],
            status=status,
            **thread(world, event, sponsor, by),
        )
        await world.plant(
            "sponsorship.proposal_messages",
            select=seen,
            id=uuid7(),
            thread_id=world[f"thread {name}"],
            sender_user_id=world[by],
            side="sponsor",
            body="Hello",
        )
        if status == "sent":
            await world.plant(
                "sponsorship.event_sponsorships",
                select=seen,
                id=uuid7(),
                event_id=world[event],
                **world.seller(event),
                sponsor_id=world[sponsor],
                package_id=world[f"package {event}"],
                amount=5000,
                currency_code="EUR",
            )


async def _talk(world):
    for name, people in (("ours", ("owner", "outsider")), ("theirs", ("loner", "outsider"))):
        low, high = sorted(world[person] for person in people)
        seen = OWNER if name == "ours" else NOBODY
        talk = world[f"talk {name}"]
        await world.plant(
            "messaging.direct_conversations", select=seen, id=talk, low_user_id=low, high_user_id=high, created_by=low
        )
        for person in people:
            await world.plant(
                "messaging.conversation_participants",
                select=seen,
                update=frozenset({person}) & ALL,
                conversation_id=talk,
                user_id=world[person],
            )
        for person, more in ((people[0], {}), (people[1], {}), (people[1], {"deleted_at": in_hours(-1)})):
            await world.plant(
                "messaging.direct_messages",
                select=NOBODY if more else seen,
                id=uuid7(),
                conversation_id=talk,
                sender_user_id=world[person],
                text="Hi",
                client_id=uuid7(),
                **more,
            )
    for name in PEOPLE:
        me = frozenset({name}) & ALL
        await world.plant(
            "messaging.notifications",
            select=me,
            update=me,
            id=uuid7(),
            recipient_user_id=world[name],
            kind="hello",
            dedupe_key="hello",
            title="Hello",
        )


def letter(about):
    """Return the columns of a letter about something."""
    return {
        "id": uuid7(),
        "kind": "ticketing.order_paid",
        "about_id": about,
        "address": "ada@example.org",
        "dedupe_key": f"ticketing.order_paid:{about}",
    }


def broadcast(world, by, **owner):
    """Return the columns of a broadcast without its identifier."""
    return {**owner, "created_by": world[by], "audience": "followers", "subject": "News", "body": "News"}


async def _letters(world):
    kept = {"status": "kept", "next_try_at": None, "attempts": 0}
    await world.plant("messaging.mails", **letter(world["order buyer"]), **kept)
    for name in ("owner", "stranger"):
        await world.plant("messaging.mails", **letter(uuid7()), **kept, recipient_user_id=world[name])
    told = {"body": {"order": str(world["order buyer"])}, "relayed_at": in_hours(0)}
    await world.plant("showground.outbox", id=uuid7(), kind="payments.order_paid", **told)
    due = {"status": "queued", "next_try_at": in_hours(0), "attempts": 0, "lang": "en", "created_at": in_hours(0)}
    world.sprout("messaging.mails", "any", **letter(uuid7()), **due)


async def _broadcasts(world):
    jobs = {
        "draft": (STAFF, EDITORS, {"org_id": world["us"]}),
        "sent": (STAFF, NOBODY, {"org_id": world["us"]}),
        "rival": (NOBODY, NOBODY, {"org_id": world["rivals"]}),
        **{name: (frozenset({name}),) * 2 + ({"owner_user_id": world[name]},) for name in SIGNED},
    }
    for name, (seen, edit, owner) in jobs.items():
        sent = {"status": "sent", "sent_at": in_hours(-1)} if name == "sent" else {}
        await world.plant(
            "messaging.message_jobs",
            select=seen,
            update=edit,
            id=world[f"job {name}"],
            **sent,
            **broadcast(world, name if name in SIGNED else "founder", **owner),
        )
        await world.plant(
            "messaging.message_job_recipients",
            select=seen,
            id=uuid7(),
            job_id=world[f"job {name}"],
            user_id=world["loner"],
            **owner,
        )


async def _figures(world):
    for name, event in world.events.items():
        who = {"event_id": event.id, **world.seller(name)}
        await world.plant(
            "analytics.event_impressions",
            select=event.staff,
            id=uuid7(),
            **who,
            surface="feed",
            viewer_user_id=world["outsider"],
        )
        await world.plant(
            "analytics.post_impressions",
            select=event.staff,
            id=uuid7(),
            **who,
            surface="feed",
            post_id=world[f"post {name}"],
            viewer_user_id=world["owner"],
        )
        await world.plant(
            "analytics.analytics_events",
            select=event.clerks,
            id=world[f"figure {name}"],
            **who,
            event_type="event.viewed",
            user_id=world["outsider"],
        )
    for person in SIGNED:
        await world.plant(
            "analytics.analytics_events",
            select={person},
            id=world[f"figure {person}"],
            event_type="account.opened",
            user_id=world[person],
        )
    await world.plant("analytics.visitor_salts", day=in_hours(0)[:10], salt=token())
    await world.plant(
        "analytics.event_visitors", day=in_hours(0)[:10], event_id=world["open"], kind="event.viewed", visitor=1
    )
    world.sprout("analytics.visitor_salts", "any", day=in_hours(48)[:10], salt=token())
    world.sprout(
        "analytics.event_visitors", "any", day=in_hours(0)[:10], event_id=world["own"], kind="event.viewed", visitor=1
    )
    world.sprout("users.consents", "any", id=uuid7(), user_id=world["loner"], purpose="analytics", given=False)
    facts = {"event_id": world["open"], **world.seller("open")}
    world.sprout("analytics.event_impressions", "any", id=uuid7(), surface="feed", **facts)
    world.sprout("analytics.post_impressions", "any", id=uuid7(), surface="feed", post_id=world["post open"], **facts)
    world.sprout("analytics.analytics_events", "any", id=uuid7(), event_type="event.viewed", **facts)


async def _models(world):
    for name, event in world.events.items():
        if name != "plan":
            await world.plant(
                "ml.event_features", select=event.shown, event_id=world[name], model="m1", embedding=VECTOR
            )
    for name in (*SIGNED, "outsider"):
        await world.plant(
            "ml.user_embeddings", select=frozenset({name}) & ALL, user_id=world[name], model="m1", embedding=VECTOR
        )
    world.sprout("ml.event_features", "any", event_id=world["plan"], model="m1", embedding=VECTOR)
    world.sprout("ml.user_embeddings", "any", user_id=world["loner"], model="m1", embedding=VECTOR)


async def _platform(world):
    rows = {
        "showground.audit_log": {"id": uuid7(), "action": "event.published", "subject_type": "event"},
        "showground.outbox": {"id": uuid7(), "kind": "event.published", "body": {}},
        "showground.idempotency_keys": {
            "principal": "user:x",
            "key": "k",
            "request": token(),
            "status": 200,
            "response": {},
        },
        "showground.runs": {"id": uuid7(), "kind": "check", "ended_at": in_hours(0), "outcome": "well"},
        "showground.job_errors": {"job_id": 101, "task": "t", "error": "e"},
        "showground.rate_limits": {"bucket": "b", "window_start": in_hours(0), "attempts": 1},
        "jobs.procrastinate_jobs": {"id": 101, "queue_name": "q", "task_name": "t"},
        "jobs.procrastinate_events": {"id": 101, "job_id": 101, "type": "deferred"},
        "jobs.procrastinate_periodic_defers": {"id": 101, "task_name": "t", "periodic_id": "p"},
        "jobs.procrastinate_workers": {"last_heartbeat": in_hours(0)},
    }
    new = {"id": uuid7(), "job_id": 102, "principal": "user:y", "bucket": "c", "periodic_id": "r"}
    for table, values in rows.items():
        await world.plant(table, **values)
        changed = {
            column: new[column] if column in new and table[0] == "s" else value for column, value in values.items()
        }
        if table.startswith("jobs."):
            changed = {
                **values,
                **({"id": 102} if "id" in values else {}),
                **({"periodic_id": "r"} if "periodic_id" in values else {}),
            }
        world.sprout(table, "any", **changed)
    world.sprout("showground.migrations", "any", name="9999", digest="x")
