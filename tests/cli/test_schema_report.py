"""`showground schema report`: in every format, into a file, of the platform that runs and of anybody's database."""

from __future__ import annotations

import msgspec
import pytest
from tests.cli.test_commands import showground

from showground.db.principal import Worker
from showground.http.operating.reporting import last_report
from showground.schema.reporting.types import Report


def test_the_running_platform_is_reported_and_the_formats_say_the_same(site, tmp_path):
    urls = {"DATABASE_URL": site.app_url, "SHOWGROUND_OWNER_URL": site.owner_url}
    file = tmp_path / "report.html"

    code, out, err = showground("schema", "report", "--format", "json", "--schema", "ref", **urls)
    written = showground("schema", "report", "--format", "html", "--schema", "ref", "--output", str(file), **urls)
    text = showground("schema", "report", "--schema", "ref", **urls)
    markdown = showground("schema", "report", "--schema", "ref", "--format", "markdown", **urls)

    assert (code, err, written) == (0, "", (0, "", ""))
    report = msgspec.json.decode(out, type=Report)
    assert (report.schemas, report.reader) == (("ref",), "showground_owner")
    for said in (file.read_text(), text[1], markdown[1]):
        assert "ref.currencies" in said
    assert "\x1b" not in text[1]


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["--schema", "nowhere"], 4, "There is no schema nowhere in"),
        (["--sample", "0"], 2, "A sample is more than 0 and at most 100 percent."),
        (["--flows", "/none.csv"], 4, "/none.csv cannot be read: No such file or directory."),
    ],
)
def test_what_cannot_be_asked_is_one_sentence(site, arguments, code, sentence):
    answer = showground("schema", "report", "--database", site.owner_url, *arguments)

    assert (answer[0], answer[1]) == (code, "")
    assert sentence in answer[2]


def test_flows_of_another_form_are_refused(site, tmp_path):
    file = tmp_path / "flows.csv"
    file.write_text("from,to\na,b\n")

    answer = showground("schema", "report", "--database", site.owner_url, "--flows", str(file))

    assert answer == (2, "", "Flows have the columns flow, step, from, to, child, column.")


async def test_the_whole_report_is_kept_for_the_console_and_no_part_of_it(site):
    urls = {"DATABASE_URL": site.app_url, "SHOWGROUND_OWNER_URL": site.owner_url}

    code, out, err = showground("schema", "report", "--keep", "--format", "json", **urls)
    async with site.db.acting_as(Worker()) as tx:
        kept = await last_report(tx)

    assert (code, err) == (0, "")
    assert kept.report == msgspec.json.decode(out, type=Report)
    for part in (["--schema", "ref"], ["--database", site.owner_url]):
        answer = showground("schema", "report", "--keep", *part, **urls)
        assert answer[:2] == (2, "")
        assert "the whole report of the platform that runs here" in answer[2]
