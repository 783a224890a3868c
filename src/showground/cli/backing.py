"""`showground backup` and `showground restore`: a folder with the database, the uploads and, if wanted, the key."""

from __future__ import annotations

import asyncio
import shutil
import sys
import tarfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from showground.cli.house import open_house
from showground.kit.faults import Conflict, Invalid
from showground.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from showground.cli.house import House
    from showground.db.backup import Manifest
    from showground.settings import Settings

KEY, UPLOADS = "secret.key", "uploads.tar"


def backup(folder: Path, *, with_key: bool = False) -> None:
    """Write a backup of the platform while it runs: one moment of the database, and every upload.

    Parameters
    ----------
    folder
        Where to; it must not be there yet.
    with_key
        Put the master key beside it. Without, keep that key elsewhere: who has both reads every stored secret.
    """
    if folder.exists():
        raise Conflict(f"{folder} is there already. Name a new folder for each backup.")
    draft = folder.with_name(f".{folder.name}.writing")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700, parents=True)
    try:
        with open_house(read_settings()) as house:
            manifest = asyncio.run(_write(house, draft, with_key=with_key))
            draft.rename(folder)
            size = sum(part.bytes for part in manifest.parts.values())
            asyncio.run(_record(house, folder=str(folder.absolute()), rows=manifest.rows, bytes=size))
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    print(f"backup: {manifest.rows} rows, {len(manifest.parts)} files, {size} bytes in {folder}")
    if not with_key:
        print("The master key is not in it. Keep the file of showground admin keys in another place.")


async def _record(house: House, **details: object) -> None:
    """Note for the operators that there is a backup; it does not stand in the backup itself."""
    from showground.database import open_database_of
    from showground.db.principal import Worker
    from showground.http.operating.checking import record_backup

    db = open_database_of(house.settings)
    try:
        async with db.acting_as(Worker()) as tx:
            await record_backup(tx, **details)
    finally:
        await db.close()


async def _write(house: House, draft: Path, *, with_key: bool) -> Manifest:
    from showground.db import backup as saving

    names: set[str] = set()
    with tarfile.open(draft / UPLOADS, "w") as tar:
        add_uploads(tar, uploads_of(house.settings), names)  # before and after: what a row names is in it
        with _bar("tables") as tell:
            manifest = await saving.dump(house.owner_url, draft / saving.DUMP, bin_dir=programs(house), tell=tell)
        add_uploads(tar, uploads_of(house.settings), names)
    if with_key:
        shutil.copyfile(key_file(house.settings), draft / KEY)
        (draft / KEY).chmod(0o600)
    return saving.sign_off(draft, manifest)


def restore(folder: Path, *, replace: bool = False) -> None:
    """Put a backup into an empty database, bring it to this version, and look for rows that must not be.

    Stop web and worker first. The files are compared with their checksums before anything is touched.

    Parameters
    ----------
    folder
        The backup.
    replace
        Put it in place of the platform that is in the database now, which comes back if anything goes wrong.
    """
    from showground.db import backup as saving

    manifest = saving.read_manifest(folder)
    settings = read_settings()
    refuse_other_key(folder, settings)
    with open_house(settings) as house:
        verdicts = asyncio.run(_read(house, folder, manifest, replace=replace))
    print(f"restored: {manifest.rows} rows as of {manifest.made_at:%Y-%m-%d %H:%M:%S} UTC")
    print("\n".join(verdicts))
    if not key_file(settings).exists():
        print(f"The master key is not in this backup: put that of its time at {key_file(settings)} before you start.")


