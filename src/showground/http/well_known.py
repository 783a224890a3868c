"""Addresses that other programs know: who hears of a hole (RFC 9116), and where a password is changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from litestar import Request, Response, get
from litestar.response import Redirect

from showground.kit.faults import Unknown

if TYPE_CHECKING:
    from showground.settings import Settings

HOLDS = timedelta(days=180)
PASSWORD_PAGE = "/me"  # noqa: S105 - an address


@get("/.well-known/security.txt", operation_id="SecurityTxt", include_in_schema=False, sync_to_thread=False)
def security_txt(request: Request[Any, Any, Any]) -> Response[str]:
    """Say whom to tell about a hole."""
    settings: Settings = request.app.state.settings
    if not settings.security_contact:
        raise Unknown
    return Response(
        security_text(settings, now=datetime.now(UTC)),
        media_type="text/plain",
        headers={"cache-control": "public, max-age=86400"},
    )


def security_text(settings: Settings, *, now: datetime) -> str:
    """Return the file: it holds for half a year from today, so a copy that nobody renews ends."""
    contact = settings.security_contact
    expires = (now + HOLDS).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {contact if ':' in contact else f'mailto:{contact}'}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en, de",
        f"Canonical: {settings.address}/.well-known/security.txt",
    ]
    return "\n".join(lines) + "\n"


@get("/.well-known/change-password", operation_id="ChangePassword", include_in_schema=False, sync_to_thread=False)
def change_password() -> Redirect:
    """Lead password managers to the page where a password is changed."""
    return Redirect(PASSWORD_PAGE, status_code=302)
