"""Letters from templates: one template says what, two sets of parts say how, as HTML and as text."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from showground.domains.messaging.mail.types import Letter
from showground.kit.format import money, number, span, when, zone_name
from showground.kit.words import LANG, gettext, ngettext

if TYPE_CHECKING:
    from collections.abc import Mapping

Form = Literal["html", "text"]


def rendered(template: str, context: Mapping[str, object]) -> Letter:
    """Return a letter in the language that is spoken; undefined names raise."""
    full = {"lang": LANG.get(), **context}
    return Letter(_subject(template, full), _part("html", template, full), _part("text", template, full))


def _part(form: Form, template: str, context: dict[str, Any]) -> str:
    text = environment(form).get_template(f"{template}.jinja").render(context)
    return text.strip() + "\n"


def _subject(template: str, context: dict[str, Any]) -> str:
    found = environment("text").get_template(f"{template}.jinja")
    return " ".join("".join(found.blocks["subject"](found.new_context(context))).split())


@cache
def environment(form: Form) -> Environment:
    """Return the environment of one form; templates see the parts and the layout of it."""
    folders = [PackageLoader(__package__, f"templates/{name}") for name in (form, "letters")]
    env = Environment(
        loader=ChoiceLoader(folders),
        autoescape=form == "html",  # noqa: S701 - plain text is not escaped
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]  # the extension's
    env.filters |= {"money": money, "number": number, "when": when, "span": span, "zone_name": zone_name}
    return env
