"""The page where an organizer writes his event in other languages, and what readers then see."""

from __future__ import annotations


async def test_what_is_written_in_german_is_read_by_whoever_reads_german(browse, make, sql):
    shop = await make.shop()
    slug = await sql.fetchval("select slug from events.events where id = $1", shop.event_id)
    page = f"/console/events/{shop.event_id}/languages"
    organizer, reader = await browse(shop.owner), await browse()

    saved = await organizer.post(f"{page}/de", page=page, title="Laternennacht", about="Wenn es dunkel ist.")
    german = await reader.open(f"/events/{slug}", headers={"accept-language": "de"})
    english = await reader.open(f"/events/{slug}", headers={"accept-language": "en"})
    gone = await organizer.post(f"{page}/de/remove", page=page)
    after = await organizer.open(f"/events/{slug}", headers={"accept-language": "de"})

    assert (saved.status_code, saved.headers["location"], gone.status_code) == (303, page, 303)
    assert '<h1 class="text-show">Laternennacht</h1>' in german.text
    assert "Wenn es dunkel ist." in german.text
    assert "Laternennacht" not in english.text
    assert '<h1 class="text-show" lang="en">' in after.text


async def test_a_title_that_is_missing_is_said_beside_its_field_and_the_rest_is_kept(browse, make):
    shop = await make.shop()
    page = f"/console/events/{shop.event_id}/languages"
    organizer = await browse(shop.owner)

    answer = await organizer.post(f"{page}/de", page=page, title=" ", about="Wenn es dunkel ist.")

    assert answer.status_code == 422
    assert "A title has 1 to 200 signs." in answer.text
    assert "Wenn es dunkel ist." in answer.text


async def test_the_api_shows_the_readers_language_and_what_there_is(api, make):
    shop = await make.shop()
    owner, reader = await api(shop.owner), await api()
    path = f"/api/v1/events/{shop.event_id}"

    written = await owner.put(f"{path}/texts/de", json={"title": "Laternennacht"})
    shown = (await reader.get(path, headers={"accept-language": "de-AT"})).json()
    listed = (await owner.get(f"{path}/texts")).json()
    removed = await owner.delete(f"{path}/texts/de")

    assert (written.status_code, removed.status_code) == (200, 204)
    assert (shown["title"], shown["language"], shown["languages"]) == ("Laternennacht", "de", ["en", "de"])
    assert listed == [{"language": "de", "title": "Laternennacht", "summary": "", "description": ""}]
