"""Names of built files: the Vite manifest and the icon sprite."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import msgspec
from markupsafe import Markup

STATIC = Path(__file__).parent / "static"
ADDRESS = "/static/"
FONTS = {"inter": "inter", "bricolage": "bricolage-grotesque"}
ICON_NAME = re.compile(r"[a-z0-9-]+")


class AssetsMissing(RuntimeError):
    """The front end was not built, or lacks a file that a template names."""


class Chunk(msgspec.Struct):
    """An entry of Vite's manifest; fields that nobody here reads are left out."""

    file: str
    css: list[str] = []


def asset(name: str) -> str:
    """Return the address of a built file: "main.js", "main.css", "icons.svg", "mark.svg", or a font by name."""
    return ADDRESS + _file(name)


def icon(name: str, classes: str = "", *, label: str = "") -> Markup:
    """Return an icon of the sprite; without a label it is decoration and hidden from screen readers."""
    if not ICON_NAME.fullmatch(name):
        msg = f"not an icon's name: {name!r}"
        raise ValueError(msg)
    says = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    shape = Markup('<svg class="icon {}" {} focusable="false"><use href="{}#{}"/></svg>')
    return shape.format(classes, says, asset("icons.svg"), name)


@cache
def _file(name: str) -> str:
    chunks = _manifest(STATIC)
    if name == "main.css":
        found = chunks.get("src/main.js", Chunk(file="")).css
        file = found[0] if found else ""
    else:
        family = FONTS.get(name)
        latin = f"node_modules/@fontsource-variable/{family}/files/{family}-latin-wght-normal.woff2"
        key = latin if family else f"src/{name}" if name.endswith(".js") else name
        file = chunks.get(key, Chunk(file="")).file
    if not file:
        msg = f"The built web assets have no {name}: run `npm ci && npm run build` in web/."
        raise AssetsMissing(msg)
    return file


@cache
def _manifest(folder: Path) -> dict[str, Chunk]:
    path = folder / "manifest.json"
    if not path.exists():
        msg = "The web assets are not built: run `npm ci && npm run build` in web/ (needs Node 20.19 or newer)."
        raise AssetsMissing(msg)
    return msgspec.json.decode(path.read_bytes(), type=dict[str, Chunk])
