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


async def test_what_an_event_is_about_is_said_in_the_readers_language(browse, make, sql):
    shop = await make.shop()
    slug = await sql.fetchval("select slug from events.events where id = $1", shop.event_id)
    await sql.execute("insert into events.topics values ('beer', 'Beer')")
    await sql.executemany(
        "insert into events.event_topics (event_id, topic) values ($1, $2)",
        [(shop.event_id, "security"), (shop.event_id, "beer")],
    )
    browser = await browse()

    shown = (await browser.client.get(f"/events/{slug}", headers={"accept-language": "de"})).text
    await sql.execute("delete from events.event_topics where topic = 'beer'")
    await sql.execute("delete from events.topics where slug = 'beer'")

    assert [name in shown for name in ("Sicherheit und Identität", "Security and identity", ">Beer<")] == [
        True,
        False,
        True,
    ]


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


async def test_who_chose_a_language_is_spoken_to_in_it_wherever_he_signs_in(browse, make, sql):
    person = await make.user()
    browser = await browse(person)

    await browser.post("/me", display_name=person.name, handle=person.handle, language="de")
    elsewhere = await browse()
    await elsewhere.post("/sign-in", email=person.email, password=person.password)

    assert await sql.fetchval("select language from users.contacts where user_id = $1", person.user_id) == "de"
    for one in (browser, elsewhere):
        assert await spoken(one, "/", "en") == ([GERMAN], "de", "de")


async def test_whoever_signs_up_keeps_the_language_he_read(browse, sql):
    browser = await browse()
    await browser.client.get("/language/de?next=/sign-up")

    await browser.post("/sign-up", name="Ana Öz", email="ana@x.example", password="zehn Zeichen reichen")

    assert await sql.fetchval("select language from users.contacts where email = 'ana@x.example'") == "de"


async def test_a_language_that_we_do_not_speak_is_no_setting(api, make):
    client = await api(await make.user())

    refused = await client.patch("/api/v1/me", json={"language": "tlh"})
    taken = await client.patch("/api/v1/me", json={"language": "de"})
    undone = await client.patch("/api/v1/me", json={"language": None})

    assert (refused.status_code, refused.json()["code"]) == (422, "users.language_unknown")
    assert (taken.json()["language"], undone.json()["language"]) == ("de", None)
