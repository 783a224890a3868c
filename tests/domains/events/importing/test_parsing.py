"""Lines become events, warnings and errors, and their sum is the number of lines."""

import csv
import io
import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from showground.domains.events.importing.lines import COLUMNS
from showground.domains.events.importing.parsing import UnknownForm, form_of, in_order, parse
from showground.domains.events.importing.places import Gazetteer
from showground.domains.events.importing.types import Form, Mode, Place, Severity

NOWHERE = Gazetteer([])


def jsonl(*records):
    return b"\n".join(json.dumps(record).encode() for record in records)


def one(gazetteer=NOWHERE, **fields):
    given_fields = {"name": "PyCon", "startDate": "2026-05-20", "endDate": "2026-05-21", "online": True} | fields
    kept = {name: value for name, value in given_fields.items() if value is not None}
    return parse(jsonl(kept), Form.JSONL, gazetteer=gazetteer)


def test_a_whole_line(gazetteer):
    read = one(
        gazetteer, name="  PyCon\tDE ", url="https://www.PyCon.de/2026", city="Cologne", country="Germany",
        topics=["python", "ux", "machine learning"], locales="EN,DE", twitter="@@pycon_de",
        mastodon="@pycon@chaos.social", bluesky="@pycon.de", cfpUrl="cfp.pycon.de/2026", cfpEndDate="2026-02-01", cocUrl="https://pycon.de/coc",
        offersSignLanguageOrCC=True,
    )  # fmt: skip

    (event,) = read.events
    assert (event.line, event.name, event.starts_on, event.ends_on) == (
        1,
        "PyCon DE",
        date(2026, 5, 20),
        date(2026, 5, 21),
    )
    assert (event.mode, event.city, event.country_code, event.timezone) == (
        Mode.HYBRID,
        "Cologne",
        "DE",
        "Europe/Berlin",
    )
    assert event.place == Place("Köln", None, "DE", "Europe/Berlin", event.place.latitude, event.place.longitude)
    assert (round(event.place.latitude, 1), round(event.place.longitude, 1)) == (50.9, 7.0)
    assert (event.topics, event.languages) == (("python", "design", "data"), ("en", "de"))
    assert (event.url, event.conduct_url) == ("https://www.PyCon.de/2026", "https://pycon.de/coc")
    assert (event.cfp_url, event.cfp_ends_on) == ("https://cfp.pycon.de/2026", date(2026, 2, 1))
    assert (event.twitter, event.mastodon, event.bluesky) == ("pycon_de", "pycon@chaos.social", "pycon.de")
    assert event.captioned is True
    assert [str(warning) for warning in read.warnings] == [
        "line 1: warning: cfpUrl 'cfp.pycon.de/2026' was read as https://cfp.pycon.de/2026"
    ]


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"name": " \t"}, "name is missing"),
        ({"name": None}, "name is missing"),
        ({"name": 7}, "Expected `str | null`, got `int` - at `$.name`"),
        ({"startDate": None}, "startDate is missing"),
        ({"startDate": "20 May"}, "startDate '20 May' is no date like 2026-05-21"),
        ({"startDate": "2026-02-30"}, "startDate '2026-02-30' is no date like 2026-05-21"),
        ({"startDate": "0001-01-01"}, "startDate '0001-01-01' is no date like 2026-05-21"),
        ({"endDate": "2026-05-19"}, "ends on 2026-05-19, before it starts on 2026-05-20"),
        ({"name": "x" * 201}, "name is longer than 200 characters or city longer than 100"),
        ({"topics": "python"}, "Expected `array | null`, got `str` - at `$.topics`"),
    ],
)
def test_a_line_that_is_lost_says_why(fields, says):
    read = one(**fields)

    assert (read.read, read.events, read.warnings) == (1, [], [])
    assert [(error.line, error.says, error.severity) for error in read.errors] == [(1, says, Severity.ERROR)]


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"endDate": None}, "endDate is missing; taken to end on the day it starts"),
        ({"endDate": "2026-08-20"}, "lasts 93 days"),
        ({"url": "http://nohost"}, "url 'http://nohost' is no web address and is left out"),
        ({"url": "javascript:alert(1)"}, "url 'javascript:alert(1)' is no web address and is left out"),
        ({"url": "https://[::1"}, "url 'https://[::1' is no web address and is left out"),
        ({"topics": ["knitting"]}, "topic 'knitting' is not in the vocabulary and is left out"),
        ({"locales": "EN,Klingonese"}, "language 'Klingonese' is not known and is left out"),
        ({"twitter": "@hub.berlin"}, "twitter '@hub.berlin' is no handle and is left out"),
        ({"cfpEndDate": "2000-12-31"}, "cfpEndDate '2000-12-31' is no day before the event and is left out"),
        ({"price": "12"}, "'price' is not a known field and is left out"),
        ({"country": "Atlantis"}, "country 'Atlantis' is not known"),
        ({"city": "Atlantis"}, "city 'Atlantis' is not known; its zone is taken to be UTC"),
        ({"online": False}, "neither a city nor online; place to be announced, zone taken to be Etc/UTC"),
    ],
)
def test_an_odd_line_is_kept_and_says_what_is_odd(fields, says):
    read = one(**fields)

    assert len(read.events) == 1
    assert [warning.says for warning in read.warnings] == [says]


