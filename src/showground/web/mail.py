"""Letters in the browser: the mailbox of a machine that nobody else reaches, and the operators' list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.enums import MediaType
from litestar.params import FromPath, FromQuery

from showground.db.principal import Worker
from showground.domains.messaging.mail import service, store
from showground.domains.messaging.mail.types import MailStatus
from showground.domains.messaging.mail.writing import written
from showground.http.desk import Desk
from showground.http.guards import allow
from showground.http.mail import letterhead_of
from showground.kit.faults import Unknown
from showground.kit.words import gettext
from showground.web.console import PAGE, address
from showground.web.shell import go, show

if TYPE_CHECKING:
    from showground.domains.messaging.mail.types import Letter, Mail

HERE = {"localhost", "127.0.0.1", "[::1]"}
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "via")
# A letter's styles stand in it, as mail programs want them; nothing else of it may do anything.
LETTER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "sandbox allow-popups allow-top-navigation-by-user-activation"
)
Shown = tuple["Mail", "Letter | None"]


@get("/dev/mail", opt=allow(public=True))
async def mailbox(desk: NamedDependency[Desk], cursor: FromQuery[str | None] = None) -> Response[Any]:
    """List the letters that stay here."""
    _open_here(desk)
    async with desk.db.acting_as(Worker(), read_only=True) as tx:
        page = await service.letters(tx, cursor=cursor, limit=PAGE)
    more = address("/dev/mail", cursor=page.next) if page.next else None
    return show(desk, "messaging/mailbox.html", letters=page.items, more=more)


@get("/dev/mail/{mail_id:uuid}", opt=allow(public=True))
async def letter_page(mail_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Response[Any]:
    """Show a letter as it reads now."""
    mail, letter = await _shown(desk, mail_id)
    return show(desk, "messaging/letter.html", mail=mail, letter=letter)


@get("/dev/mail/{mail_id:uuid}/letter", opt=allow(public=True))
async def letter_itself(mail_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Response[str]:
    """Give the HTML part of a letter, as a mail program would show it."""
    letter = (await _shown(desk, mail_id))[1]
    if letter is None:
        raise Unknown
    headers = {"content-security-policy": LETTER_POLICY, "cache-control": "no-store"}
    return Response(letter.html, media_type=MediaType.HTML, headers=headers)


@get("/operator/mail")
async def letters(
    desk: NamedDependency[Desk],
    *,
    status: FromQuery[str] = "",
    q: FromQuery[str] = "",
    cursor: FromQuery[str | None] = None,
) -> Response[Any]:
    """Show an operator how far each letter came, and why."""
    wanted: MailStatus | None = next((one for one in get_args(MailStatus) if one == status), None)
    async with desk.open_as_operator() as tx:
        page = await service.letters(tx, status=wanted, address=q.strip() or None, cursor=cursor, limit=PAGE)
        counts = await store.counts(tx)
    return show(
        desk,
        "messaging/letters.html",
        letters=page.items,
        status=wanted or "",
        q=q,
        counts={one.status: one.count for one in counts},
        more=address("/operator/mail", status=wanted, q=q, cursor=page.next) if page.next else None,
    )


@post("/operator/mail/{mail_id:uuid}/again")
async def send_again(mail_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Response[Any]:
    """Try a letter once more."""
    async with desk.open_as_operator() as tx:
        await service.send_again(tx, mail_id)
    return go(desk, "/operator/mail", notice=gettext("The letter is on its way again."))


async def _shown(desk: Desk, mail_id: UUID) -> Shown:
    _open_here(desk)
    async with desk.db.acting_as(Worker(), read_only=True) as tx:
        mail = await store.mail(tx, mail_id)
        return mail, await written(tx, mail, letterhead_of(desk.settings, desk.keyring))


def _open_here(desk: Desk) -> None:
    """Let pass whoever sits at this machine, where letters stay here.

    Raises:
        Unknown: letters go out, others can reach us, or the request came through something that stands before us.
    """
    headers = desk.request.headers
    host = headers.get("host", "").rpartition(":")[0] or headers.get("host", "")
    if not desk.settings.shows_mail or host not in HERE or any(name in headers for name in FORWARDED):
        raise Unknown


HANDLERS = [mailbox, letter_page, letter_itself, letters, send_again]
