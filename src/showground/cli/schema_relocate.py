"""`showground schema relocate`, `propose`: tables of a flat database go into domain schemas, and nothing is lost."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from showground.cli.schema_common import database_url, deliver, snapshot_at
from showground.kit.faults import Conflict, Invalid, Refused, Unavailable, Unknown, literal

if TYPE_CHECKING:
    from collections.abc import Callable

    import asyncpg

    from showground.schema.relocating.types import Outcome, Undo

CONNECT_SECONDS = 15


def relocate(
    plan: Path,
    *,
    dry_run: bool = False,
    apply: bool = False,
    undo: bool = False,
    database: str | None = None,
    undo_file: Path | None = None,
    lock_seconds: float = 4,
    statement_seconds: float = 60,
) -> None:
    """Move tables, types and functions into the schemas that a plan names, in one transaction, or take it back.

    Parameters
    ----------
    plan
        The plan, a TOML file; `showground schema propose` writes one.
    dry_run
        Do all of it, print statements and inventory, and roll it back.
    apply
        Do it, and commit when nothing was lost and every body names what it named.
    undo
        Take back what was applied, exactly.
    database
        The URL of any PostgreSQL from 15 on; the platform's that runs here when absent.
    undo_file
        Where the way back is written; the plan's name with `.undo.json` when absent.
    lock_seconds
        How long a lock is waited for; then nothing is changed.
    statement_seconds
        How long a statement may take.
    """
    if dry_run + apply + undo != 1:
        raise Invalid("Say one of --dry-run, --apply and --undo.")
    back = undo_file or plan.with_suffix(".undo.json")
    limits = {"lock_seconds": lock_seconds, "statement_seconds": statement_seconds}
    url = database_url(database)
    if undo:
        outcome = asyncio.run(_undo(url, back, limits))
        done = back.replace(back.with_name(f"{back.name}.done"))
        deliver("\n".join([*_said(outcome), "", f"Everything is where it was. {done} is of no more use."]), None)
    else:
        if apply and back.exists():
            raise Conflict(literal(f"{back} is there already: undo that move, or move the file away."))
        outcome = asyncio.run(_relocate(url, _text(plan), back if apply else None, limits))
        end = f"Done. {back} takes it back." if apply else "Rolled back: nothing was changed."
        deliver("\n".join([*_said(outcome), "", end]), None)


def propose(*, database: str | None = None, source: str = "public", output: Path | None = None) -> None:
    """Write a plan from the foreign keys and names of a flat database, for somebody to edit.

    Parameters
    ----------
    database
        The URL of any PostgreSQL from 15 on, or a saved snapshot; the platform's that runs here when absent.
    source
        The schema whose tables are to be moved.
    output
        The file to write; printed when absent.
    """
    from showground.schema.relocating.plan import written
    from showground.schema.relocating.proposing import proposed

    plan, remarks = proposed(asyncio.run(snapshot_at(database_url(database))), source=source)
    deliver(written(plan, remarks), output)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise Unknown(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise Invalid(f"{file} is no text: {error.reason}.") from error


async def _relocate(url: str, text: str, back: Path | None, limits: dict[str, float]) -> Outcome:
    import asyncpg

    from showground.schema.relocating.moving import relocate as move
    from showground.schema.relocating.plan import parse

    plan = parse(text)
    async with _writing(url) as connection:
        try:
            return await move(connection, plan, text, keep=None if back is None else _keeper(back), **limits)
        except asyncpg.PostgresConnectionError:
            raise  # nobody knows whether it was committed: the way back stays
        except asyncpg.PostgresError:
            _discard(back)
            raise


def _discard(file: Path | None) -> None:
    """Remove the way back from a move that did not take place; there was none when it began."""
    if file is not None:
        file.unlink(missing_ok=True)


def _keeper(file: Path) -> Callable[[Undo], None]:
    """Return what writes the way back, wholly or not at all, before the move is committed."""

    def keep(undo: Undo) -> None:
        try:
            with file.open("xb") as opened:
                opened.write(msgspec.json.format(msgspec.json.encode(undo), indent=1))
                opened.flush()
                os.fsync(opened.fileno())
        except OSError as error:
            raise Unavailable(literal(f"{file} cannot be written: {error.strerror}. Nothing was changed.")) from error

    return keep


async def _undo(url: str, back: Path, limits: dict[str, float]) -> Outcome:
    from showground.schema.relocating.types import Undo
    from showground.schema.relocating.undoing import take_back

    try:
        kept = msgspec.json.decode(_text(back), type=Undo)
    except msgspec.DecodeError as error:
        raise Invalid(literal(f"{back} is no way back from a move: {error}.")) from error
    async with _writing(url) as connection:
        return await take_back(connection, kept, **limits)


@asynccontextmanager
async def _writing(url: str) -> AsyncIterator[asyncpg.Connection]:
    """Connect as somebody who may change the schema; what PostgreSQL refuses becomes a sentence."""
    import asyncpg

    try:
        connection = await asyncpg.connect(url, timeout=CONNECT_SECONDS, statement_cache_size=0)
    except ValueError as error:
        raise Invalid(literal(f"This is no address of a database: {error}.")) from error
    except (OSError, asyncpg.PostgresError) as error:
        raise Unavailable(literal(f"The database cannot be reached: {error or type(error).__name__}.")) from error
    try:
        yield connection
    except asyncpg.LockNotAvailableError as error:
        raise Unavailable(
            "A lock was not had in time. Nothing was changed; try again when less is going on."
        ) from error
    except asyncpg.QueryCanceledError as error:
        raise Unavailable("A statement took too long. Nothing was changed.") from error
    except asyncpg.InsufficientPrivilegeError as error:
        raise Refused(literal(f"This login may not do it: {error}. Nothing was changed.")) from error
    except asyncpg.PostgresError as error:
        raise Conflict(literal(f"PostgreSQL refuses: {error}. Nothing was changed.")) from error
    finally:
        await connection.close()


def _said(outcome: Outcome) -> list[str]:
    """Return statements, inventory and remarks as lines."""
    lines = [*(f"{statement.rstrip()};" for statement in outcome.statements), ""]
    width = max((len(one.kind) for one in outcome.inventory), default=0)
    lines += [f"{'':<{width}}  before   after"]
    lines += [
        f"{one.kind:<{width}} {one.before:>7} {one.after:>7}  {'the same' if one.same else 'NOT THE SAME'}"
        for one in outcome.inventory
    ]
    if outcome.bodies:
        places = sum(one.places for one in outcome.rewrites)
        lines += [
            "",
            f"{outcome.bodies} bodies of functions read, {len(outcome.rewrites)} rewritten in {places} places",
            f"{outcome.proved} pieces of SQL mean the same objects as before",
        ]
    return [*lines, *(f"note: {note}" for note in outcome.notes)]
