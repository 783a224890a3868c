"""Databases to draw: one with names that every language would stumble over, and ways to read pictures back."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree as ET

from mermaidx.engines._common import run_event_loop
from mermaidx.engines.quickjs_engine import Engine

from showground.schema.catalog.read import read, reading

ODD = """
create schema "We ird";
create table "We ird"."a ""b"" <&> \\N {x|y}" ("id #1" integer primary key, "naïve 50%" numeric(3, 2));
create table public."täbelle_漢字" (id integer primary key, other integer references "We ird"."a ""b"" <&> \\N {x|y}");
create table public."end" ("order" timestamp with time zone primary key, "漢" integer references public."täbelle_漢字");
create table public.nothing ();
"""
SVG = "{http://www.w3.org/2000/svg}"


async def taken(url):
    """Return the catalog at a URL."""
    async with reading(url) as connection:
        return await read(connection)


def cards_in(picture):
    """Return the box of each card of an SVG, (left, top, right, bottom), by the table's name."""
    return _boxes(picture, "card")


def clusters_in(picture):
    """Return the box of each schema of an SVG by its name."""
    return {name.removeprefix("cluster_"): box for name, box in _boxes(picture, "cluster").items()}


def words_in(picture):
    """Return everything that an SVG says, in no order."""
    return {
        "".join(one.itertext()).strip().replace("\xa0", " ")
        for one in ET.fromstring(picture).iter(f"{SVG}text")  # noqa: S314 - our own picture
    }


def _boxes(picture, kind):
    found = {}
    for group in ET.fromstring(picture).iter(f"{SVG}g"):  # noqa: S314 - our own picture
        if kind not in group.get("class", "").split():
            continue
        shapes = [one.get("points") or one.get("d") for one in group.iter() if one.get("points") or one.get("d")]
        numbers = [
            tuple(map(float, pair.split(","))) for one in shapes for pair in re.findall(r"-?[\d.]+,-?[\d.]+", one)
        ]
        across, down = zip(*numbers, strict=True)
        found[group.findtext(f"{SVG}title")] = (min(across), min(down), max(across), max(down))
    return found


def read_by_mermaid(text):
    """Return what Mermaid's own parser makes of a text: entities with their attributes, and relations."""
    engine = Engine()
    engine.start()
    try:
        return json.loads(engine._executor.submit(_parse, engine, text).result(timeout=60))
    finally:
        engine.close()


def _parse(engine, text):
    context = engine._ctx
    context.eval(f"""
        globalThis.__done = null;
        const text = {json.dumps(text)};
        mermaid.parse(text).then(() => mermaid.mermaidAPI.getDiagramFromText(text)).then(({{ db }}) => {{
            const entities = [...db.getEntities().entries()].map(([name, one]) => [name, one.attributes]);
            const names = Object.fromEntries([...db.getEntities().entries()].map(([name, one]) => [one.id, name]));
            const relations = db.getRelationships().map(
                (one) => [names[one.entityA], names[one.entityB], one.roleA, one.relSpec.cardA, one.relSpec.cardB]);
            globalThis.__done = JSON.stringify({{ entities, relations }});
        }}).catch((error) => {{ globalThis.__done = JSON.stringify({{ error: String(error) }}); }});
    """)
    run_event_loop(lambda _: context.eval("globalThis.__done !== null"), engine._run_job)
    return context.eval("__flat(globalThis.__done)")
