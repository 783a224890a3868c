"""What people read has words in every language: none is missing, doubtful, left over or left in English."""

from __future__ import annotations

import ast
import re

import pytest
from babel.messages.pofile import read_po
from tests.words import SOURCE, WORDS, said, without_words

from showground.kit.words import LANGUAGES

OTHERS = sorted(LANGUAGES.keys() - {"en"})
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w+\}|%%")
SAME = {  # the same word in both languages: names, codes, loan words
    "de": {
        "API", "Admin", "Browser", "Code", "In %(zone)s.", "Logo", "MB", "Name", "Offline", "Online", "Passkeys",
        "Person", "Scanner",
        "Showground, %(site)s", "Team", "Ticket", "Tickets", "Variable", "Website", "%(num)s ms",
        "APIs", "Android", "CSS", "DevOps", "JavaScript", "Kotlin", "PHP", "Performance", "Python", "Ruby",
        "Rust", "TypeScript", ".NET", "Go",
    }
}  # fmt: skip
READ_BY_PEOPLE = ("api", "http", "web")
SENTENCE = re.compile(r"[A-Z“][a-z']+( [a-zA-Z“”',;:]+)+[.?!]?$")
LABEL = re.compile(r"[A-Z][a-z]+$")  # in web/ alone: elsewhere one word is a name of an operation or a header
# What reads like a sentence and reaches nobody's page: the API's description, metrics, what stops the start, data.
UNTRANSLATED_FILES = {
    "http/keys.py", "http/metrics.py", "http/openapi.py", "http/samples.py", "web/art.py", "web/assets.py",
    "web/design.py", "web/structured.py",
}  # fmt: skip
SPARED_CALLS = {"gettext", "ngettext", "pgettext", "marked", "Parameter", "Meta", "QueryParameter", "HeaderParameter"}
WRITTEN_FOR_PROGRAMS = {"art.py", "console_forms.py"}  # pictures, and values of input fields
BY_HAND = re.compile(r"strftime|[^:]:,[.\d]*[df]?\}|:\.[1-9]f\}|:%[A-Za-z]|%\.\d+f|\|round(?:\([^)]*\))?(?![(|\w])")
SCRIPTS = SOURCE.parents[1] / "web" / "src"
SCRIPT_TEXT = re.compile(  # comments first: an apostrophe in them opens nothing
    r"/\*[\s\S]*?\*/|(?:^|\s)//[^\n]*|\"([^\"\n]*)\"|'([^'\n]*)'|`([^`]*)`"
)
NAMES_OF_KEYS = {"Enter", "Escape"}
SHOWN_LITERAL = re.compile(
    r"(?:(?:textContent|innerText|innerHTML|title|placeholder|alt|ariaLabel) \+?= |"
    r"(?:alert|confirm|prompt|aria-label\"|title\"), ?\(?)[\"'`][^\"'`]*[A-Za-z]{2}"
)
LOGS = {"debug", "info", "warning", "error", "exception", "log"}


@pytest.fixture(scope="module")
def heard():
    return said()


@pytest.fixture(scope="module", params=OTHERS)
def lang(request):
    return request.param


@pytest.fixture(scope="module")
def catalogue(lang):
    with (WORDS / f"{lang}.po").open("rb") as file:
        return read_po(file, locale=lang)


def forms(text):
    return (text,) if isinstance(text, str) else tuple(text)


def test_the_catalogue_holds_what_is_said_and_nothing_else(catalogue, heard):
    kept, found = ({(one.context, one.id) for one in each if one.id} for each in (catalogue, heard))

    assert (found - kept, kept - found) == (set(), set()), "run `make words`"


def test_every_sentence_has_words(catalogue):
    assert without_words(catalogue) == []


def test_no_words_are_doubtful(catalogue):
    assert [one.id for one in catalogue if one.id and (one.fuzzy or one.previous_id)] == []


def test_words_keep_the_places_of_facts(catalogue):
    """Of two forms the second has them all; the first may spell out its number."""
    lost = [
        one.id
        for one in catalogue
        if one.id
        and sorted(PLACEHOLDER.findall(forms(one.id)[-1])) != sorted(PLACEHOLDER.findall(forms(one.string)[-1]))
    ]

    assert lost == []


def test_words_have_a_form_for_each_number(catalogue):
    wrong = [
        one.id
        for one in catalogue
        if one.id and len(forms(one.string)) != (catalogue.num_plurals if isinstance(one.id, tuple) else 1)
    ]

    assert wrong == []