def test_blank_lines_are_no_records_and_numbers_count_them():
    good = jsonl({"name": "A", "startDate": "2026-01-01", "endDate": "2026-01-01", "online": True})

    read = parse(b"\xef\xbb\xbf" + good + b"\n\n  \r\n{oops\n[1]\n" + b"[" * 100_000, Form.JSONL, gazetteer=NOWHERE)

    assert (read.read, [event.line for event in read.events]) == (4, [1])
    assert [(error.line, error.says.split(":")[0]) for error in read.errors] == [
        (4, "not JSON"), (5, "not an object with fields"), (6, "not JSON"),
    ]  # fmt: skip


def test_a_repeated_event_is_told_with_the_line_it_repeats():
    event = {"name": "RustConf", "startDate": "2026-09-01", "endDate": "2026-09-02", "url": "https://rustconf.com/a"}
    again = event | {"name": "rustconf", "url": "https://www.rustconf.com/b", "endDate": "2026-09-03"}

    read = parse(jsonl(event | {"online": True}, again | {"online": True}), Form.JSONL, gazetteer=NOWHERE)

    assert [str(problem) for problem in in_order(read)] == ["line 2: error: the same event as in line 1"]


def test_the_same_events_as_csv(conferences, gazetteer, parsed):
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="")
    writer.writeheader()
    for line in conferences.splitlines():
        record = json.loads(line)
        writer.writerow(record | {"topics": ";".join(record["topics"])})

    read = parse(text.getvalue().encode(), Form.CSV, gazetteer=gazetteer)

    from msgspec.structs import replace

    assert [replace(event, line=event.line - 1) for event in read.events] == parsed.events
    assert (read.errors, len(read.warnings)) == ([], len(parsed.warnings))


def test_csv_tells_lines_of_quoted_breaks_cells_too_many_and_other_encodings():
    data = (
        b"name,startDate,endDate,online,extra\r\n"
        b'"Two\nlines",2026-01-01,2026-01-01,yes,,beyond\r\n'
        b"Caf\xe9,2026-01-01,2026-01-01,yes,\r\n"
        b"Odd,2026-01-01,2026-01-01,perhaps,\r\n"
        b"Told,2026-01-01,2026-01-01,no,thing\r\n"
    )

    read = parse(data, Form.CSV, gazetteer=NOWHERE)

    assert [(event.line, event.name) for event in read.events] == [(2, "Two lines"), (6, "Told")]
    assert [str(problem) for problem in in_order(read)] == [
        "line 2: warning: 1 cells beyond the header are left out",
        "line 4: error: not UTF-8 text",
        "line 5: error: Expected `bool | null`, got `str` - at `$.online`",
        "line 6: warning: 'extra' is not a known field and is left out",
        "line 6: warning: neither a city nor online; place to be announced, zone taken to be Etc/UTC",
    ]


@pytest.mark.parametrize(("file", "form"), [("a/b.jsonl", Form.JSONL), ("B.CSV", Form.CSV)])
def test_the_suffix_says_the_form(file, form):
    assert form_of(file) is form


def test_another_suffix_is_refused():
    with pytest.raises(UnknownForm):
        form_of("events.xlsx")


WORDS = st.text(max_size=30) | st.sampled_from(
    ["2026-05-20", "Germany", "Berlin", "https://a.de", "@x", "EN", "true", ""]
)
VALUES = st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.lists(WORDS, max_size=3)
RECORDS = st.dictionaries(st.sampled_from(COLUMNS) | st.text(max_size=5), VALUES, max_size=8)
LIKELY = st.fixed_dictionaries(
    {"name": WORDS, "startDate": st.just("2026-05-20")},
    optional=dict.fromkeys(("url", "city", "country", "locales", "cfpUrl", "cocUrl", "twitter", "bluesky"), WORDS),
)


def sane(read):
    assert read.read == len(read.events) + len(read.errors)
    assert len({event.line for event in read.events} | {error.line for error in read.errors}) == read.read
    for event in read.events:
        texts = [event.name, event.city, event.url, event.cfp_url, event.conduct_url, event.timezone]
        "".join(filter(None, texts)).encode()  # no lone surrogates: the database takes UTF-8 only
        assert all("\0" not in text and "\n" not in text for text in texts if text)
        assert event.name
        assert event.starts_on <= event.ends_on


@given(st.binary(max_size=400), st.sampled_from(Form))
def test_any_bytes_are_accounted_for(data, form):
    sane(parse(data, form, gazetteer=NOWHERE))


@given(st.lists(RECORDS | LIKELY, max_size=6))
def test_any_records_are_accounted_for(records):
    read = parse(jsonl(*records), Form.JSONL, gazetteer=NOWHERE)

    sane(read)
    assert read.read == len(records)


@given(st.lists(LIKELY, max_size=6))
def test_any_cells_are_accounted_for(records):
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="")
    writer.writeheader()
    writer.writerows(records)

    read = parse(text.getvalue().encode(errors="surrogatepass"), Form.CSV, gazetteer=NOWHERE)

    sane(read)
    assert read.read == len(records)
