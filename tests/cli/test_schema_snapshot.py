"""`showground schema snapshot`: the catalog in a file."""

from __future__ import annotations

import msgspec
import pytest
from tests.cli.test_commands import showground

from showground.cli.schema_common import snapshot_at
from showground.kit.faults import Invalid, Unknown
from showground.schema.catalog.types import Snapshot


async def test_the_running_platform_is_read_by_its_owner_unless_another_is_named(site, tmp_path):
    file = tmp_path / "snapshot.json"
    urls = {"DATABASE_URL": site.app_url, "SHOWGROUND_OWNER_URL": site.owner_url}

    printed = showground("schema", "snapshot", **urls)
    written = showground("schema", "snapshot", "--database", site.superuser_url, "--output", str(file))

    assert (printed[0], printed[2], written) == (0, "", (0, "", ""))
    taken, saved = msgspec.json.decode(printed[1], type=Snapshot), await snapshot_at(str(file))
    assert (taken.reader.role, saved.reader.role) == ("showground_owner", "postgres")
    assert taken.foreign_keys == saved.foreign_keys == (await snapshot_at(site.owner_url)).foreign_keys


async def test_what_is_no_snapshot_is_named(tmp_path):
    (tmp_path / "other.json").write_text('{"reader": 1}')

    with pytest.raises(Invalid, match=r"other\.json is no snapshot"):
        await snapshot_at(str(tmp_path / "other.json"))
    with pytest.raises(Unknown, match="No such file"):
        await snapshot_at(str(tmp_path / "none.json"))


def test_a_file_that_cannot_be_written_is_one_sentence(site, tmp_path):
    nowhere = tmp_path / "none" / "snapshot.json"

    code, out, err = showground("schema", "snapshot", "--database", site.owner_url, "--output", str(nowhere))

    assert (code, out, err) == (1, "", f"{nowhere} cannot be written: No such file or directory.")
