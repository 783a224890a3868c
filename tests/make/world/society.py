"""People, organizations, events and what is said about them."""

from __future__ import annotations

from tests.make.world.following import plant_follows
from tests.make.world.plan import (
    ADMINS,
    ALL,
    EDITORS,
    HELPERS,
    LINK,
    NOBODY,
    OWNER,
    SIGNED,
    STAFF,
    in_hours,
    token,
)

from showground.kit.ids import uuid7

PEOPLE = (*SIGNED, "founder", "outsider", "loner", "erased")


async def plant_society(world):
    """Plant the domains ref (loaded already), users, organizations and events."""
    await _people(world)
    await _organizations(world)
    await _events(world)
    await _opinions(world)
    await plant_follows(world)
    _newcomers(world)
    _new_events(world)
    _new_opinions(world)


async def _people(world):
    for name in PEOPLE:
        me, user = frozenset({name}) & ALL, world[name]
        erased = {"erased_at": in_hours(-1)} if name == "erased" else {}
        await world.plant(
            "users.user_profiles",
            select=NOBODY if erased else ALL,
            update=me,
            user_id=user,
            handle=name,
            display_name=name,
            **erased,
        )
        await world.plant("users.consents", select=me, id=uuid7(), user_id=user, purpose="analytics", given=True)
        await world.plant("users.exports", select=me, **export(user))
        await world.plant("users.erasures", select=me, id=uuid7(), user_id=user, due_at=in_hours(99))
        if name == "loner":
            continue  # has a profile and nothing else yet
        await world.plant("users.contacts", select=me, user_id=user, email=f"{name}@example.org")
        await world.plant("users.accounts", user_id=user)
        await world.plant("users.pictures", **picture(user))
        await world.plant("users.sessions", id=uuid7(), user_id=user, token_hash=token(), expires_at=in_hours(9))
        await world.plant(
            "users.api_keys", select=me, id=uuid7(), user_id=user, name="laptop", scopes=["read"], secret_hash=token()
        )
        await world.plant(
            "users.identities", select=me, id=uuid7(), user_id=user, issuer="https://id.example", subject=name
        )
        if name != "erased":
            await world.plant("users.totps", user_id=user, secret=token())
        for table, values in _factors(user).items():
            await world.plant(table, **values)


def _factors(user):
    return {
        "users.recovery_codes": {"id": uuid7(), "user_id": user, "code_hash": token()},
        "users.passkeys": {
            "id": uuid7(),
            "user_id": user,
            "credential_id": token(),
            "public_key": token(),
            "sign_count": 0,
            "transports": ["internal"],
            "name": "phone",
        },
        "users.ceremonies": {
            "id": uuid7(),
            "kind": "second_step",
            "token_hash": token(),
            "user_id": user,
            "expires_at": in_hours(1),
        },
    }


def export(person):
    """Return a copy of somebody's data that is still to be made."""
    return {"id": uuid7(), "user_id": person, "blob": f"exports/{token()[2:66]}.zip"}


def picture(owner):
    """Return a picture that nothing shows."""
    key = f"avatar-{token()[2:42]}"
    return {"key": key, "kind": "avatar", "owner_user_id": owner, "width": 256, "height": 256, "bytes": 9000}


async def _organizations(world):
    for name, founder in (("us", "founder"), ("rivals", "outsider")):
        ours = name == "us"
        await world.plant(
            "organizations.organizations",
            select=ALL,
            update=ADMINS if ours else NOBODY,
            id=world[name],
            handle=name,
            name=name,
            created_by=world[founder],
        )
        roles = {founder: "owner"} | ({role: role for role in ("viewer", "editor", "admin")} if ours else {})
        for person, role in roles.items():
            await world.plant(
                "organizations.org_memberships",
                select=STAFF if ours else NOBODY,
                org_id=world[name],
                user_id=world[person],
                role=role,
            )


