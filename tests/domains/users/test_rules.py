"""What names, handles, addresses and passwords may be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from showground.domains.users import rules
from showground.domains.users.errors import (
    EmailMalformed,
    HandleMalformed,
    HandleReserved,
    NameNeeded,
    PasswordTooLong,
    PasswordTooShort,
)


@pytest.mark.parametrize(
    ("given", "kept"), [("mara", "mara"), (" Mara-1 ", "mara-1"), ("a1", "a1"), ("a" * 39, "a" * 39)]
)
def test_handles(given, kept):
    assert rules.a_handle(given) == kept


@pytest.mark.parametrize("text", ["", "a", "-ab", "ab-", "a b", "ä1", "a_b", "a" * 40])
def test_what_is_no_handle(text):
    with pytest.raises(HandleMalformed):
        rules.a_handle(text)


def test_our_own_addresses_are_nobodys():
    with pytest.raises(HandleReserved):
        rules.a_handle("Admin")


@given(st.text(max_size=200))
def test_made_up_handles_are_handles(name):
    found = list(rules.handles_for(name, tail="abc234"))

    assert [rules.a_handle(handle) for handle in found] == found
    assert found[-1].endswith("-abc234")


@pytest.mark.parametrize("text", ["m@example.org", " m.l+x@sub.example.org ", "m@localhost", "ü@exämple.org"])
def test_addresses(text):
    assert rules.an_email(text) == text.strip()


@pytest.mark.parametrize(
    "text", ["", "m", "m@", "@x.org", "m@x..org", "m@.org", "a b@x.org", "m@@x.org", "m@" + "x" * 253]
)
def test_what_is_no_address(text):
    with pytest.raises(EmailMalformed):
        rules.an_email(text)


def test_names_lose_stray_space_only():
    assert rules.a_name("  Mara \n Lind ") == "Mara Lind"
    for text in ("", "  ", "x" * 121, "a\0b"):
        with pytest.raises(NameNeeded):
            rules.a_name(text)


def test_passwords():
    assert rules.a_password(" ten signs") == " ten signs"
    with pytest.raises(PasswordTooShort):
        rules.a_password("nine sign")
    with pytest.raises(PasswordTooLong):
        rules.a_password("x" * 513)


@pytest.mark.parametrize(
    ("is_private", "is_self", "status", "shown"),
    [
        (False, False, None, True),
        (True, False, None, False),
        (True, False, "pending", False),
        (True, False, "accepted", True),
        (True, True, None, True),
    ],
)
def test_private_people_show_more_to_followers_and_to_themselves(is_private, is_self, status, shown):
    assert rules.shows_all(is_private=is_private, is_self=is_self, follow_status=status) is shown
