"""`showground admin keys | rotate-key | drop-key`: the master keys, and what is shut with them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from showground.cli.house import open_house
from showground.database import open_database_of
from showground.http import keys as files
from showground.http.keys import Keyring
from showground.kit.faults import Conflict
from showground.schema import sealed
from showground.settings import read_settings

if TYPE_CHECKING:
    from collections import Counter

    from rich.progress import TaskID

    from showground.schema.sealed import Renewed, SealedColumn
    from showground.settings import Settings


def keys() -> None:
    """List the master keys, and how many stored secrets each of them shuts."""
    with open_house(read_settings()) as house:
        in_use = asyncio.run(_in_use(house.settings))
        ids = Keyring(house.settings).ids
    for number, key_id in enumerate(ids):
        print(key_id, "present" if number == 0 else "older", f"{in_use.pop(key_id, 0)} secrets", sep="\t")
    for key_id, count in sorted(in_use.items()):
        print(key_id, "MISSING", f"{count} secrets", sep="\t")


def rotate_key(*, only_secrets: bool = False) -> None:
    """Make a new master key and put it under every stored secret. Whatever runs goes on, and takes the new key at once.

    Where an earlier change of keys was cut short, it is finished, and no further key is made.

    Parameters
    ----------
    only_secrets
        Make no key: put the first one of the file under every secret. For a key file that another program writes.
    """
    with open_house(read_settings()) as house:
        keyring = Keyring(house.settings)
        if set(asyncio.run(_in_use(house.settings))) - {keyring.ids[0]}:
            print("finishing an earlier change of keys")
        elif not only_secrets:
            print(f"{files.add_key(keyring.path)} is the present key")
        for one in asyncio.run(_renew(house.settings, keyring)):
            print(f"{one.column.table}.{one.column.column}\t{one.renewed} of {one.examined} renewed")


def drop_key(key_id: str) -> None:
    """Forget an older master key: links, forms and tickets' codes that it signed no longer hold.

    Parameters
    ----------
    key_id
        As `showground admin keys` lists it.
    """
    with open_house(read_settings()) as house:
        if count := asyncio.run(_in_use(house.settings))[key_id]:
            says = f"{count} secrets are still shut with this key. Run `showground admin rotate-key` first."
            raise Conflict(says)
        files.drop_key(Keyring(house.settings).path, key_id)
    print(f"{key_id} is forgotten")


async def _in_use(settings: Settings) -> Counter[str]:
    db = open_database_of(settings)
    try:
        return await sealed.keys_in_use(db)
    finally:
        await db.close()


async def _renew(settings: Settings, keyring: Keyring) -> list[Renewed]:
    from showground.cli.demo import progress_bars

    db = open_database_of(settings)
    try:
        with progress_bars() as bars:
            tasks: dict[SealedColumn, TaskID] = {}

            def show(column: SealedColumn, examined: int) -> None:
                if column not in tasks:
                    tasks[column] = bars.add_task(f"{column.table}.{column.column}", total=None)
                bars.update(tasks[column], completed=examined)

            return await sealed.renew(db, lambda: keyring.box, progress=show)
    finally:
        await db.close()