async def _events(world):
    await world.plant("events.event_series", select=ALL, id=world["series"], name="Yearly", created_by=world["founder"])
    await world.plant("events.topics", select=ALL, slug="music", name="Music")
    await world.plant("events.topics", select=ALL, slug="dance", name="Dance")
    for name, event in world.events.items():
        await world.plant("events.events", select=event.shown, update=event.editors, **event_values(world, name))
        await world.plant(
            "events.event_occurrences",
            select=event.shown,
            update=event.editors,
            id=world[f"night {name}"],
            event_id=event.id,
            starts_at=in_hours(48),
            ends_at=in_hours(50),
        )
        await world.plant(
            "events.event_topics", select=event.shown, delete=event.editors, event_id=event.id, topic="music"
        )
    for name in ("linked", "own", "closed", "helped"):
        event = world.events[name]
        await world.plant(
            "events.event_links",
            select=event.editors,
            update=event.editors,
            event_id=event.id,
            **({"link_token_hash": LINK} if name == "linked" else {"join_url": "https://example.org/x"}),
        )
    for name, person, reason in (
        ("linked", "owner", "invited"),
        ("open", "owner", "holder"),
        ("closed", "outsider", "holder"),
        ("own", "outsider", "holder"),
        ("helped", "outsider", "holder"),
    ):
        event = world.events[name]
        await world.plant(
            "events.event_access",
            select=event.editors | (frozenset({person}) & ALL),
            event_id=event.id,
            user_id=world[person],
            reason=reason,
        )


def event_values(world, name):
    """Return the columns of an event of the world."""
    event = world.events[name]
    person = event.seller == "owner"
    published = {} if event.status == "draft" else {"published_at": in_hours(-9)}
    return {
        "id": event.id,
        "owner_context_type": "user" if person else "organization",
        "owner_context_id": world[event.seller],
        "created_by": world["owner" if person else "founder" if event.seller == "us" else "outsider"],
        "slug": name.replace(" ", "-"),
        "title": name,
        "status": event.status,
        "visibility": event.visibility,
        "starts_at": in_hours(48),
        "ends_at": in_hours(50),
        "timezone": "Europe/Berlin",
        "currency_code": "EUR",
        **published,
    }


async def _opinions(world):
    """Plant posts, comments and reactions: one of each on every event, and the delicate ones on the open one."""
    for name, event in world.events.items():
        await _post(world, f"post {name}", event.shown, event=name, by="outsider")
    shown = ALL
    for person in ("owner", "editor", "admin"):
        await _post(world, f"post by {person}", shown, event="open", by=person)
    await _post(world, "post for holders", OWNER | EDITORS, event="open", by="founder", visibility="holders")
    await _post(world, "post for followers", OWNER | EDITORS, event="open", by="founder", visibility="followers")
    await _post(world, "post deleted", NOBODY, event="open", by="founder", deleted_at=in_hours(-1))
    for name, event in world.events.items():
        await _comment(world, f"comment {name}", event.shown, event=name, by="outsider", post=f"post {name}")
    for person in SIGNED:
        await _comment(world, f"comment by {person}", ALL, event="open", by=person, post="post open")
    await _comment(
        world, "comment deleted", NOBODY, event="open", by="founder", post="post open", deleted_at=in_hours(-1)
    )
    for name, event in world.events.items():
        await _react(world, name, "outsider", event.shown)
    for person in SIGNED:
        await _react(world, "open", person, ALL)


async def _post(world, name, shown, *, event, by, **more):
    await world.plant(
        "events.event_posts",
        select=shown,
        update=frozenset({by}) & ALL,
        id=world[name],
        event_id=world[event],
        author_user_id=world[by],
        text=name,
        client_id=uuid7(),
        **more,
    )


async def _comment(world, name, shown, *, event, by, post, **more):
    await world.plant(
        "events.event_comments",
        select=shown,
        update=frozenset({by}) & ALL,
        id=world[name],
        event_id=world[event],
        post_id=world[post],
        author_user_id=world[by],
        text=name,
        client_id=uuid7(),
        **more,
    )


async def _react(world, event, person, shown):
    me = frozenset({person}) & ALL
    await world.plant(
        "events.event_reactions", select=shown, delete=me, post_id=world[f"post {event}"], user_id=world[person]
    )
    await world.plant(
        "events.event_comment_reactions",
        select=shown,
        delete=me,
        comment_id=world[f"comment {event}"],
        user_id=world[person],
    )


