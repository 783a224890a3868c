"""Pages of people: making an account, signing in and out, one's own settings, a person's page, following."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter, URLEncodedBody

from showground.db.principal import Worker
from showground.demo.logins import LOGINS, PASSWORD, PRESENT, Found, logins_allowed
from showground.domains.users import following, service
from showground.domains.users.rules import shows_all
from showground.domains.users.types import FollowId, FollowTarget, SignUp
from showground.http import entering, vouching
from showground.http.ceremonies import site_or_none
from showground.http.csrf import local_path
from showground.http.desk import Desk
from showground.http.guards import allow
from showground.kit.faults import Fault, TooMany, Unknown
from showground.kit.words import LANGUAGES, gettext
from showground.web.owner_events import events_on_show
from showground.web.shell import errors_of, go, show

After = Annotated[str | None, QueryParameter(name="next")]


class SignUpForm(msgspec.Struct):
    """What the page posts."""

    name: str = ""
    handle: str = ""
    email: str = ""
    password: str = ""
    next: str = ""


class SignInForm(msgspec.Struct):
    """What the page posts."""

    email: str = ""
    password: str = ""
    next: str = ""


class DemoLogin(msgspec.Struct, frozen=True):
    """Somebody of the demo, as the sign-in page offers him."""

    says: str
    email: str
    password: str


@get("/language/{language:str}", opt=allow(public=True))
async def speak(desk: NamedDependency[Desk], language: FromPath[str], after: After = None) -> Response[Any]:
    """Have this browser keep a language, and go back."""
    if language not in LANGUAGES:
        raise Unknown
    entering.keep_language(desk, language)
    return go(desk, local_path(after))


class FollowForm(msgspec.Struct):
    """What a follow button posts; `next` is the page it stands on."""

    target_type: FollowTarget
    target_id: UUID
    next: str = "/"


class EndFollowForm(msgspec.Struct):
    """What an unfollow button posts."""

    next: str = "/"


@get("/sign-up", opt=allow(public=True))
async def sign_up_page(desk: NamedDependency[Desk], after: After = None) -> Response[Any]:
    """Show the form of a new account."""
    return show(desk, "users/sign_up.html", values={}, errors={}, next=local_path(after, otherwise=""))


@post("/sign-up", opt=allow(public=True))
async def sign_up(data: URLEncodedBody[SignUpForm], desk: NamedDependency[Desk]) -> Response[Any]:
    """Make an account and go on signed in."""
    wanted = SignUp(display_name=data.name, email=data.email, password=data.password, handle=data.handle)
    try:
        await entering.sign_up(desk, wanted)
    except TooMany:
        raise
    except Fault as fault:
        return show(
            desk,
            "users/sign_up.html",
            status_code=422,
            values={"name": data.name, "email": data.email, "handle": data.handle},
            errors=errors_of(fault, {"display_name": "name"}),
            next=local_path(data.next, otherwise=""),
        )
    words = gettext("Welcome! We sent a letter to %(email)s: open its link to confirm the address.")
    sent = words % {"email": wanted.email.strip()}
    return go(desk, local_path(data.next), notice=sent, tone="cool")


@get("/sign-in", opt=allow(public=True))
async def sign_in_page(desk: NamedDependency[Desk], after: After = None) -> Response[Any]:
    """Show the form that lets people in."""
    after = local_path(after, otherwise="")
    return show(
        desk,
        "users/sign_in.html",
        values={},
        errors={},
        next=after,
        demo_logins=await _demo_logins(desk),
        providers=vouching.labels(desk),
        takes_passkeys=site_or_none(desk) is not None,
    )


@post("/sign-in", opt=allow(public=True))
async def sign_in(data: URLEncodedBody[SignInForm], desk: NamedDependency[Desk]) -> Response[Any]:
    """Sign in and go on where one came from."""
    try:
        is_in = await entering.sign_in(desk, email=data.email, password=data.password)
    except TooMany:
        raise
    except Fault as fault:
        return show(
            desk,
            "users/sign_in.html",
            status_code=422,
            values={"email": data.email},
            errors=errors_of(fault),
            next=local_path(data.next, otherwise=""),
            demo_logins=await _demo_logins(desk),
            providers=vouching.labels(desk),
            takes_passkeys=site_or_none(desk) is not None,
        )
    if not is_in:
        return ask_for_code(desk, data.next)
    return go(desk, local_path(data.next))


def ask_for_code(desk: Desk, then: str | None) -> Response[Any]:
    """Lead to the page of the second step, and from there to where somebody wanted to go."""
    after = local_path(then, otherwise="")
    return go(desk, "/sign-in/code?" + urlencode({"next": after}) if after else "/sign-in/code")


async def _demo_logins(desk: Desk) -> list[DemoLogin]:
    """Return how to sign in to the demo, where it is loaded and only this machine reaches us."""
    if desk.settings.public_url or not logins_allowed(desk.settings.host):
        return []
    async with desk.db.acting_as(Worker()) as tx:
        present = {found.email for found in await tx.all(PRESENT, Found, emails=[one.email for one in LOGINS])}
    return [DemoLogin(f"{one.name} {one.role}", one.email, PASSWORD) for one in LOGINS if one.email in present]


@post("/sign-out", opt=allow(public=True))
async def sign_out(desk: NamedDependency[Desk]) -> Response[Any]:
    """Sign this browser out."""
    await entering.sign_out(desk)
    return go(desk, "/")


@get("/people/{handle:str}", opt=allow(public=True))
async def person_page(handle: FromPath[str], desk: NamedDependency[Desk]) -> Response[Any]:
    """Show a person."""
    async with desk.open() as tx:
        person = await service.public_person(tx, handle, viewer=desk.person_or_none)
    is_me = person.user_id == desk.person_or_none
    open_here = shows_all(is_private=person.is_private, is_self=is_me, follow_status=person.follow_status)
    listed = await events_on_show(desk, user_id=person.user_id) if open_here else {"coming": [], "past": []}
    return show(desk, "users/person.html", person=person, is_me=is_me, **listed)


@post("/follows")
async def follow(data: URLEncodedBody[FollowForm], desk: NamedDependency[Desk]) -> Response[Any]:
    """Follow what the button stands beside."""
    async with desk.open() as tx:
        made = await following.follow(tx, data.target_type, data.target_id)
    asked = gettext("You asked to follow. They will see it.") if made.status == "pending" else ""
    return go(desk, local_path(data.next), notice=asked, tone="cool")


@post("/follows/{follow_id:uuid}/end")
async def end_follow(
    follow_id: FromPath[UUID], data: URLEncodedBody[EndFollowForm], desk: NamedDependency[Desk]
) -> Response[Any]:
    """Stop following, or turn away somebody who follows or asks to."""
    async with desk.open() as tx:
        await following.end_follow(tx, FollowId(follow_id))
    return go(desk, local_path(data.next))


HANDLERS = [speak, sign_up_page, sign_up, sign_in_page, sign_in, sign_out, person_page, follow, end_follow]