def test_words_are_not_english(catalogue, lang):
    """Whatever is the same stands in the reviewed list, and the list has nothing that is not."""
    letters = re.compile(r"[A-Za-z]{2}")
    same = {
        forms(one.id)[-1]
        for one in catalogue
        if one.id and one.id == one.string and letters.search(PLACEHOLDER.sub("", forms(one.id)[-1]))
    }

    assert same == SAME[lang]


def bare(tree, *, words=False):
    """Yield what reads like a sentence and is not marked."""
    spared = {id(each) for node in ast.walk(tree) if is_spared(node) for each in ast.walk(node)}
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if id(node) not in spared:
                if SENTENCE.match(text.strip()) or (words and LABEL.match(text)):
                    yield text
            case ast.JoinedStr(values=parts) if id(node) not in spared:
                text = "".join(str(part.value) if isinstance(part, ast.Constant) else "X" for part in parts)
                if SENTENCE.match(text.strip()):
                    yield text


def is_spared(node):
    """Return whether this is a docstring, what is marked, what faults say, a log, or what describes the API."""
    match node:
        case ast.Expr(value=ast.Constant()) | ast.Raise() | ast.keyword(arg="description"):
            return True
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name in SPARED_CALLS | LOGS
        case ast.Assign(value=ast.Subscript()):  # names of types
            return True
        case ast.Assign(targets=[ast.Name(id="says" | "msg")]) | ast.AnnAssign(target=ast.Name(id="says")):
            return True
        case _:
            return False


def test_no_sentence_is_left_bare_in_the_code_of_pages():
    found = [
        (str(path.relative_to(SOURCE)), text)
        for folder in READ_BY_PEOPLE
        for path in sorted((SOURCE / folder).rglob("*.py"))
        if str(path.relative_to(SOURCE)) not in UNTRANSLATED_FILES
        for text in bare(ast.parse(path.read_text()), words=folder == "web")
    ]

    assert found == []


def test_whatever_a_fault_is_raised_with_is_collected(heard):
    """A sentence behind a condition or in a table reaches people too; the collector knows plain ones only."""
    collected = {form for one in heard if one.id for form in forms(one.id)}
    found = [
        (str(path.relative_to(SOURCE)), node.lineno, part.value)
        for folder in (*READ_BY_PEOPLE, "domains", "kit")
        for path in sorted((SOURCE / folder).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Raise) and not getattr(getattr(node.exc, "func", None), "id", "Error").endswith("Error")
        for part in ast.walk(node)
        if isinstance(part, ast.Constant)
        and isinstance(part.value, str)
        and SENTENCE.match(part.value)
        and part.value not in collected
    ]

    assert found == []


def test_no_page_writes_dates_or_numbers_by_hand():
    """Babel knows how a language writes them; `when`, `number` and `money` ask it."""
    found = [
        (str(path.relative_to(SOURCE)), line.strip())
        for folder in ("web", "domains")
        for kind in ("py", "html", "jinja")
        for path in sorted((SOURCE / folder).rglob(f"*.{kind}"))
        if path.name not in WRITTEN_FOR_PROGRAMS
        for line in path.read_text().splitlines()
        if BY_HAND.search(line)
    ]

    assert found == []


def literals(script):
    """Return the texts that stand in a script between quotation marks."""
    return ["".join(found) for found in SCRIPT_TEXT.findall(script) if any(found)]


def test_browsers_code_says_nothing_of_its_own():
    """What a script shows stands in the page, which has been translated."""
    found = [
        (path.name, text)
        for path in sorted(SCRIPTS.glob("*.js"))
        for text in literals(path.read_text())
        if text not in NAMES_OF_KEYS and (SENTENCE.match(text.strip()) or LABEL.match(text))
    ]
    shown = [
        (path.name, line.strip())
        for path in sorted(SCRIPTS.glob("*.js"))
        for line in path.read_text().splitlines()
        if SHOWN_LITERAL.search(line)
    ]

    assert (found, shown) == ([], [])


def test_no_fault_is_raised_with_a_sentence_that_cannot_be_translated():
    """A sentence that is put together before it is raised is in no catalogue; `%(name)s` is filled afterwards."""
    found = [
        (str(path.relative_to(SOURCE)), node.lineno)
        for folder in (*READ_BY_PEOPLE, "domains", "kit")
        for path in sorted((SOURCE / folder).rglob("*.py"))
        if path.name != "keys.py" and path.parent.name != "importing"  # both speak to whoever runs the platform
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Raise)
        and isinstance(node.exc, ast.Call)
        and not getattr(node.exc.func, "id", "Error").endswith("Error")
        and node.exc.args
        and isinstance(node.exc.args[0], ast.JoinedStr)
    ]

    assert found == []
