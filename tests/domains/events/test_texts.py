"""An event in more than one language: who writes it, who reads which, and what search finds."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from showground.db.principal import Anonymous
from showground.domains.events import service
from showground.domains.events.errors import TitleNeeded
from showground.domains.events.managing import service as managing
from showground.domains.events.managing import texts
from showground.domains.events.managing.errors import (
    DescriptionTooLong,
    LanguageOfOriginal,
    LanguageUnknown,
    LanguageUnspoken,
)
from showground.domains.events.managing.types import EventChange, TextDraft
from showground.kit.faults import Refused, Unknown
from showground.kit.words import speaking

GERMAN = TextDraft(title="Laternennacht", summary="Tausend Lichter", description="Wir gehen los, wenn es dunkel ist.")


@pytest.fixture
async def shop(make):
    return await make.shop()


async def write(db, person, event_id, language="de", draft=GERMAN):
    async with db.acting_as(person.principal) as tx:
        return await texts.write_text(tx, event_id, language, draft)


async def read(db, event_id, language):
    with speaking(language):
        async with db.acting_as(Anonymous()) as tx:
            return await service.event(tx, event_id=event_id)


async def found(db, words, language):
    wanted = service.coming(now=datetime.now(UTC), zone=None, text=words)
    with speaking(language):
        async with db.acting_as(Anonymous()) as tx:
            page = await service.discover(tx, wanted, cursor=None, limit=50)
    return [(card.id, card.title, card.language) for card in page.items]


async def test_readers_get_their_language_else_the_original(db, shop):
    before = await read(db, shop.event_id, "de")
    await write(db, shop.owner, shop.event_id)

    german, english = await read(db, shop.event_id, "de"), await read(db, shop.event_id, "en")

    assert (before.language, before.languages) == ("en", ["en"])
    assert (german.title, german.summary, german.description) == (GERMAN.title, GERMAN.summary, GERMAN.description)
    assert (german.language, german.languages) == ("de", ["en", "de"])
    assert (english.title, english.language, english.languages) == (before.title, "en", ["en", "de"])


async def test_search_finds_each_language_and_shows_the_readers(db, shop):
    word = f"laternen{shop.event_id.hex[-10:]}"
    await write(db, shop.owner, shop.event_id, draft=TextDraft(title=f"Nacht der {word}"))
    original = (await read(db, shop.event_id, "en")).title

    assert await found(db, word, "en") == [(shop.event_id, original, "en")]
    assert await found(db, word, "de") == [(shop.event_id, f"Nacht der {word}", "de")]


async def test_writing_again_writes_over_it_and_taking_back_leaves_the_original(db, shop):
    await write(db, shop.owner, shop.event_id)
    await write(db, shop.owner, shop.event_id, draft=TextDraft(title="  Nacht   der Laternen "))
    again = await read(db, shop.event_id, "de")
    async with db.acting_as(shop.owner.principal) as tx:
        await texts.remove_text(tx, shop.event_id, "de")

    assert (again.title, again.description) == ("Nacht der Laternen", "")
    assert (await read(db, shop.event_id, "de")).languages == ["en"]
    with pytest.raises(Unknown):
        async with db.acting_as(shop.owner.principal) as tx:
            await texts.remove_text(tx, shop.event_id, "de")


async def test_an_event_whose_own_language_is_changed_shows_the_original_in_it(db, shop):
    await write(db, shop.owner, shop.event_id)
    original = await read(db, shop.event_id, "en")
    async with db.acting_as(shop.owner.principal) as tx:
        await managing.edit_event(tx, shop.event_id, EventChange(language="de"))

    shown = await read(db, shop.event_id, "de")

    assert (shown.title, shown.language, shown.languages) == (original.title, "de", ["de"])


@pytest.mark.parametrize(
    ("language", "draft", "fault"),
    [
        ("en", GERMAN, LanguageOfOriginal),
        ("fr", GERMAN, LanguageUnspoken),
        ("de", TextDraft(title="  "), TitleNeeded),
        ("de", TextDraft(title="x" * 201), TitleNeeded),
        ("de", TextDraft(title="x", description="x" * 20_001), DescriptionTooLong),
    ],
)
async def test_what_cannot_be_said_is_refused(db, shop, language, draft, fault):
    with pytest.raises(fault):
        await write(db, shop.owner, shop.event_id, language, draft)


async def test_a_language_that_nobody_named_is_none(db, shop):
    with pytest.raises(LanguageUnknown):
        async with db.acting_as(shop.owner.principal) as tx:
            await managing.edit_event(tx, shop.event_id, EventChange(language="xx"))


async def test_a_stranger_writes_nothing(db, make, shop):
    with pytest.raises(Refused):
        await write(db, await make.user(), shop.event_id)
