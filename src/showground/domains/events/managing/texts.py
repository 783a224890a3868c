"""What an event says in other languages than its own: written and taken back by whoever may edit it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.domains.events.auditing.service import note
from showground.domains.events.errors import TitleNeeded
from showground.domains.events.managing import service, store
from showground.domains.events.managing.errors import DescriptionTooLong, LanguageOfOriginal, LanguageUnspoken
from showground.domains.events.managing.types import EventText
from showground.kit.faults import Unknown
from showground.kit.text import squash
from showground.kit.words import LANGUAGES

if TYPE_CHECKING:
    from uuid import UUID

    from showground.db.tx import Tx
    from showground.domains.events.managing.types import TextDraft


async def texts(tx: Tx, event_id: UUID) -> list[EventText]:
    """Return what an event that the caller runs says in other languages.

    Raises:
        Unknown: there is none, or it is hidden from him.
        Refused: he sees it, but does not run it.
    """
    await service.managed(tx, event_id)
    return await store.texts(tx, event_id)


async def write_text(tx: Tx, event_id: UUID, language: str, draft: TextDraft) -> EventText:
    """Have an event say something in another language, in place of what it said there.

    Raises:
        LanguageUnspoken: no page is in this language.
        LanguageOfOriginal: the event itself is written in it.
        Invalid: a value is not acceptable.
    """
    event = await service.edited(tx, event_id)
    if language not in LANGUAGES:
        raise LanguageUnspoken
    if language == event.language:
        raise LanguageOfOriginal
    text = EventText(language, squash(draft.title), squash(draft.summary), draft.description.strip())
    if not 0 < len(text.title) <= service.TITLE_LONGEST:
        raise TitleNeeded
    if len(text.description) > service.DESCRIPTION_LONGEST:
        raise DescriptionTooLong
    await store.write_text(tx, event_id, text)
    await note(tx, "events.text_written", "event", event_id, event=event_id, language=language)
    return text


async def remove_text(tx: Tx, event_id: UUID, language: str) -> None:
    """Take back what an event says in another language.

    Raises:
        Unknown: it says nothing in it.
    """
    await service.edited(tx, event_id)
    if not await store.remove_text(tx, event_id, language):
        raise Unknown
    await note(tx, "events.text_removed", "event", event_id, event=event_id, language=language)