async def _read(house: House, folder: Path, manifest: Manifest, *, replace: bool) -> list[str]:
    from showground.cli.prepare import login_of
    from showground.db import restoring

    await restoring.refuse_restore(house.owner_url, manifest, replace=replace)
    await restoring.refuse_while_served(house.owner_url, login_of(house.settings.database_url))
    there = False
    try:
        async with restoring.put_aside(house.owner_url) as there:
            lines, well = await _take(house, folder, manifest)
            if there and not well:
                raise Conflict("\n".join(["What was restored breaks a rule:", *lines]))
    except BaseException:
        if there:
            print("Nothing was restored: the platform that was here is back.", file=sys.stderr)
        raise
    _take_files(house, folder, manifest)
    if not well:
        raise Conflict("What was restored breaks a rule; showground check says which.")
    return lines


async def _take(house: House, folder: Path, manifest: Manifest) -> tuple[list[str], bool]:
    """Put the backup's rows into the database and bring them to this version; return what the check says."""
    from showground.cli.prepare import prepare
    from showground.db import backup as saving
    from showground.db import restoring
    from showground.schema import invariants

    with _bar("tables") as tell:
        await restoring.restore(house.owner_url, folder / saving.DUMP, manifest, bin_dir=programs(house), tell=tell)
    await prepare(house)
    return invariants.report(await invariants.check(house.owner_url), demo=False)


def _take_files(house: House, folder: Path, manifest: Manifest) -> None:
    if UPLOADS in manifest.parts and (uploads := uploads_of(house.settings)) is not None:
        with tarfile.open(folder / UPLOADS) as tar:
            put_uploads(tar, uploads)
    if KEY in manifest.parts and not key_file(house.settings).exists():
        key_file(house.settings).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder / KEY, key_file(house.settings))
        key_file(house.settings).chmod(0o600)


def add_uploads(tar: tarfile.TarFile, folder: Path | None, names: set[str]) -> None:
    """Add the uploads that are not in the archive yet; files are written once and never changed."""
    if folder is None or not folder.is_dir():
        return
    for file in sorted(folder.rglob("*")):
        name = str(file.relative_to(folder))
        if file.is_file() and name not in names:
            try:
                tar.add(file, arcname=name, recursive=False)
            except FileNotFoundError:  # deleted this very moment
                continue
            names.add(name)


def put_uploads(tar: tarfile.TarFile, folder: Path) -> None:
    """Write the files of an archive into a folder, by plain names only: early releases of 3.11 have no filter.

    Raises:
        Invalid: a name leads out of the folder, or is of something else than a file.
    """
    for member in tar:
        place = Path(member.name)
        content = tar.extractfile(member) if member.isfile() else None
        if content is None or place.is_absolute() or ".." in place.parts:
            raise Invalid(f"{UPLOADS} of this backup holds {member.name}, which is no upload.")
        target = folder / place
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with content, target.open("wb") as written:
            shutil.copyfileobj(content, written)


def refuse_other_key(folder: Path, settings: Settings) -> None:
    """Prove that a key in the backup is no other than the one here.

    Raises:
        Invalid: it is; nothing is touched.
    """
    here, there = key_file(settings), folder / KEY
    if here.exists() and there.exists() and here.read_text().split() != there.read_text().split():
        says = f"The backup has another master key than {here}. Move that file away to take the backup's."
        raise Invalid(says)


def key_file(settings: Settings) -> Path:
    """Return the file of the master key."""
    return Path(settings.secret_file) if settings.secret_file else settings.state_dir / KEY


def uploads_of(settings: Settings) -> Path | None:
    """Return the folder of uploads; None for a bucket, which keeps what lies in it."""
    from showground.gateways.storage.opening import folder_of

    return folder_of(settings)


def programs(house: House) -> Path:
    """Return the folder of pg_dump and pg_restore."""
    from showground.db.binaries import find_binaries

    named = Path(house.settings.pg_bin_dir) if house.settings.pg_bin_dir else None
    return find_binaries(named=named, copies=house.settings.state_dir / "programs", account=None)


@contextmanager
def _bar(what: str) -> Iterator[Callable[[str], None]]:
    """Show how far it is, on a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.completed} {task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, TextColumn("{task.fields[now]}"), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None, now="")
        yield lambda table: bar.update(task, advance=1, now=table)
