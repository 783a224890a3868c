"""How events are found: words, topics, places, days, pages; and what is never found."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from showground.db.principal import Anonymous
from showground.domains.events import service, store
from showground.domains.events.rules import days_of, words_of
from showground.kit.faults import Invalid, Unknown

UTC_ZONE = ZoneInfo("UTC")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("chip", "now", "since", "until"),
    [
        ("today", "2026-11-23T06:00", "2026-11-23", "2026-11-24"),
        ("weekend", "2026-11-23T06:00", "2026-11-28", "2026-11-30"),  # on a Monday: the coming one
        ("weekend", "2026-11-29T22:00", "2026-11-28", "2026-11-30"),  # on a Sunday: this one
        ("week", "2026-11-29T22:00", "2026-11-29", "2026-11-30"),
        ("next-month", "2026-11-30T06:00", "2026-12-01", "2027-01-01"),
        ("next-month", "2026-01-31T06:00", "2026-02-01", "2026-03-01"),
    ],
)
def test_a_chip_names_whole_days(chip, now, since, until):
    assert days_of(chip, now=at(now), zone=UTC_ZONE) == (at(since), at(until))


def test_a_day_is_a_day_where_one_looks_from():
    span = days_of("today", now=at("2026-11-23T23:30"), zone=ZoneInfo("Asia/Tokyo"))

    assert span == (at("2026-11-23T15:00"), at("2026-11-24T15:00"))


@pytest.mark.parametrize(
    ("text", "words"),
    [("Ruby", "ruby:*"), ("  low  tide!", "low:* & tide:*"), ("it's & | ':*", "it:* & s:*"), ("...", None), ("", None)],
)
def test_a_search_becomes_words(text, words):
    assert words_of(text) == words


async def event(make, sql, *, title, topic=None, city="Gent", **shop):
    """Return the id of an event on sale."""
    made = await make.shop(**shop)
    await sql.execute("update events.events set title = $2, city = $3 where id = $1", made.event_id, title, city)
    if topic:
        await sql.execute("insert into events.topics values ($1, $1) on conflict do nothing", topic)
        await sql.execute("insert into events.event_topics values ($1, $2)", made.event_id, topic)
    return made.event_id


async def found(db, *, limit=50, cursor=None, **wanted):
    """Return the ids that a search finds, in order, and the cursor of the next page."""
    async with db.acting_as(Anonymous()) as tx:
        asked = service.coming(now=datetime.now(UTC), zone=UTC_ZONE, **wanted)
        page = await service.discover(tx, asked, cursor=cursor, limit=limit)
        count = await service.how_many(tx, asked)
    assert count >= len(page.items)
    return [one.id for one in page.items], page.next


async def test_words_are_found_by_their_beginnings_in_title_and_city(db, make, sql):
    mark = f"zephyr{make.number()}"
    by_title = await event(make, sql, title=f"{mark}fest of lanterns")
    by_city = await event(make, sql, title="Lanterns", city=f"{mark}stad")
    await event(make, sql, title="Something else")

    ids, _ = await found(db, text=f"{mark.upper()} lant")

    assert set(ids) == {by_title, by_city}


async def test_a_part_of_a_word_is_found_when_no_word_begins_so(db, make, sql):
    mark = f"orange{make.number()}x"
    hidden_in = await event(make, sql, title=f"The{mark}grove")

    assert (await found(db, text=mark))[0] == [hidden_in]


async def test_topic_place_and_words_narrow_together(db, make, sql):
    topic, city = f"topic-{make.number()}", f"Stad {make.number()}"
    both = await event(make, sql, title="Lanterns", topic=topic, city=city)
    await event(make, sql, title="Lanterns", topic=topic)
    await event(make, sql, title="Lanterns", city=city)

    assert (await found(db, topic=topic, city=city.upper(), text="lanterns"))[0] == [both]


async def test_only_public_events_that_are_not_over_are_found(db, make, sql, superuser):
    mark = f"quarry{make.number()}"
    shown = await event(make, sql, title=mark, starts_in=-timedelta(hours=2))  # runs for four hours
    await event(make, sql, title=mark, starts_in=-timedelta(hours=6))
    await event(make, sql, title=mark, visibility="unlisted")
    draft = await event(make, sql, title=mark)
    async with superuser.transaction():  # the table itself lets no event become a draft again
        await superuser.execute("set local session_replication_role = replica")
        await superuser.execute("update events.events set status = 'draft' where id = $1", draft)

    assert (await found(db, text=mark))[0] == [shown]


async def test_pages_follow_each_other_without_gap_or_repeat(db, make, sql):
    topic = f"topic-{make.number()}"
    ids = [await event(make, sql, title="Same start", topic=topic, starts_in=timedelta(days=9)) for _ in range(7)]
    await sql.execute("update events.events set starts_at = date_trunc('day', starts_at) where id = any($1)", ids)

    seen, cursor = await found(db, topic=topic, limit=3)
    while cursor:
        more, cursor = await found(db, topic=topic, limit=3, cursor=cursor)
        seen += more

    assert seen == sorted(ids)


async def test_a_damaged_cursor_is_refused(db):
    with pytest.raises(Invalid, match="first page"):
        await found(db, cursor="WzFd")


async def test_an_unlisted_event_opens_with_its_link_alone(db, make, sql):
    event_id = await event(make, sql, title="Behind the hedge", visibility="unlisted")
    link = "ab" * 32
    await sql.execute("insert into events.event_links (event_id, link_token_hash) values ($1, $2)", event_id, link)

    async with db.acting_as(Anonymous(link)) as tx:
        assert (await service.event(tx, event_id=event_id)).title == "Behind the hedge"
    with pytest.raises(Unknown):
        async with db.acting_as(Anonymous()) as tx:
            await service.event(tx, event_id=event_id)


PLANTED = """
    insert into events.events (id, owner_context_type, owner_context_id, created_by, slug, title, status, visibility,
                               starts_at, ends_at, timezone, city, currency_code, published_at)
    select gen_random_uuid(), 'user', $1, $1, 'planted-' || n, 'Planted ' || n, 'published', 'public',
           now() + n * interval '1 hour', now() + n * interval '1 hour', 'UTC', 'City ' || n % 500, 'EUR', now()
      from generate_series(1, 20000) n
