"""The master keys of an installation: the file they stand in, and the keys derived from them.

The file has one key a line, 32 bytes in hex. The first is the present one: it signs and shuts. The others are older:
what they signed still holds and what they shut still opens. Running processes see a changed file at once.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from showground.kit.box import Box, id_of
from showground.kit.faults import Conflict, Invalid, Unknown
from showground.kit.sealing import derive

if TYPE_CHECKING:
    from collections.abc import Iterator

    from showground.settings import Settings

KEY_BYTES = 32


class Ring(msgspec.Struct, frozen=True):
    """The keys as a file held them, and by what a changed file is known."""

    masters: tuple[bytes, ...]
    box: Box
    stamp: tuple[int, int, int]


class Keyring:
    """Keys for signing, one per purpose, and the secrets box. The file is read, or made, when first needed."""

    def __init__(self, settings: Settings) -> None:
        self._named = settings.secret_file
        self.path = Path(settings.secret_file or settings.state_dir / "secret.key")
        self._ring: Ring | None = None

    def key(self, purpose: str) -> bytes:
        """Return the key that signs for a purpose ("csrf", "order-link" ...); the same in every process."""
        return derive(self._held().masters[0], purpose)

    def keys(self, purpose: str) -> tuple[bytes, ...]:
        """Return every key of a purpose by which something that is still out may be signed, the present one first."""
        return tuple(derive(master, purpose) for master in self._held().masters)

    @property
    def ids(self) -> list[str]:
        """By which names the keys are known, the present one first; they tell nothing about the keys."""
        return [id_of(master) for master in self._held().masters]

    @property
    def box(self) -> Box:
        """What shuts and opens stored secrets. Ask for it each time: keys change while processes run."""
        return self._held().box

    def _held(self) -> Ring:
        """Return the keys as the file holds them now; a stat per call, because no process may lag behind another."""
        try:
            stamp = _stamp(self.path)
        except FileNotFoundError:
            if self._ring is not None:  # being moved, or gone: what runs goes on with what it knows
                return self._ring
            stamp = None
        if self._ring is None or self._ring.stamp != stamp:
            masters = read_keys(self.path) if self._named else make_keys(self.path)
            self._ring = Ring(masters, Box(masters), stamp or _stamp(self.path))
        return self._ring


def make_keys(path: Path) -> tuple[bytes, ...]:
    """Return the keys in a file, made with mode 0600 when absent; processes that start at once agree on one."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        name = _written(path.parent, (secrets.token_bytes(KEY_BYTES),))
        try:
            os.link(name, path)  # whole or not at all, and never over another's
        except FileExistsError:
            pass
        finally:
            name.unlink()
    return read_keys(path)


def read_keys(path: Path) -> tuple[bytes, ...]:
    """Return the keys in a file, the present one first.

    Raises:
        Invalid: the file is not there or a line is no key.
    """
    try:
        keys = tuple(bytes.fromhex(line) for line in path.read_text(encoding="ascii").splitlines() if line.strip())
    except (OSError, ValueError) as error:
        raise Invalid(f"The secret file {path} cannot be used: {error}.", field="SHOWGROUND_SECRET_FILE") from error
    if not keys or any(len(key) != KEY_BYTES for key in keys):
        says = f"The secret file {path} must hold {KEY_BYTES} bytes in hex on each line."
        raise Invalid(says, field="SHOWGROUND_SECRET_FILE")
    return keys


def add_key(path: Path) -> str:
    """Put a new key first, and return its id. The file is replaced whole: no reader sees half of it.

    Raises:
        Invalid: the file cannot be used or not be written.
    """
    with _changing(path):
        fresh = secrets.token_bytes(KEY_BYTES)
        _replace(path, (fresh, *read_keys(path)))
    return id_of(fresh)


def drop_key(path: Path, key_id: str) -> None:
    """Take an older key out.

    Raises:
        Unknown: no key has this id. Conflict: it is the present one. Invalid: the file cannot be used.
    """
    with _changing(path):
        keys = read_keys(path)
        if key_id == id_of(keys[0]):
            raise Conflict("This is the present key. Make another first, with `showground admin rotate-key`.")
        kept = tuple(key for key in keys if id_of(key) != key_id)
        if kept == keys:
            raise Unknown(f"There is no key {key_id} in {path}.")
        _replace(path, kept)


def _stamp(path: Path) -> tuple[int, int, int]:
    found = path.stat()
    return found.st_ino, found.st_mtime_ns, found.st_size


@contextmanager
def _changing(path: Path) -> Iterator[None]:
    """Let one process at a time change the file."""
    try:
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)
    except OSError as error:
        raise Invalid(f"The secret file {path} cannot be changed: {error}.", field="SHOWGROUND_SECRET_FILE") from error


def _replace(path: Path, keys: tuple[bytes, ...]) -> None:
    before = path.stat()
    name = _written(path.parent, keys)
    name.chmod(before.st_mode & 0o777)
    if (before.st_uid, before.st_gid) != (os.geteuid(), os.getegid()):
        os.chown(name, before.st_uid, before.st_gid)  # whoever serves could read it, and still can
    name.replace(path)


def _written(folder: Path, keys: tuple[bytes, ...]) -> Path:
    handle, name = tempfile.mkstemp(dir=folder, prefix=".secret-")  # mode 0600
    with os.fdopen(handle, "w") as file:
        file.write("".join(f"{key.hex()}\n" for key in keys))
        file.flush()
        os.fsync(file.fileno())
    return Path(name)
