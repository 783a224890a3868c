"""Pages where pictures are chosen, and where they show: forms without scripts, sizes for browsers to choose from."""

from __future__ import annotations

import re

from tests.make.pictures import picture_bytes

FILE = re.compile(r"/media/((?:avatar|logo|cover)-[0-9a-f]{40})-\d+\.webp")


async def send(browser, path, content, *, name="me.png"):
    """Post a file by a form."""
    token = await browser.token()
    return await browser.client.post(path, data={"csrf_token": token}, files={"picture": (name, content)})


async def test_ones_picture_is_chosen_shown_and_removed(browse, make):
    person = await make.user()
    browser = await browse(person)

    sent = await send(browser, "/me/avatar", picture_bytes())
    page = (await browser.open("/me/avatar")).text
    public = (await (await browse()).open(f"/people/{person.handle}")).text
    gone = await browser.post("/me/avatar/remove")

    assert (sent.status_code, sent.headers["location"]) == (303, "/me/avatar")
    [key] = set(FILE.findall(page))
    assert f'srcset="/media/{key}-96.webp 96w, /media/{key}-256.webp 256w"' in public
    assert 'width="96" height="96" loading="lazy"' in public
    assert (gone.status_code, FILE.findall((await browser.open("/me/avatar")).text)) == (303, [])


async def test_a_wrong_file_is_said_beside_the_field(browse, make):
    browser = await browse(await make.user())

    for content, name in ((b"<svg/>", "a.svg"), (b"<html>", "a.png"), (b"", "a.png")):
        answer = await send(browser, "/me/avatar", content, name=name)

        assert answer.status_code == 422
        assert 'id="f-picture-error"' in answer.text
        assert 'aria-invalid="true"' in answer.text


async def test_a_form_without_its_token_changes_nothing(browse, make):
    browser = await browse(await make.user())

    answer = await browser.client.post("/me/avatar", files={"picture": ("a.png", picture_bytes())})

    assert answer.status_code == 403
    assert FILE.findall((await browser.open("/me/avatar")).text) == []


async def test_an_events_cover_shows_where_the_event_does(browse, make):
    shop = await make.shop()
    browser, nobody = await browse(shop.owner), await browse()
    place = f"/console/events/{shop.event_id}/cover"
    slug = (await nobody.client.get(f"/api/v1/events/{shop.event_id}")).json()["slug"]
    before = (await nobody.open(f"/events/{slug}")).text

    sent = await send(browser, place, picture_bytes((2000, 1000)))
    focused = await browser.post(f"{place}/focus", focus="bottom-left")
    page = (await browser.open(f"/events/{slug}")).text

    assert 'class="art"' in before.partition("</header>")[2].partition("</header>")[0]
    assert "og:image" not in before
    assert (sent.status_code, focused.status_code) == (303, 303)
    [key] = set(FILE.findall(page.partition('class="cover cover-wide"')[2].partition("</div>")[0]))
    assert f'<meta property="og:image" content="http://127.0.0.1:8000/media/{key}-1600.webp">' in page
    assert f'"image":["http://127.0.0.1:8000/media/{key}-1600.webp"' in page
    assert f"/media/{key}-480.webp 480w, /media/{key}-960.webp 960w, /media/{key}-1600.webp 1600w" in page
    assert 'class="focus-bottom-left"' in page
    assert 'width="1280" height="640" fetchpriority="high"' in page
    assert f"/media/{key}-960.webp" in (await browser.open(place)).text


async def test_an_organizations_logo_is_its_admins_to_choose(browse, make):
    organization = await make.organization()
    admin = await browse(await make.member(organization=organization, role="admin"))
    editor = await browse(await make.member(organization=organization, role="editor"))
    path = f"/console/logo?owner={organization.handle}"

    denied = [(await editor.open(path)).status_code, (await send(editor, path, picture_bytes())).status_code]
    sent = await send(admin, path, picture_bytes())
    public = (await (await browse()).open(f"/organizations/{organization.handle}")).text

    assert denied == [403, 403]
    assert sent.status_code == 303
    assert len(set(FILE.findall(public))) == 1


async def test_a_heavy_form_is_refused_with_a_page(browse, make):
    browser = await browse(await make.user())

    answer = await send(browser, "/me/avatar", bytes(13 << 20))

    assert (answer.status_code, "<h1" in answer.text) == (413, True)
