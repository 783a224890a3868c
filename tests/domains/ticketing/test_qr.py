"""A ticket's code says what was signed, or it is forged; a typed code is neither."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from showground.domains.ticketing.qr import Forged, Pass, Signer
from showground.kit.ids import uuid7

SIGNER = Signer(bytes(range(32)))
CODE = SIGNER.payload(event_id=uuid7(), ticket_id=uuid7(), secret=uuid7())


@given(st.uuids(), st.uuids(), st.uuids())
def test_a_code_says_what_was_signed(event_id, ticket_id, secret):
    code = SIGNER.payload(event_id=event_id, ticket_id=ticket_id, secret=secret)

    assert SIGNER.read(f" {code}\n") == Pass(event_id, ticket_id, secret)


def test_another_library_user_verifies_it_with_the_public_key_alone():
    prefix, key_id, body, signature = CODE.split(".")
    public = Ed25519PrivateKey.from_private_bytes(bytes(range(32))).public_key()

    public.verify(
        base64.urlsafe_b64decode(signature + "=="), f"{prefix}.{key_id}.".encode() + base64.urlsafe_b64decode(body)
    )


@given(st.integers(0, len(CODE) - 1), st.characters(codec="ascii", exclude_characters="\n"))
def test_a_code_with_one_sign_changed_is_never_another_ticket(position, sign):
    tampered = CODE[:position] + sign + CODE[position + 1 :]
    try:
        read = SIGNER.read(tampered)
    except Forged:
        return

    assert read is None or read == SIGNER.read(CODE)  # unpadded base64 has spare bits in its last sign


@given(st.binary(max_size=120), st.binary(max_size=80))
def test_what_we_did_not_sign_is_forged(body, signature):
    def text(raw):
        return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()

    with pytest.raises(Forged):
        SIGNER.read(f"SG1.{SIGNER.key_id}.{text(body)}.{text(signature)}")


@pytest.mark.parametrize("code", ["SG1", "SG1.", "SG1.a.b", "SG1....", "SG1.a.b.c.d", "SG1.\u00e5.\u00e5.\u00e5"])
def test_our_form_without_content_is_forged(code):
    with pytest.raises(Forged):
        SIGNER.read(code)


@pytest.mark.parametrize("code", ["", "ABCDE23456", "sg1.x.y.z", "https://example.org/t/1", "SG2.a.b.c"])
def test_what_is_not_our_form_may_be_typed(code):
    assert SIGNER.read(code) is None


def test_a_foreign_key_is_forged_even_under_our_key_id():
    foreign = Signer(Signer.new_seed()).payload(event_id=uuid7(), ticket_id=uuid7(), secret=uuid7())
    prefix, _, body, signature = foreign.split(".")

    for code in (foreign, f"{prefix}.{SIGNER.key_id}.{body}.{signature}"):
        with pytest.raises(Forged):
            SIGNER.read(code)


def test_a_retired_key_still_opens_the_door_and_signs_nothing():
    renewed = Signer(Signer.new_seed(), retired=SIGNER.public_keys())

    assert renewed.read(CODE) == SIGNER.read(CODE)
    assert renewed.payload(event_id=uuid7(), ticket_id=uuid7(), secret=uuid7()).split(".")[1] != SIGNER.key_id
    assert set(renewed.public_keys()) == {SIGNER.key_id, renewed.key_id}
    with pytest.raises(Forged):
        Signer(Signer.new_seed()).read(CODE)


def test_a_code_of_the_wrong_length_is_forged_though_its_signature_holds():
    short = SIGNER._key.sign(f"SG1.{SIGNER.key_id}.".encode() + b"short")
    signature = base64.urlsafe_b64encode(short).rstrip(b"=").decode()

    with pytest.raises(Forged):
        SIGNER.read(f"SG1.{SIGNER.key_id}.{base64.urlsafe_b64encode(b'short').rstrip(b'=').decode()}.{signature}")
