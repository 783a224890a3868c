"""What kinds of things are called, in the language that is spoken. Badges of states stand in components/parts.html."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from showground.domains.events.managing import store as managing
from showground.domains.ref import store as ref
from showground.kit.format import country_name, currency_name, language_codes, language_name
from showground.kit.words import LANGUAGES, gettext, marked, pgettext

if TYPE_CHECKING:
    from showground.db.tx import Tx

STAFF_ROLES = {"door": marked("Door staff"), "finance": marked("Finance"), "manager": marked("Manager")}
ROLES = {"viewer": marked("Viewer"), "editor": marked("Editor"), "admin": marked("Admin"), "owner": marked("Owner")}


def role_name(role: str) -> str:
    """Return what a role is called, of an organization or of an event."""
    label = (ROLES | STAFF_ROLES).get(role)
    return gettext(label) if label else role


def topic_name(name: str) -> str:
    """Return what a topic of the vocabulary is called; one that an operator added is called as he called it."""
    return pgettext("topic", name)


async def topics(tx: Tx) -> list[tuple[str, str]]:
    """Return every topic to choose from, by name."""
    named = [(one.slug, topic_name(one.name)) for one in await managing.topics(tx)]
    return sorted(named, key=_by_name)


async def countries(tx: Tx) -> list[tuple[str, str]]:
    """Return every country to choose from, by name."""
    named = [(one.code, country_name(one.code, one.name)) for one in await ref.countries(tx)]
    return sorted(named, key=_by_name)


def languages() -> list[tuple[str, str]]:
    """Return every language to write in, those of our pages first."""
    ours = [(code, language_name(code)) for code in LANGUAGES]
    others = [(code, language_name(code)) for code in language_codes() - LANGUAGES.keys()]
    return [*ours, *sorted(others, key=_by_name)]


def _by_name(choice: tuple[str, str]) -> str:
    return unicodedata.normalize("NFKD", choice[1]).casefold()


async def currencies(tx: Tx) -> list[tuple[str, str]]:
    """Return every currency to sell in."""
    return [
        (one.code, f"{one.code} · {currency_name(one.code, one.name)}")
        for one in await ref.currencies(tx)
        if one.tender
    ]
