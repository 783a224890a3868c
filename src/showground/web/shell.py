"""What every page stands in: who looks, his theme, notices that wait for him, and the token for his forms."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any, Literal

import msgspec
from litestar import Response
from litestar.response import Redirect

from showground.http.csrf import local_path
from showground.web.render import page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from showground.http.desk import Desk
    from showground.kit.faults import Fault

THEMES = {"light", "dark"}
NOTICE_SECONDS = 60
Tone = Literal["good", "warn", "bad", "cool"]


class Notice(msgspec.Struct, frozen=True):
    """A sentence on top of the next page."""

    tone: Tone
    text: str


def show(desk: Desk, template: str, *, status_code: int = 200, **context: object) -> Response[str]:
    """Answer with a page for whoever stands at the desk; `context` is what the template's head comment lists."""
    return page(template, status_code=status_code, **(frame(desk) | context))


def frame(desk: Desk) -> dict[str, Any]:
    """Return what every page reads besides its own context."""
    theme = desk.request.cookies.get("theme")
    return {
        "viewer": desk.viewer,
        "acting": desk.acting,
        "path": desk.request.scope["path"],
        "theme": theme if theme in THEMES else None,
        "notices": _waiting_notices(desk),
        "csrf_token": desk.csrf_token,
    }


def go(desk: Desk, to: str, *, notice: str = "", tone: Tone = "good") -> Redirect:
    """Answer a form with the page to go on with, and a sentence to show there."""
    if notice:
        value = base64.urlsafe_b64encode(msgspec.json.encode(Notice(tone, notice))).decode()
        desk.keep(desk.names.make(desk.names.notice, value, seconds=NOTICE_SECONDS))
    return Redirect(local_path(to), status_code=303)


def errors_of(fault: Fault, names: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return a fault as the `errors` of a form: beside its field when it names one, else on top.

    Args:
        names: Field of the fault -> field of the form, where they differ.
    """
    field = str(fault.facts.get("field") or "form")
    return {(names or {}).get(field, field): fault.sentence}


def _waiting_notices(desk: Desk) -> list[Notice]:
    text = desk.request.cookies.get(desk.names.notice)
    if not text:
        return []
    desk.keep(desk.names.drop(desk.names.notice))
    try:
        return [msgspec.json.decode(base64.urlsafe_b64decode(text), type=Notice)]
    except (binascii.Error, ValueError, msgspec.MsgspecError):
        return []
