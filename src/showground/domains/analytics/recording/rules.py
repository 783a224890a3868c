"""Who counts as a visitor, and what of his visit is kept."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawleruseragents import is_crawler

if TYPE_CHECKING:
    from collections.abc import Mapping

CAMPAIGN = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")
LONGEST_WORD, LONGEST_HOST, LONGEST_AGENT = 100, 253, 400
SPECULATIVE = ("prefetch", "prerender", "preview")
PURPOSES = ("sec-purpose", "purpose", "x-purpose", "x-moz")


def counts(method: str, headers: Mapping[str, str]) -> bool:
    """Return whether a request is somebody who looks: no robot, no page fetched in advance, not its head alone."""
    if method == "HEAD" or is_robot(headers.get("user-agent", "")[:LONGEST_AGENT]):
        return False
    return not any(word in headers.get(name, "").lower() for name in PURPOSES for word in SPECULATIVE)


@lru_cache(maxsize=4096)
def is_robot(user_agent: str) -> bool:
    """Return whether a User-Agent is that of a program, or none: the list of crawler-user-agents knows most of them."""
    return not user_agent.strip() or is_crawler(user_agent)


def is_to_be_forgotten(headers: Mapping[str, str]) -> bool:
    """Return whether a browser asks not to be followed: Global Privacy Control, or Do Not Track."""
    return headers.get("sec-gpc") == "1" or headers.get("dnt") == "1"


def origin(headers: Mapping[str, str], query: Mapping[str, str], *, own_host: str) -> dict[str, str]:
    """Return where a visitor comes from: the host that linked here, never its page, and the campaign of the link."""
    found = {name: word for name in CAMPAIGN if (word := _word(query.get(name, "")))}
    host = _host(headers.get("referer", ""))
    return {"referrer": host, **found} if host and host != own_host else found


def visitor_key(trace: str, *, secret: bytes, salt: bytes) -> int:
    """Return a visitor's key for one day: without that day's salt and the installation's secret it leads to nobody.

    Args:
        secret: 32 bytes of the installation.
        salt: 32 random bytes of the day.
    """
    digest = hashlib.blake2b(trace.encode(), digest_size=8, key=secret + salt).digest()
    return int.from_bytes(digest, "big", signed=True)


def _word(text: str) -> str:
    return "".join(sign for sign in text[:LONGEST_WORD] if sign.isprintable()).strip()


def _host(address: str) -> str:
    try:
        host = urlsplit(address).hostname
    except ValueError:  # what a browser sends is not always an address
        return ""
    return _word(host or "") if len(host or "") <= LONGEST_HOST else ""
