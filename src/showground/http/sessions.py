"""Cookies of ours: session, visitor (whom a form belongs to), an unlisted event's link, what was begun, a notice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from litestar.datastructures import Cookie

if TYPE_CHECKING:
    from showground.settings import Settings

DAY_SECONDS = 86_400


def https(settings: Settings) -> bool:
    """Return whether people reach us by https."""
    return settings.address.startswith("https://")


class Cookies:
    """Names and makes our cookies: HttpOnly, SameSite=Lax, and with https Secure under the `__Host-` prefix."""

    def __init__(self, settings: Settings) -> None:
        self._secure = https(settings)
        prefix = "__Host-" if self._secure else ""
        self.session = f"{prefix}showground_session"
        self.visitor = f"{prefix}showground_visitor"
        self.link = f"{prefix}showground_link"
        self.ceremony = f"{prefix}showground_ceremony"
        self.notice = f"{prefix}showground_notice"
        self.acting = f"{prefix}showground_acting"
        self.oidc = f"{prefix}showground_oidc"
        self.device = f"{prefix}showground_device"
        self._session_seconds = settings.session_days * DAY_SECONDS

    def keep_session(self, token: str) -> Cookie:
        """Return the cookie that signs a browser in."""
        return self.make(self.session, token, seconds=self._session_seconds)

    def drop(self, name: str) -> Cookie:
        """Return the cookie that deletes another."""
        return self.make(name, "", seconds=0)

    def make(self, name: str, value: str, *, seconds: int | None = None) -> Cookie:
        """Return a cookie; without `seconds` it lasts as long as the browser."""
        return Cookie(
            name, value=value, max_age=seconds, path="/", secure=self._secure or None, httponly=True, samesite="lax"
        )
