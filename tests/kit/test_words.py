"""Languages: which one is spoken, and what it says."""

from __future__ import annotations

import pytest

from showground.kit.faults import Invalid
from showground.kit.words import LANG, best_language, gettext, ngettext, speaking


@pytest.mark.parametrize(
    ("accepted", "best"),
    [
        ("de", "de"),
        ("de-CH,de;q=0.9,en;q=0.8", "de"),
        ("en-GB,de;q=0.9", "en"),
        ("fr,de;q=0.3,en;q=0.2", "de"),
        ("fr", "en"),
        ("de;q=0,en;q=0.1", "en"),
        ("en;q=0.5, de;q=0.5", "en"),
        ("de;q=much", "en"),
        ("*", "en"),
        ("", "en"),
        (",;=;q=" * 50, "en"),
    ],
)
def test_a_browser_gets_the_language_it_likes_best_of_ours(accepted, best):
    assert best_language(accepted) == best


def test_a_sentence_is_said_in_the_language_that_is_spoken():
    with speaking("de"):
        german = gettext("Saved."), ngettext("One follower", "%(num)d followers", 2)

    assert (german, gettext("Saved."), LANG.get()) == (("Gespeichert.", "%(num)d Personen folgen"), "Saved.", "en")


def test_a_language_that_we_have_no_words_for_is_english():
    with speaking("tlh"):
        assert (LANG.get(), gettext("Saved.")) == ("en", "Saved.")


def test_a_fault_speaks_the_language_of_whoever_tells_it_with_its_facts():
    fault = Invalid("Not %(most)s at a time.", most=3, field="quantity")

    with speaking("de"):
        assert (fault.sentence, str(fault)) == ("Not 3 at a time.", "Not 3 at a time.")
    assert fault.title == "A value is not acceptable."
    with speaking("de"):
        assert fault.title == "Ein Wert ist so nicht möglich."
