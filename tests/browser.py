"""A browser and an API client for tests: they speak to the real application, with cookies, tokens and headers."""

from __future__ import annotations

import re
from html import unescape

import httpx

HOST = "http://127.0.0.1:8000"  # what the settings of the test application say
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def client_of(app, **headers) -> httpx.AsyncClient:
    """Return a client without cookies, of an application or of a way to one."""
    transport = app if isinstance(app, httpx.AsyncBaseTransport) else httpx.ASGITransport(app)
    return httpx.AsyncClient(transport=transport, base_url=HOST, headers=headers)


class Browser:
    """Fills in forms as people do: opens the page, takes its token, posts."""

    def __init__(self, app) -> None:
        self.client = client_of(app)

    async def open(self, path, **options):
        """Return a page."""
        return await self.client.get(path, **options)

    async def post(self, path, *, page=None, **fields):
        """Post a form with the token of `page`; redirects are answered, not followed."""
        return await self.client.post(path, data={**fields, "csrf_token": await self.token(page)})

    async def token(self, page=None):
        """Return the token of this browser's forms."""
        page = page or ("/me" if self.signed_in else "/sign-in")
        return unescape(TOKEN.search((await self.client.get(page)).text)[1])

    @property
    def signed_in(self):
        return "showground_session" in self.client.cookies

    def sign_in(self, token):
        """Be the person of a session from now on."""
        self.client.cookies.set("showground_session", token, domain="127.0.0.1", path="/")
        return self


def complaints_of(tab) -> list[str]:
    """Return a list to which everything that scripts and the browser itself complain about is added, with its place."""
    said: list[str] = []

    def hear(line) -> None:
        if line.type in {"error", "warning"}:
            said.append(f"{line.text} {line.location['url']}".rstrip())

    tab.on("console", hear)
    tab.on("pageerror", lambda error: said.append(str(error)))
    return said
