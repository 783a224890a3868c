"""Pictures over the API: the body is the picture; what comes back is ours, served so that it can be nothing else."""

from __future__ import annotations

import asyncio
import io
from datetime import timedelta

import msgspec
import pytest
from PIL import Image
from tests.make.pictures import picture_bytes, png, zipped

from showground.domains.users.pictures.rules import blob_name
from showground.http import uploads
from showground.http.limits import UPLOAD_OF_PERSON
from showground.http.uploads import MOST_BYTES
from showground.worker.sweeping.pictures import sweep_once

PNG = {"content-type": "image/png"}
NEVER_ASKED = "/api/v1/me/avatar"


async def put(client, path, content, **headers):
    return await client.put(path, content=content, headers={**PNG, **headers})


async def test_an_avatar_is_set_seen_replaced_and_removed(api, make):
    person = await make.user()
    client, nobody = await api(person), await api()

    first = (await put(client, NEVER_ASKED, picture_bytes((300, 200)))).json()["avatar_key"]
    second = (await put(client, NEVER_ASKED, picture_bytes((300, 200)))).json()["avatar_key"]
    seen = (await nobody.get(f"/api/v1/people/{person.handle}")).json()["avatar_key"]
    removed = await client.delete(NEVER_ASKED)

    assert first.startswith("avatar-")
    assert first != second == seen
    assert (removed.status_code, (await client.get("/api/v1/me")).json()["avatar_key"]) == (204, None)


async def test_a_private_person_shows_name_and_picture(api, make):
    person = await make.user(is_private=True)
    key = (await put(await api(person), NEVER_ASKED, picture_bytes())).json()["avatar_key"]

    shown = (await (await api()).get(f"/api/v1/people/{person.handle}")).json()

    assert (shown["is_private"], shown["avatar_key"], shown["bio"]) == (True, key, "")


async def test_a_picture_is_served_as_a_picture_and_nothing_else(api, make):
    key = (await put(await api(await make.user()), NEVER_ASKED, picture_bytes((300, 200)))).json()["avatar_key"]

    answer = await (await api()).get(f"/media/{key}-96.webp")
    image = Image.open(io.BytesIO(answer.content))

    assert (answer.status_code, image.format, image.size) == (200, "WEBP", (96, 96))
    told = {
        "content-type": "image/webp",
        "cache-control": "public, max-age=31536000, immutable",
        "content-security-policy": "sandbox; default-src 'none'",
        "x-content-type-options": "nosniff",
        "content-length": str(len(answer.content)),
        "etag": f'"{key}-96.webp"',
    }
    assert {name: answer.headers[name] for name in told} == told
    assert "set-cookie" not in answer.headers


async def test_a_picture_that_is_kept_is_not_sent_again(api, make):
    client = await api(await make.user())
    key = (await put(client, NEVER_ASKED, picture_bytes())).json()["avatar_key"]
    address = f"/media/{key}-256.webp"

    answer = await client.get(address, headers={"if-none-match": f'W/"old", "{key}-256.webp"'})
    other = await client.get(address, headers={"if-none-match": f'"{key}-96.webp"'})

    assert (answer.status_code, answer.content, answer.headers["cache-control"]) == (
        304,
        b"",
        "public, max-age=31536000, immutable",
    )
    assert other.status_code == 200


async def test_nobodys_cookie_leaves_with_a_picture(browse, make, api):
    person = await make.user()
    key = (await put(await api(person), NEVER_ASKED, picture_bytes())).json()["avatar_key"]
    browser = await browse(person)

    answer = await browser.open(f"/media/{key}-96.webp")

    assert (answer.status_code, "set-cookie" in answer.headers) == (200, False)


@pytest.mark.parametrize(
    "file",
    [
        "..%2f..%2fsecret.key",
        "%2e%2e",
        "secret.key",
        f"avatar-{'0' * 40}-96.webp",
        f"avatar-{'0' * 40}-97.webp",
        f"avatar-{'0' * 40}-480.webp",
        f"other-{'0' * 40}-96.webp",
        f"avatar-{'0' * 40}-96.webp%00",
        f"avatar-{'G' * 40}-96.webp",
        f"avatar-{'0' * 40}-096.webp",
        f"avatar-{'0' * 40}-96.html",
    ],
)
async def test_an_address_that_is_no_pictures_leads_nowhere(file, api):
    answer = await (await api()).get(f"/media/{file}")

    assert answer.status_code == 404
    assert answer.headers.get("content-type") == "image/webp" or b"<h1" in answer.content


