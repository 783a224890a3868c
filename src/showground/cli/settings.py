"""`showground settings`: what an operator can choose, and what holds now."""

from __future__ import annotations

import inspect
import re

import msgspec
from rich.console import Console
from rich.table import Table

from showground.logs import hidden
from showground.settings import Settings, read_settings, variable


def settings() -> None:
    """List every setting: its environment variable, its value now, and what it means."""
    now, meanings = read_settings(), meanings_of_settings()
    table = Table("variable", "value", "meaning", box=None, pad_edge=False)
    for field in msgspec.structs.fields(Settings):
        table.add_row(variable(field.name), str(hidden(now.shown(field.name))), meanings[field.name])
    Console().print(table)


def meanings_of_settings() -> dict[str, str]:
    """Return each field's line of the class docstring."""
    lines = inspect.cleandoc(Settings.__doc__ or "").partition("Attributes:\n")[2]
    found = re.findall(r"^    (\w+): (.+(?:\n {8}.+)*)", lines, re.MULTILINE)
    return {name: " ".join(text.split()) for name, text in found}