def _newcomers(world):
    user, new = world["loner"], uuid7()
    world.sprout("ref.countries", "any", code="ZZ", alpha3="ZZZ", name="Nowhere")
    world.sprout("ref.currencies", "any", code="ZZZ", name="Shells", numeric_code="000", exponent=2, tender=False)
    world.sprout("ref.timezones", "any", name="Mars/Olympus", canonical=True, canonical_name="Mars/Olympus")
    world.sprout("ref.industries", "any", code="00", name="Dreams", parent_code="A")
    world.sprout("users.user_profiles", "any", user_id=new, handle="newcomer", display_name="Newcomer")
    world.sprout("users.contacts", "any", user_id=user, email="loner@example.org")
    world.sprout("users.accounts", "any", user_id=user)
    world.sprout("users.pictures", "any", **picture(user))
    made = {"made_at": in_hours(-1), "expires_at": in_hours(9), "bytes": 9}
    world.sprout("users.exports", "any", **export(user), **made)
    taken_back = {"asked_at": in_hours(-9), "due_at": in_hours(9), "taken_back_at": in_hours(-1)}
    world.sprout("users.erasures", "any", id=new, user_id=user, **taken_back)
    world.sprout("users.sessions", "any", id=new, user_id=world["owner"], token_hash=token(), expires_at=in_hours(9))
    world.sprout(
        "users.api_keys", "any", id=new, user_id=world["owner"], name="key", scopes=["read"], secret_hash=token()
    )
    for table, values in _factors(world["owner"]).items():
        world.sprout(table, "any", **values)
    world.sprout("users.totps", "any", user_id=world["erased"], secret=token())
    for name in SIGNED:
        world.sprout(
            "users.follows",
            name,
            id=uuid7(),
            follower_user_id=world[name],
            target_type="organization",
            target_id=world["rivals"],
        )
    world.sprout(
        "users.follows",
        "foreign",
        id=uuid7(),
        follower_user_id=world["loner"],
        target_type="organization",
        target_id=world["rivals"],
    )
    world.sprout("organizations.organizations", "any", id=uuid7(), handle="new", name="New", created_by=world["owner"])
    world.sprout("organizations.org_memberships", "any", org_id=world["us"], user_id=world["stranger"], role="viewer")


def _new_events(world):
    world.sprout("events.event_series", "any", id=uuid7(), name="New", created_by=world["owner"])
    world.sprout("events.topics", "any", slug="new", name="New")
    world.sprout("events.event_access", "any", event_id=world["closed"], user_id=world["stranger"], reason="invited")
    for name in (*SIGNED, "foreign", "foreign viewer"):
        org = {"editor": "us", "admin": "us", "foreign": "rivals", "foreign viewer": "us"}.get(name)
        creator = name if name in SIGNED else "outsider" if name == "foreign" else "viewer"
        values = {
            "id": uuid7(),
            "owner_context_type": "organization" if org else "user",
            "owner_context_id": world[org or name],
            "created_by": world[creator],
            "slug": "new",
            "title": "New",
            "starts_at": in_hours(9),
            "ends_at": in_hours(10),
            "timezone": "Europe/Berlin",
            "currency_code": "EUR",
        }
        world.sprout("events.events", name, **values)
    for name, event in sides(world):
        world.sprout(
            "events.event_occurrences",
            name,
            id=uuid7(),
            event_id=world[event],
            starts_at=in_hours(72),
            ends_at=in_hours(73),
        )
        world.sprout("events.event_topics", name, event_id=world[event], topic="dance")
    for name, event in (
        ("editor", "draft"),
        ("admin", "draft"),
        ("owner", "plan"),
        ("manager", "helped later"),
        ("foreign", "rival"),
    ):
        world.sprout("events.event_links", name, event_id=world[event], join_url="https://example.org/new")


def sides(world):
    """Yield for each persona the event whose things it might add to; `foreign` is a rival's."""
    yield from (("editor", "open"), ("admin", "open"), ("viewer", "open"), ("owner", "own"), ("foreign", "rival"))
    yield from ((role, "helped") for role in HELPERS)


def _new_opinions(world):
    for name in (*SIGNED, "foreign"):
        author = world["outsider" if name == "foreign" else name]
        place = {"event_id": world["open"], "author_user_id": author, "text": "New"}
        spot = {**place, "event_id": world["helped"]} if name == "manager" else place
        world.sprout("events.event_posts", name, id=uuid7(), client_id=uuid7(), **spot)
        world.sprout("events.event_comments", name, id=uuid7(), client_id=uuid7(), post_id=world["post open"], **place)
        world.sprout("events.event_reactions", name, post_id=world["post open"], user_id=author, kind="wow")
        world.sprout(
            "events.event_comment_reactions", name, comment_id=world["comment open"], user_id=author, kind="wow"
        )
    # a stranger may comment on what he sees, but not on what is kept from him
    for name in ("stranger", "viewer"):
        hidden = {"event_id": world["open"], "author_user_id": world[name], "text": "New", "client_id": uuid7()}
        world.sprout(
            "events.event_comments", f"foreign {name}", id=uuid7(), post_id=world["post for holders"], **hidden
        )
        world.sprout(
            "events.event_reactions",
            f"foreign {name}",
            post_id=world["post for holders"],
            user_id=world[name],
            kind="wow",
        )
