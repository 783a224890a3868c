"""The master key of an installation, and the keys derived from it."""

from __future__ import annotations

import os
import secrets
import tempfile
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from showground.kit.faults import Invalid
from showground.kit.sealing import derive

if TYPE_CHECKING:
    from showground.settings import Settings

KEY_BYTES = 32


class Keyring:
    """Keys for signing, one per purpose. The master key is read, or made, when the first of them is needed."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def key(self, purpose: str) -> bytes:
        """Return the key of a purpose ("csrf", "order-link" ...); the same in every process of the installation."""
        return derive(self._master, purpose)

    def keys(self, purpose: str) -> tuple[bytes, ...]:
        """Return every key of a purpose by which something that is still out may be signed, the present one first."""
        return (self.key(purpose),)

    @cached_property
    def _master(self) -> bytes:
        named = self._settings.secret_file
        return read_key(Path(named)) if named else make_key(self._settings.state_dir / "secret.key")


def make_key(path: Path) -> bytes:
    """Return the key in a file, made with mode 0600 when absent; processes that start at once agree on one."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".secret-")  # mode 0600
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(KEY_BYTES) + "\n")
        try:
            os.link(name, path)  # whole or not at all, and never over another's
        except FileExistsError:
            pass
        finally:
            Path(name).unlink()
    return read_key(path)


def read_key(path: Path) -> bytes:
    """Return the key in a file.

    Raises:
        Invalid: the file is not there or holds no key.
    """
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii"))
    except (OSError, ValueError) as error:
        raise Invalid(f"The secret file {path} cannot be used: {error}.", field="SHOWGROUND_SECRET_FILE") from error
    if len(key) != KEY_BYTES:
        says = f"The secret file {path} must hold {KEY_BYTES} bytes in hex, not {len(key)}."
        raise Invalid(says, field="SHOWGROUND_SECRET_FILE")
    return key