def test_a_name_with_a_leading_zero_is_no_second_name_of_a_picture():
    assert blob_name(f"avatar-{'0' * 40}-096.webp") is None


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 422, "picture_unreadable"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', 422, "picture_unreadable"),
        (b"<!doctype html><script>alert(1)</script>", 422, "picture_unreadable"),
        (picture_bytes()[:-300], 422, "picture_unreadable"),
        (png(60_000, 60_000, zipped(1 << 20)), 422, "picture_too_large"),
        (bytes(MOST_BYTES + 1), 413, "too_large"),
    ],
    ids=["nothing", "svg", "html", "cut", "bomb", "too heavy"],
)
async def test_what_cannot_be_used_is_refused_and_nothing_changes(content, status, code, api, make):
    client = await api(await make.user())
    key = (await put(client, NEVER_ASKED, picture_bytes())).json()["avatar_key"]

    answer = await put(client, NEVER_ASKED, content)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert (await client.get("/api/v1/me")).json()["avatar_key"] == key


async def test_a_body_without_end_is_not_read_to_its_end(api, make):
    sent = 0

    async def without_end():
        nonlocal sent
        while sent < 20 * MOST_BYTES:
            sent += 1 << 20
            yield bytes(1 << 20)

    answer = await put(await api(await make.user()), NEVER_ASKED, without_end())

    assert answer.status_code == 413


async def test_a_cover_is_for_those_who_edit_the_event(api, make):
    shop, viewer, stranger = await make.shop(), await make.user(), await make.user()
    path = f"/api/v1/events/{shop.event_id}/cover"
    owner = await api(shop.owner)

    denied = [(await put(await api(who), path, picture_bytes())).status_code for who in (None, viewer, stranger) if who]
    made = await put(owner, path, picture_bytes((1200, 600)))
    key = made.json()["cover_key"]
    changed = await owner.patch(f"/api/v1/events/{shop.event_id}", json={"cover_focus": "bottom-right"})
    page = (await (await api()).get(f"/api/v1/events/{shop.event_id}")).json()

    assert denied == [403, 403]
    assert (made.status_code, made.headers["etag"] != changed.headers["etag"]) == (200, True)
    assert (page["cover_key"], page["cover_focus"]) == (key, "bottom-right")
    assert (await owner.delete(path)).status_code == 204
    assert (await (await api()).get(f"/api/v1/events/{shop.event_id}")).json()["cover_key"] is None


@pytest.mark.parametrize(("role", "status"), [("viewer", 403), ("editor", 403), ("admin", 200), ("owner", 200)])
async def test_a_logo_is_for_admins(role, status, api, make):
    organization = await make.organization()
    member = await make.member(organization=organization, role=role)
    path = f"/api/v1/organizations/{organization.handle}/logo"

    assert (await put(await api(member), path, picture_bytes())).status_code == status


async def test_what_somebody_may_not_show_is_not_even_decoded(api, make, app, monkeypatch):
    """Bytes that would be refused by the decoder are refused for whose they are, before."""
    shop = await make.shop()

    answer = await put(await api(await make.user()), f"/api/v1/events/{shop.event_id}/cover", b"no picture")

    assert (answer.status_code, answer.json()["code"]) == (403, "refused")


async def test_uploads_are_limited(api, make, monkeypatch):
    assert UPLOAD_OF_PERSON.most == 60
    monkeypatch.setattr(uploads, "UPLOAD_OF_PERSON", msgspec.structs.replace(UPLOAD_OF_PERSON, most=3))
    client = await api(await make.user())
    answers = [await client.put(NEVER_ASKED, content=b"x", headers=PNG) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [422] * 3 + [429]
    assert int(answers[-1].headers["retry-after"]) > 0


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"sec-fetch-site": "same-origin", "content-type": "multipart/form-data; boundary=x"}, 403),
    ],
)
async def test_a_page_of_ours_may_send_one_with_cookies_and_no_other_page(headers, status, browse, make):
    browser = await browse(await make.user())

    assert (await put(browser.client, NEVER_ASKED, picture_bytes(), **headers)).status_code == status


async def test_of_many_uploads_at_once_one_is_shown_and_the_others_are_swept(fresh, tmp_path):
    """Eight at once: each is answered, one is shown, and after the grace only its blobs are left."""
    from tests.browser import client_of
    from tests.make import Make

    from showground.app import http_app
    from showground.settings import read_settings

    app = http_app(read_settings({"DATABASE_URL": fresh.app_url, "SHOWGROUND_STATE_DIR": str(tmp_path)}))
    make = Make(fresh.db)
    person = await make.user()
    secret = (await make.api_key(person, scopes=("read", "manage"))).secret
    async with client_of(app, authorization=f"Bearer {secret}") as client:
        pictures = [picture_bytes((60 + n, 60)) for n in range(8)]
        answers = await asyncio.gather(*(put(client, NEVER_ASKED, picture) for picture in pictures))
        shown = (await client.get("/api/v1/me")).json()["avatar_key"]
        swept = await sweep_once(app.state.db, app.state.storage, grace=timedelta(0))
        left = sorted([one.name async for one in app.state.storage.listed()])
    await app.state.db.close()

    assert [answer.status_code for answer in answers] == [200] * 8
    assert (swept.pictures, swept.blobs) == (7, 14)
    assert left == sorted(filter(None, (blob_name(f"{shown}-{width}.webp") for width in (96, 256))))
