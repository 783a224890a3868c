"""Turns a template and plain values into a page. The environment, its filters and its helpers live here; no routes."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined, UndefinedError, pass_context
from litestar import Response
from litestar.enums import MediaType
from markupsafe import Markup

from showground.domains.users.pictures.rules import file_name, kind_of
from showground.kit.format import ago, bare_money, day_label, iso, lasting, major, money, number, span, when, zone_name
from showground.kit.pictures import SHAPES
from showground.kit.words import LANG, LANGUAGES, gettext, ngettext, pgettext
from showground.web import art
from showground.web.assets import asset, icon
from showground.web.qr import qr

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2.runtime import Context

FRAME: dict[str, Any] = {"viewer": None, "acting": None, "path": "", "theme": None, "notices": ()}


def page(
    name: str, *, status_code: int = 200, headers: Mapping[str, str] | None = None, **context: object
) -> Response[str]:
    """Answer with the template `name`, whole page or fragment.

    Besides what the template's head comment lists, every full page reads `viewer` (None or someone with name, handle,
    user_id), `path`, `theme` ("light", "dark" or None), `notices` (tone, text) and `csrf_token`; all but the last have
    defaults. `lang` is the language that is spoken.
    """
    return Response(
        content=rendered(name, **context),
        media_type=MediaType.HTML,
        status_code=status_code,
        headers=dict(headers or {}),
    )


def rendered(name: str, **context: object) -> str:
    """Return the text of a template in the language that is spoken; undefined names raise."""
    return environment().get_template(name).render({**FRAME, "lang": LANG.get(), **context})


@cache
def environment() -> Environment:
    """Return the one environment: escaping, strict, translatable."""
    env = Environment(
        loader=PackageLoader("showground.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    env.install_gettext_callables(gettext, ngettext, newstyle=True, pgettext=pgettext)  # type: ignore[attr-defined]  # the extension's
    env.filters |= {"money": money, "number": number, "when": when, "span": span, "zone_name": zone_name, "ago": ago}
    env.filters |= {"iso": iso, "lasting": lasting, "epoch": _epoch, "qr": qr, "initials": initials, "aloud": aloud}
    env.filters |= {"major": major, "bare_money": bare_money, "day_label": day_label, "paragraphs": paragraphs}
    env.globals |= {
        "languages": LANGUAGES,
        "asset": asset,
        "media": media,
        "srcset": srcset,
        "icon": icon,
        "csrf_field": csrf_field,
        "foreign": foreign,
        "cover_art": _cover,
        "avatar_art": _avatar,
        "sparkline": _spark,
        "horizon_art": _horizon,
    }
    return env


@pass_context
def csrf_field(context: Context) -> Markup:
    """Return the hidden field that every form posting to us carries; `csrf_token` must stand in the context."""
    value = context.get("csrf_token")
    if not value:
        msg = f"{context.name} has a form, so its page needs csrf_token"
        raise UndefinedError(msg)
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(value)


def foreign(language: str) -> Markup:
    """Return the attribute of words that are in another language than their page."""
    return Markup() if language == LANG.get() else Markup(' lang="{}"').format(language)


def initials(name: str) -> str:
    """Return one or two letters for an avatar ("Mara Lind" -> "ML"); a question mark when there are none."""
    words = [word for word in name.split() if word[0].isalnum()]
    letters = [words[0][0], words[-1][0]] if len(words) > 1 else [word[0] for word in words]
    return "".join(letters).upper() or "?"


def aloud(code: str) -> str:
    """Return a code in groups of four, to be read aloud and typed."""
    return " ".join(code[i : i + 4] for i in range(0, len(code), 4))


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of plain text: what stands between blank lines."""
    return [part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]


def _epoch(moment: Any) -> int:  # noqa: ANN401 - a datetime; undefined values raise by themselves
    return int(moment.timestamp())


def _cover(event_id: object, topic: str | None) -> Markup:
    return Markup(art.cover(str(event_id), topic or ""))  # noqa: S704 - art takes no caller's text into the SVG


def _avatar(seed: object) -> Markup:
    return Markup(art.avatar(str(seed)))  # noqa: S704 - as above


def _spark(values: list[float]) -> Markup:
    return Markup(art.sparkline(values))  # noqa: S704 - numbers only


def media(key: str, width: int) -> str:
    """Return the address of a picture in one size."""
    return f"/media/{file_name(key, width)}"


def srcset(key: str) -> str:
    """Return the addresses of a picture in all its sizes, for browsers to choose from."""
    return ", ".join(f"{media(key, width)} {width}w" for width in SHAPES[kind_of(key)].widths)


@cache
def _horizon() -> Markup:
    return Markup(art.horizon())  # noqa: S704 - takes nothing
