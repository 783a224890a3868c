"""`showground settings`: what an operator can choose, and what holds now."""

from __future__ import annotations

import msgspec
from rich.console import Console
from rich.table import Table

from showground.logs import hidden
from showground.settings import Settings, meanings_of_settings, read_settings, variable


def settings() -> None:
    """List every setting: its environment variable, its value now, and what it means."""
    now, meanings = read_settings(), meanings_of_settings()
    table = Table("variable", "value", "meaning", box=None, pad_edge=False)
    for field in msgspec.structs.fields(Settings):
        table.add_row(variable(field.name), str(hidden(now.shown(field.name))), meanings[field.name])
    Console().print(table)
