"""Setting an authenticator app up by the pages, as a person does."""

from __future__ import annotations

import re
from html import unescape

import pyotp


async def set_up(browser):
    """Set an app up and return its secret and the recovery codes."""
    await browser.post("/me/second-step")
    page = (await browser.open("/me/second-step")).text
    secret = re.search(r"<code[^>]*>([A-Z2-7]{32})</code>", page)[1]
    shown = await browser.post("/me/second-step/confirm", code=pyotp.TOTP(secret).now())
    assert shown.status_code == 200
    return secret, re.findall(r"<li>([A-Z0-9]{4}(?:-[A-Z0-9]{4}){3})</li>", unescape(shown.text))
