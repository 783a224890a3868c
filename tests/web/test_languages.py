"""Pages in the reader's language: asked for by the browser, kept by a choice, and never another visitor's."""

from __future__ import annotations

GERMAN, ENGLISH = "Zum Inhalt springen", "Skip to the content"


async def spoken(browser, path, accepts):
    answer = await browser.client.get(path, headers={"accept-language": accepts})
    heard = [words for words in (GERMAN, ENGLISH) if words in answer.text]
    return heard, answer.headers["content-language"], answer.text.partition('<html lang="')[2][:2]


async def test_visitors_who_share_a_page_read_it_each_in_his_language(browse, make, sql):
    shop = await make.shop()
    slug = await sql.fetchval("select slug from events.events where id = $1", shop.event_id)
    browser = await browse()

    for path in ("/", f"/events/{slug}"):
        assert await spoken(browser, path, "de-AT") == ([GERMAN], "de", "de")
        assert await spoken(browser, path, "en") == ([ENGLISH], "en", "en")
        assert await spoken(browser, path, "fr") == ([ENGLISH], "en", "en")


async def test_a_chosen_language_stays_whatever_the_browser_likes(browse):
    browser = await browse()

    answer = await browser.client.get("/language/de?next=/sign-in")

    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert await spoken(browser, "/sign-in", "en") == ([GERMAN], "de", "de")


async def test_choosing_a_language_leads_to_no_other_site_and_to_no_unknown_language(browse):
    browser = await browse()

    away = await browser.client.get("/language/de?next=https://elsewhere.example")
    unknown = await browser.client.get("/language/tlh")

    assert (away.headers["location"], unknown.status_code) == ("/", 404)


async def test_the_api_tells_what_is_wrong_in_the_language_of_whoever_asks(api):
    client = await api()

    answer = await client.get("/api/v1/me", headers={"accept-language": "de"})

    assert (answer.status_code, answer.headers["content-language"]) == (401, "de")
    assert answer.json()["code"] == "unauthenticated"
