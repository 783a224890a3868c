"""The operators' pages of the database: a picture of all its tables in the page's colours, and each table's file."""

from __future__ import annotations

import re

import asyncpg
import msgspec
import pytest
from tests.schema.drawing.samples import taken
from tests.web.database_pages import REPORT

from showground.db.principal import Worker
from showground.http.operating.reporting import SQL, keep_report
from showground.kit.ids import uuid7
from showground.schema.drawing.palette import HUES
from showground.schema.reporting.types import Report
from showground.web.diagram import inline

TABLE = "/operator/schema/tables/"


@pytest.fixture
async def console(browse, make):
    return await browse(await make.user(name="Ada", is_operator=True))


async def test_every_table_is_in_the_picture_and_in_the_list_and_each_leads_to_its_page(console, site):
    tables = {
        one.name
        for one in (await taken(site.owner_url)).tables
        if one.kind in {"table", "partitioned"} and not one.partition_of
    }

    html = (await console.client.get("/operator/schema")).text

    picture = html[html.index('<svg class="diagram-picture"') : html.index("data-diagram-zoom")]
    listed = html[html.index("data-diagram-search") :]
    assert set(re.findall(rf'href="{TABLE}([\w.]+)"', picture)) == tables
    assert set(re.findall(rf'href="{TABLE}([\w.]+)"', listed)) == tables


async def test_the_picture_has_no_colour_of_its_own_and_nothing_that_the_policy_refuses(console):
    html = (await console.client.get("/operator/schema")).text

    picture = html[html.index('<svg class="diagram-picture"') : html.index("data-diagram-zoom")]
    assert re.findall(r'"#[0-9a-f]{3,8}"', picture) == []
    assert set(re.findall(r"var\(--hue-(\d+)\)", picture)) == {str(number) for number in range(1, 14)}
    assert re.findall(r"style=|<style|<script|xlink|<!--", picture) == []


def test_every_colour_of_a_picture_becomes_the_pages():
    shapes = "".join(f'<path fill="{hue}"/>' for hue in HUES)

    assert re.findall(r"hue-(\d+)", inline(f"<svg>{shapes}</svg>")) == [str(n) for n in range(1, len(HUES) + 1)]


async def test_a_neighbourhood_is_drawn_and_what_is_no_table_is_not_found(console):
    html = (await console.client.get("/operator/schema?around=ml.user_embeddings&depth=1")).text
    lost = await console.client.get("/operator/schema?around=ml.embeddings")

    assert set(re.findall(r'data-table="([\w.]+)"', html)) == {"ml.user_embeddings", "users.user_profiles"}
    assert lost.status_code == 404
    assert "ml.user_embeddings" in lost.text
    assert (await console.client.get("/operator/schema?around=ml.user_embeddings&depth=9")).status_code in {400, 422}


async def test_a_table_tells_what_the_catalog_says(console, site):
    snapshot = await taken(site.owner_url)
    name = "ticketing.tickets"

    html = (await console.client.get(TABLE + name)).text

    said = [
        *(one.name for one in snapshot.columns if one.table == name),
        *(one.name for one in snapshot.policies if one.table == name),
        *(one.name.split(".")[1] for one in snapshot.indexes if one.table == name),
        *(one.name for one in snapshot.triggers if one.table == name),
        *(one.name for one in snapshot.foreign_keys if name in {one.child, one.parent}),
        *(one.name for one in snapshot.constraints if one.table == name),
    ]
    assert [one for one in said if one not in html] == []
    assert len(said) > 30
    assert all(f"{flow}</span> {step}" in html for flow, step in (("user-centric", 5), ("payment", 2), ("payment", 3)))


async def test_a_table_that_is_not_there_is_not_found(console):
    assert (await console.client.get(TABLE + "ticketing.nothing")).status_code == 404


async def test_the_api_tells_the_same(console, site):
    snapshot = await taken(site.owner_url)

    drawn = (await console.client.get("/api/v1/operator/schema")).json()
    near = (await console.client.get("/api/v1/operator/schema?around=ml.user_embeddings&depth=1")).json()
    file = (await console.client.get("/api/v1/operator/schema/tables/ticketing.tickets")).json()

    assert {(one["child"], one["key"]) for one in drawn["ties"]} == {(k.child, k.name) for k in snapshot.foreign_keys}
    lost = await console.client.get("/api/v1/operator/schema?around=ml.embeddings")
    assert [one["table"] for one in near["cards"]] == ["ml.user_embeddings", "users.user_profiles"]
    assert (lost.status_code, lost.json()["field"]) == (422, "around")
    assert [one["name"] for one in file["columns"]] == [
        c.name for c in snapshot.columns if c.table == "ticketing.tickets"
    ]
    assert {one["flow"] for one in file["hops"]} == {"user-centric", "payment"}
    assert [one["key"] for one in file["hops"]].count("") == 0


async def test_while_a_table_is_locked_the_page_says_that_it_is_being_changed(console, site):
    owner = await asyncpg.connect(site.owner_url)
    async with owner.transaction():
        await owner.execute("lock table showground.job_errors in access exclusive mode")
        answer = await console.client.get("/operator/schema")
    await owner.close()

    assert answer.status_code == 503
    assert "being changed just now" in answer.text


async def test_the_report_that_was_kept_last_is_shown_with_when_it_was_made(console, site):
    async with site.db.acting_as(Worker()) as tx:
        await keep_report(tx, msgspec.structs.replace(REPORT, database="an older one"))
        await keep_report(tx, REPORT)

    html = (await console.client.get("/operator/schema/report")).text
    told = (await console.client.get("/api/v1/operator/schema/report")).json()

    assert all(words in html for words in ("shop.facts (order_id)", "violated (2 rows)", "orders_buyer", "Made <time"))
    assert "an older one" not in html
    assert msgspec.convert(told["report"], type=Report) == REPORT
    assert told["made_at"] is not None


async def test_without_a_report_the_page_says_how_one_is_made(console, site, sql):
    await sql.execute("delete from showground.runs where kind = 'report'")

    html = (await console.client.get("/operator/schema/report")).text

    assert "showground schema report --keep" in html
    assert (await console.client.get("/api/v1/operator/schema/report")).json() == {"made_at": None, "report": None}


async def test_a_report_of_another_version_counts_as_none(console, site):
    async with site.db.acting_as(Worker()) as tx:
        await tx.run(SQL["record_run"], id=uuid7(), kind="report", details='{"text": "{}"}')

    assert "No report yet" in (await console.client.get("/operator/schema/report")).text
