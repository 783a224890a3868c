"""What the code says to people, collected for the catalogues: `python -m tests.words` brings those up to date.

German says "du", and for the same thing the same word: event Veranstaltung, ticket Ticket, order Bestellung, cart
Warenkorb, place or seat Platz, door and check-in Einlass, gate Eingang, scanner Scanner, account Konto, handle
Kurzname, organizer Veranstalter, organization Organisation, owner (as a role) Inhaber, wallet Guthaben, balance
Stand, payout Auszahlung, fee Gebühr, refund Erstattung, cancelled abgesagt (an event) or storniert (an order, a
ticket), postponed verschoben, draft Entwurf, on show öffentlich, cover Titelbild, key Schlüssel, scope Recht,
revoke widerrufen, operator Betrieb, follow folgen.
"""

from __future__ import annotations

import ast
import csv
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from showground.kit.words import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE = Path(__file__).parents[1] / "src" / "showground"
WORDS = SOURCE / "words"
TOPICS = SOURCE / "domains" / "events" / "importing" / "topics.csv"  # what events are about is a vocabulary of ours
SPEAKING = ("api", "domains", "gateways", "http", "kit", "web")  # the command line and the logs speak English
MARKS = {"_", "gettext", "ngettext", "pgettext"}
OPTIONS = {"newstyle_gettext": "true", "trimmed": "false", "silent": "false", "extensions": "jinja2.ext.do"}

Message = tuple[str, str | tuple[str, str]]  # what it is said of, and the sentence or its two forms


def said() -> Catalog:
    """Return every sentence of the templates and of the code, with the files that say it."""
    found = Catalog(fuzzy=False)
    for path in sorted(path for kind in ("html", "jinja", "txt") for path in SOURCE.rglob(f"*.{kind}")):
        for about, message in said_by_template(path):
            found.add(message, context=about or None, locations=[(str(path.relative_to(SOURCE)), 0)])
    for folder in SPEAKING:
        for path in sorted((SOURCE / folder).rglob("*.py")):
            for about, message in said_by_code(ast.parse(path.read_text())):
                found.add(message, context=about or None, locations=[(str(path.relative_to(SOURCE)), 0)])
    for row in csv.DictReader(TOPICS.read_text().splitlines()):
        found.add(row["name"], context="topic", locations=[(str(TOPICS.relative_to(SOURCE)), 0)])
    return found


def said_by_template(path: Path) -> Iterator[Message]:
    """Yield the marked sentences of a template."""
    with path.open("rb") as file:
        for _line, function, message, _comments in babel_extract(file, tuple(MARKS), [], OPTIONS):
            parts = [message] if isinstance(message, str) else [part for part in message if part]
            if function == "pgettext":
                yield parts[0], parts[1]
            else:
                yield "", (parts[0], parts[1]) if function == "ngettext" else parts[0]


def said_by_code(tree: ast.Module) -> Iterator[Message]:
    """Yield marked sentences, what faults say by their class, and what they are raised with."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="ngettext"), args=[ast.Constant(value=one), ast.Constant(value=many), *_]):
                yield "", (str(one), str(many))
            case ast.Call(func=ast.Name(id="_" | "gettext" | "marked"), args=[ast.Constant(value=str(sentence))]):
                yield "", sentence
            case ast.Call(
                func=ast.Name(id="pgettext"), args=[ast.Constant(value=str(about)), ast.Constant(value=str(sentence))]
            ):
                yield about, sentence
            case (
                ast.Assign(targets=[ast.Name(id="says")], value=ast.Constant(value=str(sentence)))
                | ast.AnnAssign(target=ast.Name(id="says"), value=ast.Constant(value=str(sentence)))
            ):
                yield "", sentence
            case ast.Raise(exc=ast.Call(func=ast.Name(id=fault), args=[ast.Constant(value=str(sentence)), *_])):
                if not fault.endswith("Error"):
                    yield "", sentence


def main() -> None:
    """Add what is new to each catalogue and drop what nobody says any more; translations stay."""
    template = said()
    for lang in LANGUAGES.keys() - {"en"}:
        path = WORDS / f"{lang}.po"
        known = Catalog(locale=lang, fuzzy=False)
        if path.exists():
            with path.open("rb") as file:
                known = read_po(file, locale=lang)
        known.update(template, no_fuzzy_matching=True, update_header_comment=False)
        known.obsolete.clear()
        with path.open("wb") as file:
            write_po(file, known, width=120, include_lineno=False, sort_by_file=True, omit_header=True)
        print(f"{lang}: {len(known)} sentences, {len(without_words(known))} without words")


def without_words(catalogue: Catalog) -> list[str]:
    """Return the sentences that a catalogue has no words for."""
    return [
        str(message.id)
        for message in catalogue
        if message.id and not all([message.string] if isinstance(message.string, str) else message.string or [""])
    ]


if __name__ == "__main__":
    main()
