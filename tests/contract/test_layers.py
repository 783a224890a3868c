"""The import contracts hold, and each notices what it is there for."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LAYERS, LADDER, KIT = "app -> api", "ml -> analytics", "kit does no I/O"


def broken_contracts(folder):
    """Return the first words of the contracts that a tree breaks."""
    command = [
        str(Path(sys.executable).with_name("lint-imports")),
        "--no-cache",
        "--config",
        str(ROOT / ".importlinter"),
    ]
    environment = {**os.environ, "PYTHONPATH": str(folder / "src"), "COLUMNS": "300", "NO_COLOR": "1"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert "Contracts:" in done.stdout, done.stdout + done.stderr
    lines = [line for line in done.stdout.splitlines() if " BROKEN" in line]
    assert (done.returncode == 0) == (lines == [])
    return [name for name in (LAYERS, LADDER, KIT) if any(line.startswith(name) for line in lines)]


def test_the_tree_keeps_every_contract():
    assert broken_contracts(ROOT) == []


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("db/planted", "import showground.http.health", LAYERS),
        ("gateways/planted", "import showground.cli.up", LAYERS),
        ("domains/ref/planted", "import showground.domains.events", LADDER),
        ("kit/planted", "import asyncpg", KIT),
    ],
)
def test_an_upward_import_is_seen(module, line, contract, tmp_path):
    python_only = shutil.ignore_patterns("*.sql", "static", "templates", "data", "__pycache__")
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=python_only)
    planted = tmp_path / "src" / "showground" / f"{module}.py"
    planted.parent.mkdir(exist_ok=True)
    (planted.parent / "__init__.py").touch()
    planted.write_text(line + "\n")
    assert broken_contracts(tmp_path) == [contract]
