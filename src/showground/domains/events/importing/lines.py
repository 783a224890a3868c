"""From bytes to records: JSON lines or CSV, each record with its line number. Knows nothing about meaning."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import msgspec

from showground.domains.events.importing.types import Form

if TYPE_CHECKING:
    from collections.abc import Iterator

TRUE, FALSE = {"true", "yes", "y", "1", "x"}, {"false", "no", "n", "0"}


class Record(msgspec.Struct, frozen=True, rename="camel"):
    """A line as written; only types are checked. The names are those of the file."""

    name: str | None = None
    url: str | None = None
    start_date: str | None = None
    end_date: str | None = None
    city: str | None = None
    country: str | None = None
    online: bool | None = None
    topics: tuple[str, ...] | None = None
    locales: str | None = None
    cfp_url: str | None = None
    cfp_end_date: str | None = None
    coc_url: str | None = None
    captioned: bool | None = msgspec.field(default=None, name="offersSignLanguageOrCC")
    twitter: str | None = None
    mastodon: str | None = None
    bluesky: str | None = None


COLUMNS = tuple(field.encode_name for field in msgspec.structs.fields(Record))
_BOOLEANS = ("online", "offersSignLanguageOrCC")


def records(data: bytes, form: Form) -> Iterator[tuple[int, Record | None, list[str]]]:
    """Yield line number, record, and what is wrong or odd; the record is None when the line is lost.

    Blank lines are no records and are passed over.
    """
    yield from _from_csv(data) if form is Form.CSV else _from_jsonl(data)


def _from_jsonl(data: bytes) -> Iterator[tuple[int, Record | None, list[str]]]:
    for line, text in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if not text.strip():
            continue
        try:
            value = msgspec.json.decode(text)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            yield line, None, [f"not JSON: {error}"]
            continue
        if not isinstance(value, dict):
            yield line, None, ["not an object with fields"]
            continue
        yield _record(line, value, [])


def _from_csv(data: bytes) -> Iterator[tuple[int, Record | None, list[str]]]:
    text = data.decode("utf-8-sig", errors="replace").replace("\0", "\ufffd")
    reader = csv.reader(io.StringIO(text, newline=""))
    header: list[str] | None = None
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, None, [f"not CSV: {error}"]
            continue
        if not any(cell.strip() for cell in cells):
            continue
        if header is None:
            header = [cell.strip() for cell in cells]
        elif any("\ufffd" in cell for cell in cells):
            yield line, None, ["not UTF-8 text"]
        else:
            yield _csv_record(line, header, cells)


def _csv_record(line: int, header: list[str], cells: list[str]) -> tuple[int, Record | None, list[str]]:
    odd = [f"{len(cells) - len(header)} cells beyond the header are left out"] if len(cells) > len(header) else []
    given: dict[str, Any] = {
        column: cell.strip() for column, cell in zip(header, cells, strict=False) if column and cell.strip()
    }
    for column in _BOOLEANS:
        if (word := given.get(column, "").lower()) in TRUE | FALSE:
            given[column] = word in TRUE
    if "topics" in given:
        given["topics"] = given["topics"].replace("|", ";").replace(",", ";").split(";")
    return _record(line, given, odd)


def _record(line: int, value: dict[str, Any], odd: list[str]) -> tuple[int, Record | None, list[str]]:
    unknown = [f"{_short(name)} is not a known field and is left out" for name in value if name not in COLUMNS]
    try:
        record = msgspec.convert({k: v for k, v in value.items() if k in COLUMNS}, Record)
    except msgspec.ValidationError as error:
        return line, None, [str(error)]
    return line, record, odd + unknown


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:40] + "...")
