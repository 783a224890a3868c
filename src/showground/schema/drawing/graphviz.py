"""Graphviz, as the program that the package `graphviz-pure` brings: the same picture on every machine."""

from __future__ import annotations

import subprocess
from functools import cache
from importlib.metadata import files
from typing import Literal, TypeAlias

from showground.kit.faults import Unavailable, literal

Format: TypeAlias = Literal["svg", "png"]
PACKAGE = "graphviz-pure"
SECONDS = 120  # a few hundred tables take less than one
DPI = 144  # of a PNG: sharp on paper at A3


def render(source: str, *, to: Format, seconds: float = SECONDS) -> bytes:
    """Return the picture of a graph in DOT.

    Raises:
        Unavailable: it takes longer than `seconds`, or Graphviz refuses it.
    """
    command = [_program(), f"-T{to}", *([f"-Gdpi={DPI}"] if to == "png" else [])]
    try:
        done = subprocess.run(command, input=source.encode(), capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired as error:
        says = f"There is too much to draw in {seconds:g} seconds. Draw a neighbourhood, or a few schemas."
        raise Unavailable(says) from error
    if done.returncode or not done.stdout:
        said = done.stderr.decode(errors="replace").strip()[:300]
        raise Unavailable(literal(f"Graphviz could not draw it: {said}"))
    return done.stdout


@cache
def _program() -> str:
    """Return where the package put its program, which need not be on PATH."""
    return str(next(one for one in files(PACKAGE) or () if one.stem == PACKAGE).locate())
