"""The master key: one per installation, nobody else's to read; tokens that only it makes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from showground.http.keys import Keyring, add_key, drop_key, make_keys
from showground.kit.faults import Conflict, Invalid, Unknown
from showground.kit.sealing import derive, seal, unseal
from showground.settings import read_settings


def test_processes_that_start_at_once_agree(tmp_path):
    with ThreadPoolExecutor(8) as threads:
        keys = set(threads.map(make_keys, [tmp_path / "a" / "secret.key"] * 32))

    assert len(keys) == 1
    assert [(path.name, oct(path.stat().st_mode & 0o777)) for path in (tmp_path / "a").iterdir()] == [
        ("secret.key", "0o600")
    ]


def test_purposes_have_keys_of_their_own(tmp_path):
    keyring = Keyring(replace(read_settings({}), state_dir=tmp_path))

    assert keyring.key("csrf") != keyring.key("order-link")
    assert keyring.key("csrf") == Keyring(replace(read_settings({}), state_dir=tmp_path)).key("csrf")


@pytest.mark.parametrize("text", ["", "zz", "00" * 31, "00" * 32 + "\n" + "11" * 16])
def test_a_file_that_holds_no_key_is_named(tmp_path, text):
    (tmp_path / "k").write_text(text)
    keyring = Keyring(replace(read_settings({}), secret_file=str(tmp_path / "k")))

    with pytest.raises(Invalid, match=r"cannot be used|must hold"):
        keyring.key("csrf")


def test_a_new_key_signs_at_once_and_the_older_ones_are_known(tmp_path):
    settings = replace(read_settings({}), state_dir=tmp_path)
    running = Keyring(settings)
    first = running.key("csrf")

    added = add_key(running.path)

    assert running.ids[0] == added
    assert running.keys("csrf") == (running.key("csrf"), first)
    assert running.key("csrf") != first
    assert Keyring(settings).keys("csrf") == running.keys("csrf")
    assert oct(running.path.stat().st_mode & 0o777) == "0o600"


def test_keys_that_are_added_at_once_are_all_kept(tmp_path):
    running = Keyring(replace(read_settings({}), state_dir=tmp_path))
    before = running.ids

    with ThreadPoolExecutor(8) as threads:
        added = list(threads.map(add_key, [running.path] * 24))

    assert len(set(added)) == 24
    assert set(running.ids) == {*added, *before}


def test_an_older_key_can_be_forgotten_and_the_present_one_not(tmp_path):
    running = Keyring(replace(read_settings({}), state_dir=tmp_path))
    older = running.ids[0]
    present = add_key(running.path)

    with pytest.raises(Conflict):
        drop_key(running.path, present)
    with pytest.raises(Unknown):
        drop_key(running.path, "00000000")
    drop_key(running.path, older)

    assert running.ids == [present]


def test_a_running_process_outlives_its_file(tmp_path):
    running = Keyring(replace(read_settings({}), state_dir=tmp_path))
    key = running.key("csrf")

    running.path.unlink()

    assert running.key("csrf") == key
    assert not running.path.exists()


@given(st.binary(max_size=64), st.binary(min_size=1, max_size=32))
def test_what_was_sealed_opens_with_its_key_only(payload, key):
    token = seal(key, payload)

    assert unseal(key, token) == payload
    assert unseal(derive(key, "another"), token) is None


@given(st.text(max_size=80))
def test_any_other_text_is_none(text):
    assert unseal(b"key", text) is None
