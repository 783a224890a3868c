"""The secrets box: opens with its key, for its purpose, unaltered; a new key goes under what older ones shut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from showground.kit.box import Box, SecretUnreadable, id_of, key_id_of

OLD, NEW, FOREIGN = b"o" * 32, b"n" * 32, b"f" * 32
PURPOSES = st.text(min_size=1, max_size=60)


@given(st.binary(max_size=200), PURPOSES)
def test_what_was_shut_opens(secret, purpose):
    shut = Box([NEW, OLD]).shut(secret, purpose)

    assert Box([NEW]).open(shut, purpose) == secret
    assert key_id_of(shut) == id_of(NEW)
    assert len(secret) < 4 or secret not in shut


@given(PURPOSES, PURPOSES)
def test_it_opens_for_no_other_purpose(purpose, other):
    shut = Box([NEW]).shut(b"secret", purpose)

    if purpose != other:
        with pytest.raises(SecretUnreadable):
            Box([NEW]).open(shut, other)


@given(st.data())
def test_an_altered_byte_anywhere_is_seen(data):
    shut = bytearray(Box([NEW, OLD]).shut(b"secret", "totp:mara"))
    shut[data.draw(st.integers(0, len(shut) - 1))] ^= data.draw(st.integers(1, 255))

    with pytest.raises(SecretUnreadable):
        Box([NEW, OLD]).open(bytes(shut), "totp:mara")


@given(st.binary(max_size=80))
def test_anything_else_is_refused(text):
    with pytest.raises(SecretUnreadable):
        Box([NEW]).open(text, "totp:mara")


def test_the_same_secret_never_looks_the_same():
    box = Box([NEW])

    assert len({box.shut(b"secret", "p") for _ in range(100)}) == 100


def test_without_its_key_it_stays_shut():
    shut = Box([OLD]).shut(b"secret", "p")

    with pytest.raises(SecretUnreadable):
        Box([NEW, FOREIGN]).open(shut, "p")
    with pytest.raises(SecretUnreadable):
        Box([NEW]).renewed(shut)


def test_renewed_it_opens_with_the_new_key_alone_and_once_is_enough():
    shut = Box([OLD]).shut(b"secret", "totp:mära")

    renewed = Box([NEW, OLD]).renewed(shut)

    assert Box([NEW]).open(renewed, "totp:mära") == b"secret"
    assert Box([NEW, OLD]).renewed(renewed) is None


@pytest.mark.parametrize("purpose", ["", "x" * 256])
def test_a_purpose_is_named(purpose):
    with pytest.raises(ValueError, match="purpose"):
        Box([NEW]).shut(b"secret", purpose)
