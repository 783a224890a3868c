"""Long lists as files: CSV for spreadsheets, NDJSON for programs; read and sent some rows at a time."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

import msgspec
from litestar.response import Stream

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable
    from contextlib import AbstractAsyncContextManager

    from showground.db.tx import Tx

Format = Literal["csv", "ndjson"]
MEDIA = {"csv": "text/csv", "ndjson": "application/x-ndjson"}
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # how a spreadsheet would begin to compute what somebody typed as a name


def export(
    opened: Callable[[], AbstractAsyncContextManager[Tx]],
    rows: Callable[[Tx], AsyncIterator[msgspec.Struct]],
    columns: type[msgspec.Struct],
    *,
    name: str,
    kind: Format = "csv",
) -> Stream:
    """Answer with every row, read while it is sent, in one transaction.

    The caller's right is to be proved before: once the answer has begun, it can only break off.

    Args:
        columns: The rows' type; its fields are the columns.
        name: Of the file, without ending.
    """

    async def lines() -> AsyncIterator[str]:
        fields = [field.name for field in msgspec.structs.fields(columns)]
        if kind == "csv":
            yield _csv_line(fields)
        async with opened() as tx:
            async for row in rows(tx):
                if kind == "ndjson":
                    yield msgspec.json.encode(row).decode() + "\n"
                else:
                    yield _csv_line(_cell(getattr(row, field)) for field in fields)

    headers = {"content-disposition": f'attachment; filename="{name}.{kind}"'}
    return Stream(lines(), media_type=MEDIA[kind], headers=headers)


def _csv_line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(list(cells))
    return line.getvalue()


def _cell(value: Any) -> str:  # noqa: ANN401 - whatever stands in a field
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA) else text
