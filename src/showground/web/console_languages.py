"""What an event says in other languages, as its organizer writes it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody

from showground.domains.events.managing import service as managing
from showground.domains.events.managing import texts
from showground.domains.events.managing.types import TextDraft
from showground.http.desk import Desk
from showground.kit.faults import Fault, Refused, Unknown
from showground.kit.format import language_name
from showground.kit.words import LANGUAGES, gettext
from showground.web.console import workspace
from showground.web.shell import errors_of, go, show

WHOSE = {"description": "about"}


class TextForm(msgspec.Struct):
    """What the page posts."""

    title: str = ""
    summary: str = ""
    about: str = ""


class Sheet(msgspec.Struct, frozen=True):
    """One language of the page: what is written, or nothing yet."""

    language: str
    name: str
    values: dict[str, str]
    written: bool
    errors: dict[str, str]


@get("/console/events/{event_id:uuid}/languages")
async def languages_page(event_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Response[Any]:
    """Show what an event says in other languages."""
    return await _page(desk, event_id)


@post("/console/events/{event_id:uuid}/languages/{language:str}")
async def write(
    event_id: FromPath[UUID], language: FromPath[str], data: URLEncodedBody[TextForm], desk: NamedDependency[Desk]
) -> Response[Any]:
    """Say it in another language."""
    draft = TextDraft(title=data.title, summary=data.summary, description=data.about)
    try:
        async with desk.open() as tx:
            await texts.write_text(tx, event_id, language, draft)
    except (Unknown, Refused):
        raise
    except Fault as fault:
        return await _page(desk, event_id, failed=(language, data, errors_of(fault, WHOSE)))
    return go(desk, f"/console/events/{event_id}/languages", notice=gettext("Saved."))


@post("/console/events/{event_id:uuid}/languages/{language:str}/remove")
async def remove(event_id: FromPath[UUID], language: FromPath[str], desk: NamedDependency[Desk]) -> Response[Any]:
    """Say it no longer in another language."""
    async with desk.open() as tx:
        await texts.remove_text(tx, event_id, language)
    return go(desk, f"/console/events/{event_id}/languages", notice=gettext("This language is gone."))


async def _page(
    desk: Desk, event_id: UUID, *, failed: tuple[str, TextForm, dict[str, str]] | None = None
) -> Response[Any]:
    async with desk.open(read_only=True) as tx:
        event = await managing.edited(tx, event_id)
        seat = await workspace(desk, tx, event_id)
        written = {one.language: one for one in await texts.texts(tx, event_id)}
    sheets = []
    for code in LANGUAGES:
        if code == event.language:
            continue
        text = written.get(code)
        values = {"title": text.title, "summary": text.summary, "about": text.description} if text else {}
        errors: dict[str, str] = {}
        if failed and failed[0] == code:
            values, errors = msgspec.structs.asdict(failed[1]), failed[2]
        sheets.append(Sheet(code, language_name(code), values, written=text is not None, errors=errors))
    return show(
        desk,
        "console/languages.html",
        status_code=422 if failed else 200,
        **seat.context,
        sheets=sheets,
        original=language_name(event.language),
    )


HANDLERS = [languages_page, write, remove]
