"""The command line: exit codes, one sentence per refusal, and no server where a database is named."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import psutil
import pytest

from showground.cli import EXIT
from showground.cli.house import environment_of, open_house, running_house
from showground.kit.faults import Kind, Unavailable
from showground.settings import read_settings


def start(*words, **environment):
    """Start the real command in an environment without our variables but those given."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("SHOWGROUND_", "DATABASE_URL"))}
    command, pipe = [sys.executable, "-m", "showground", *words], subprocess.PIPE
    environment = {**clean, **environment}
    return subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, text=True)


def showground(*words, **environment):
    """Run the real command; return its exit code, output and errors."""
    process = start(*words, **environment)
    out, err = process.communicate(timeout=60)
    return process.returncode, out.strip(), err.strip()


def test_help_names_every_command_and_is_quick(capsys):
    began = time.monotonic()
    code, out, _ = showground("--help")
    seconds = time.monotonic() - began
    assert code == 0
    assert [word for word in ("db", "serve", "settings", "up", "worker") if f" {word} " not in out] == []
    with capsys.disabled():
        print(f"\n  showground --help: {seconds:.2f} s")


def test_every_kind_of_fault_has_an_exit_code_that_is_not_success():
    assert set(EXIT) == set(Kind)
    assert 0 not in EXIT.values()


def test_a_wrong_setting_is_one_sentence(tmp_path):
    code, out, err = showground("db", "url", SHOWGROUND_STATE_DIR=str(tmp_path), SHOWGROUND_PORT="high")
    assert (code, out) == (2, "")
    assert err == "SHOWGROUND_PORT=high cannot be used: Expected `int`, got `str`."


@pytest.mark.parametrize("command", [("db", "url"), ("db", "psql-url"), ("serve",), ("worker",)], ids=" ".join)
def test_what_needs_a_running_database_says_so(command, tmp_path):
    code, out, err = showground(*command, SHOWGROUND_STATE_DIR=str(tmp_path))
    assert (code, out) == (1, "")
    assert err == f"No database is running on {tmp_path}. Start it with `showground up`, or set DATABASE_URL."


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_nothing_serves_as_the_owner_of_the_tables(command, site, tmp_path):
    code, _, err = showground(command, DATABASE_URL=site.owner_url, SHOWGROUND_STATE_DIR=str(tmp_path))
    assert (code, len(err.splitlines())) == (1, 1)
    assert "DATABASE_URL signs in as showground_owner, which owns" in err


def test_a_named_database_is_migrated_and_no_server_is_started(site, tmp_path):
    urls = {"DATABASE_URL": site.app_url, "SHOWGROUND_OWNER_URL": site.owner_url}
    assert showground("db", "migrate", **urls, SHOWGROUND_STATE_DIR=str(tmp_path)) == (0, "schema: up to date", "")
    assert showground("db", "url", **urls) == (0, site.app_url, "")
    assert showground("db", "psql-url", **urls) == (0, site.owner_url, "")
    assert list(tmp_path.iterdir()) == []


def test_an_unreachable_database_is_one_sentence_without_its_password(tmp_path):
    url = "postgresql://someone:s3cret@127.0.0.1:1/nothing"
    code, out, err = showground(
        "up", "--no-demo", DATABASE_URL=url, SHOWGROUND_PORT=free(), SHOWGROUND_STATE_DIR=str(tmp_path)
    )
    assert (code, out, len(err.splitlines())) == (1, "", 1)
    assert "The database of DATABASE_URL at 127.0.0.1:1/nothing cannot be reached" in err
    assert "s3cret" not in err


def free():
    """Return a TCP port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def test_up_finds_a_taken_port_before_it_starts_anything(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        code, out, err = showground("up", SHOWGROUND_STATE_DIR=str(tmp_path), SHOWGROUND_PORT=str(port))
    assert (code, out) == (5, "")
    assert err == f"127.0.0.1:{port} cannot be used: Address already in use. Set SHOWGROUND_PORT to another."
    assert list(tmp_path.iterdir()) == []


def test_a_command_shares_the_server_that_runs(state):
    settings = read_settings({"SHOWGROUND_STATE_DIR": str(state)})
    with pytest.raises(Unavailable):
        running_house(settings)
    with open_house(settings) as first:
        with open_house(settings) as second:
            assert second.server is None
            assert second.settings == first.settings
        assert first.server.pid
        assert running_house(settings).owner_url == first.owner_url


def test_children_that_serve_do_not_learn_the_owners_address(state, monkeypatch):
    monkeypatch.setenv("SHOWGROUND_OWNER_URL", "postgresql://owner@h/d")
    settings = read_settings({"DATABASE_URL": "postgresql://app@h/d", "SHOWGROUND_OWNER_URL": "postgresql://owner@h/d"})
    environment = environment_of(settings)
    assert environment["DATABASE_URL"] == "postgresql://app@h/d"
    assert "SHOWGROUND_OWNER_URL" not in environment


def test_up_on_a_named_database_starts_no_server_and_revives_what_dies(site, tmp_path):
    port = free()
    urls = {"DATABASE_URL": site.app_url, "SHOWGROUND_OWNER_URL": site.owner_url}
    process = start("up", "--no-demo", **urls, SHOWGROUND_PORT=port, SHOWGROUND_STATE_DIR=str(tmp_path))
    try:
        while "Showground is at" not in process.stdout.readline():
            assert process.poll() is None, process.stderr.read()
        us = psutil.Process(process.pid)
        assert {child.cmdline()[-1] for child in us.children()} == {"serve", "worker"}
        [serve] = [child for child in us.children() if child.cmdline()[-1] == "serve"]
        workers = serve.children()
        serve.send_signal(signal.SIGKILL)
        _, alive = psutil.wait_procs(workers, timeout=10)
        assert alive == []  # the web server's own processes died with it
        await_answer(f"http://127.0.0.1:{port}/readyz")
        family = us.children(recursive=True)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
        _, alive = psutil.wait_procs(family, timeout=10)
        left = {path.name for path in tmp_path.iterdir()} - {"test-provider.sqlite3"}  # when it was asked already
        ours = {"secret.key", "metrics", "uploads", f"group-{port}", f"serving-{port}"}
        assert (process.returncode, alive, left) == (0, [], ours)  # no data of a server
    finally:
        process.kill()
        process.communicate()


def await_answer(url, *, seconds=20):
    """Wait for a page to answer with success."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=2) as answer:
            assert answer.status == 200
            return
        time.sleep(0.1)
    raise AssertionError(url)
