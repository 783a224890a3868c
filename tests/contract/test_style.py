"""What the style guide promises about sizes and words, held by reading the code."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILE_LINES, FUNCTION_LINES, TARGETS = 400, 40, 20
VAGUE = re.compile(r"(Manager|Helper|Utils?|Base|Mixin)$")
SOURCES = sorted(path for folder in ("src", "tests", "bench") for path in (ROOT / folder).rglob("*.py"))
SQL = sorted((ROOT / "src").rglob("*.sql"))


def own_lines(function):
    """Return how many lines a function has without its docstring and decorators."""
    body = function.body
    documented = ast.get_docstring(function, clean=False) is not None
    docstring = body[0].end_lineno - body[0].lineno + 1 if documented else 0
    return function.end_lineno - function.lineno + 1 - docstring


def functions(text):
    """Return every function of a module, methods and inner ones included."""
    return [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def test_files_are_short_enough_to_read():
    long = {}
    for path in (*SOURCES, *SQL):
        if path.name != "0001_baseline.sql" and (lines := len(path.read_text().splitlines())) > FILE_LINES:
            long[str(path.relative_to(ROOT))] = lines
    assert long == {}


def test_functions_do_one_thing():
    long = {
        f"{path.relative_to(ROOT)}:{function.lineno} {function.name}": lines
        for path in SOURCES
        if path.is_relative_to(ROOT / "src")
        for function in functions(path.read_text())
        if (lines := own_lines(function)) > FUNCTION_LINES
    }
    assert long == {}


def test_a_long_function_is_seen():
    text = 'def f():\n    """Doc.\n\n    More.\n    """\n' + "    x = 1\n" * 41
    [found] = functions(text)
    assert own_lines(found) == FUNCTION_LINES + 2


def test_classes_have_names_that_say_something():
    vague = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef) and VAGUE.search(node.name)
    ]
    assert vague == []


def test_make_has_few_targets_and_explains_each():
    text = (ROOT / "Makefile").read_text()
    phony = set(" ".join(re.findall(r"^\.PHONY: (.*)$", text, re.MULTILINE)).split())
    explained = set(re.findall(r"^([a-z-]+):.*## ", text, re.MULTILINE))
    assert phony == explained
    assert len(phony) < TARGETS


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock", "web/package-lock.json"])
def test_locks_pin_everything_and_name_no_host(lock):
    text = (ROOT / lock).read_text()
    assert "://" not in re.sub(r'"(url|homepage)": "[^"]*"', "", text)
    if lock.endswith(".lock"):
        pins = re.findall(r"^\S+==\S+", text, re.MULTILINE)
        assert len(pins) > 20
        assert text.count("--hash=sha256:") >= len(pins)
