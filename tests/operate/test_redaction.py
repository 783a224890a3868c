"""Requests full of secrets against a real process that logs everything it can: no line holds one of them."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import httpx
import pytest
from tests.make import Make

SECRET = "Planted7Secret"
PERSON = "mara.planted@example.org"


def ask_with_secrets(address, shop, session):
    """Sign in, come by links, use keys: all of them wrong, each with a secret where it belongs."""
    with httpx.Client(base_url=address) as client:
        page = client.get("/sign-in").text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
        form = {"email": PERSON, "password": f"{SECRET}-pw", "csrf_token": token}
        same = {"sec-fetch-site": "same-origin"}
        account = {"display_name": "Mara", "email": PERSON, "password": f"{SECRET}-new-pw"}
        yield client.post("/sign-in", data=form)
        yield client.get(f"/events/nothing?order_token={SECRET}-order&token={SECRET}-t&link={SECRET}-link")
        yield client.get("/reset", params={"token": f"{SECRET}-reset"})
        yield client.get("/api/v1/tickets", headers={"authorization": f"Bearer sg_{SECRET}_key"})
        yield client.get("/api/v1/tickets", headers={"x-order-token": f"{SECRET}-header"})
        yield client.get("/me", headers={"cookie": f"showground_session={SECRET}-cookie"})
        yield client.post("/api/v1/accounts", json=account, headers=same)
        yield client.post("/api/v1/sessions", json={"email": PERSON, "password": f"{SECRET}-api-pw"}, headers=same)
        yield client.post("/csp-reports", json={"csp-report": {"document-uri": f"https://a/?token={SECRET}-csp"}})
        yield client.get(f"/events/event-{shop.event_id}", headers={"cookie": f"showground_session={session}"})


@pytest.mark.alone
@pytest.mark.timeout(600)
async def test_no_line_of_a_real_process_holds_a_secret(fresh, platform_on):
    make = Make(fresh.db)
    shop = await make.shop()
    session = await make.session(shop.owner)
    platform = platform_on(fresh.app_url, SHOWGROUND_LOG_LEVEL="debug")
    with platform.serving():
        statuses = [answer.status_code for answer in ask_with_secrets(platform.address, shop, session)]
    lines = platform.log.read_text().splitlines()

    assert max(statuses) < 500
    answered = [json.loads(line) for line in lines if '"answered"' in line]
    assert {line["path"] for line in answered} >= {"/sign-in", "/api/v1/sessions", "/csp-reports"}
    assert [line for line in lines if SECRET in line or session in line or PERSON in line] == []


def test_a_database_that_refuses_us_costs_no_password(site, platform_on):
    wrong = re.sub(r":[^:@/]+@", f":{SECRET}-db@", site.app_url)
    platform = platform_on(wrong, SHOWGROUND_LOG_LEVEL="debug")

    command = [sys.executable, "-m", "showground", "serve"]
    done = subprocess.run(command, env=platform.environment, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "cannot be reached" in done.stderr
    assert SECRET not in done.stdout + done.stderr