"""
WALK = """
    explain select id from events.events
     where visibility = 'public' and status = 'published' and starts_at >= now() and starts_at < 'infinity'
       and ends_at > now() and (starts_at, id) > (now(), $1::uuid)
     order by starts_at, id limit 24
"""
WORDS = "explain select id from events.events where search @@ to_tsquery('simple', 'planted:* & 777:*')"


async def test_among_twenty_thousand_events_nothing_is_read_whole(superuser, make):
    person = await make.user()
    wanted = service.coming(now=datetime.now(UTC), zone=UTC_ZONE)
    asked = {
        **store._asked(wanted),
        "after": service.FIRST[0],
        "after_id": service.FIRST[1],
        "limit": 25,
        "language": "de",
    }
    page = store.SQL["on_show"]
    planted = superuser.transaction()
    await planted.start()
    await superuser.execute("set local session_replication_role = replica")
    await superuser.execute(PLANTED, person.user_id)
    await superuser.execute("analyze events.events; set local role showground_definer")

    walk, words = await superuser.fetch(WALK, person.user_id), await superuser.fetch(WORDS)
    await superuser.execute("reset role; set local role anon; set local request.jwt.claims = '{}'")
    whole = await superuser.fetch(f"explain {page.sql}", *(asked[name] for name in page.parameters))
    await superuser.execute("set local plan_cache_mode = force_generic_plan")
    event, sought = store.SQL["event"], {"event_id": None, "slug": "planted-777", "language": "de"}
    one = await superuser.fetch(f"explain {event.sql}", *(sought[name] for name in event.parameters))
    await planted.rollback()

    assert ("events_on_show" in str(walk), "Sort" in str(walk)) == (True, False)
    assert "events_search" in str(words)
    assert "Seq Scan on events " not in str(whole)
    assert ("events_slug_unique" in str(one), "Seq Scan on events " in str(one)) == (True, False)


OWNED = """
    insert into events.events (id, owner_context_type, owner_context_id, created_by, slug, title, status, visibility,
                               starts_at, ends_at, timezone, city, currency_code, published_at)
    select gen_random_uuid(), $2::text::events.owner_context, $3, $1, $2::text || n, 'Owned', 'published', 'public',
           now() + n * interval '1 hour', now() + n * interval '1 hour', 'UTC', 'Gent', 'EUR', now()
      from generate_series(-10000, 10000) n
"""
MOST_PAGES = 900  # all of the owner's events are more than 2,000; 31 days of hours are 744 rows


async def test_an_owners_page_does_not_read_all_that_he_ever_had(superuser, make, capsys):
    person = await make.user()
    owners = {"user_id": person.user_id, "org_id": (await make.organization(founder=person)).id}
    plans = {}
    planted = superuser.transaction()
    await planted.start()
    await superuser.execute("set local session_replication_role = replica")
    for kind, owner in zip(("user", "organization"), owners.values(), strict=True):
        await superuser.execute(OWNED, person.user_id, kind, owner)
    await superuser.execute("analyze events.events; set local role anon; set local request.jwt.claims = '{}'")
    for name in ("coming_of_owner", "past_of_owner"):
        for kind, owner in owners.items():
            asked = {
                "org_id": None,
                "user_id": None,
                "now": datetime.now(UTC),
                "limit": 12,
                "language": "de",
                kind: owner,
            }
            page = store.SQL[name]
            rows = await superuser.fetch(
                f"explain (analyze, buffers) {page.sql}", *(asked[parameter] for parameter in page.parameters)
            )
            plans[name, kind] = "\n".join(row[0] for row in rows)
    await planted.rollback()

    pages = {key: max(int(one) for one in re.findall(r"shared hit=(\d+)", plan)) for key, plan in plans.items()}
    with capsys.disabled():
        print(f"\n  pages read of 40,002 events: {pages}")
    assert [key for key, plan in plans.items() if "rows=12" not in plan or "Seq Scan on events " in plan] == []
    assert max(pages.values()) < MOST_PAGES
