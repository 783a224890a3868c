"""A stream ends with what it was opened by: a session, a key, a scanner, an operator's time, a role with a last day."""

from __future__ import annotations

import asyncio
import json

import httpx
from tests.http.test_live import started

from showground.db.principal import Operator
from showground.domains.ticketing.devices import service as devices
from showground.domains.users import service as users
from showground.domains.users.acting import service as acting


async def listening(client, path, headers):
    """Give what a stream sends to whoever comes with these headers."""
    async with client.stream("GET", path, headers=headers) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream"), await answer.aread()
        async for line in answer.aiter_lines():
            if line.startswith("data: "):
                yield json.loads(line.removeprefix("data: "))


async def test_a_stream_ends_with_what_it_was_opened_by(make, sql, app_url, tmp_path):
    owner, operator = await make.user(), await make.user(is_operator=True)
    shop = await make.shop(owner=owner)
    helper = await make.helper(shop.event_id, owner=owner)
    key, scanner = await make.api_key(owner), await make.joined(shop)
    steady, leaving = await make.session(owner), await make.session(owner)
    leaving_id = await make.session_id(owner)
    desk, page, token = f"/console/events/{shop.event_id}/live", "showground_session", "showground_acting"
    acted = f"{page}={await make.session(operator)}; {token}={await make.acting_token(operator, owner)}"
    address, process = await asyncio.to_thread(started, app_url, tmp_path)
    try:
        async with httpx.AsyncClient(base_url=address, timeout=20) as client:
            stays = listening(client, desk, {"cookie": f"{page}={steady}"})
            end = {
                "session": listening(client, desk, {"cookie": f"{page}={leaving}"}),
                "key": listening(
                    client, f"/api/v1/events/{shop.event_id}/live", {"authorization": f"Bearer {key.secret}"}
                ),
                "scanner": listening(client, "/door/live", {"cookie": f"showground_device={scanner.credential}"}),
                "operator": listening(client, desk, {"cookie": acted}),
                "helper": listening(client, desk, {"cookie": f"{page}={await make.session(helper)}"}),
            }
            began = [await anext(stream) for stream in (stays, *end.values())]
            async with make.db.acting_as(owner.principal) as tx:
                await users.end_session(tx, owner.user_id, leaving_id)
                await users.end_api_key(tx, owner.user_id, key.key.id)
            async with make.db.acting_as(owner.principal) as tx:
                await devices.revoke(tx, shop.event_id, scanner.device.device_id)
            impersonation = await sql.fetchval("select id from users.impersonations where user_id = $1", owner.user_id)
            async with make.db.acting_as(Operator(operator.user_id)) as tx:
                await acting.stop_acting(
                    tx, operator=operator.user_id, person=owner.user_id, impersonation_id=impersonation
                )
            await sql.execute(
                "update events.event_staff set ends_at = now() where event_id = $1 and user_id = $2",
                shop.event_id,
                helper.user_id,
            )
            told = {how: await asyncio.wait_for(anext(stream, "cut off"), 15) for how, stream in end.items()}
            await make.sale(shop)
            moved = await asyncio.wait_for(anext(stays), 15)
    finally:
        process.kill()
        process.wait()

    assert all(began)
    assert told == dict.fromkeys(end, "cut off")
    assert moved["orders"] == "1"
