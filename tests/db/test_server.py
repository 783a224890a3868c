"""The embedded server: it starts, it stops, it outlives nobody and loses nothing."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
from contextlib import contextmanager

import psutil
import psycopg
import pytest

from showground.db.cluster import connected
from showground.db.migrate import migrate
from showground.db.server import Plan, Server, running_address
from showground.kit.faults import Conflict, Unavailable

PARENT = textwrap.dedent("""
    import sys, time
    from pathlib import Path
    from showground.db.server import Plan, Server
    with Server(Plan(Path(sys.argv[1]))) as server:
        print(server.pid, server.address.superuser_url, flush=True)
        time.sleep(600)
""")


def plan(state, **more):
    return Plan(state, durable=False, **more)


@contextmanager
def a_parent(state):
    """A process that runs a durable server, and is killed at the end if it still lives."""
    process = subprocess.Popen([sys.executable, "-c", PARENT, str(state)], stdout=subprocess.PIPE, text=True)
    try:
        pid, url = process.stdout.readline().split()
        yield process, int(pid), url
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        await_gone(int(pid))


def await_gone(pid, *, seconds=20):
    deadline = time.monotonic() + seconds
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline, f"process {pid} is still there"
        time.sleep(0.02)
    return seconds - (deadline - time.monotonic())


def count(url):
    with connected(url) as connection:
        return connection.execute("select count(*) from kept").fetchone()[0]


def test_starts_with_three_logins_and_stops_without_a_trace(state):
    with Server(plan(state)) as server:
        pid = server.pid
        with connected(server.address.superuser_url) as connection:
            roles = connection.execute(
                "select rolname, rolsuper, rolcreaterole, rolinherit, rolbypassrls from pg_roles"
                " where rolcanlogin order by rolname"
            ).fetchall()
            [[owner]] = connection.execute(
                "select pg_get_userbyid(datdba) from pg_database where datname = 'showground'"
            ).fetchall()
    assert roles == [
        ("postgres", True, True, True, True),
        ("showground_app", False, False, False, False),
        ("showground_owner", False, True, True, False),
    ]
    assert owner == "showground_owner"
    assert not psutil.pid_exists(pid)
    assert running_address(state) is None


def test_second_start_is_quick_and_keeps_port_passwords_and_rows(state, capsys):
    with Server(plan(state)) as server:
        first = server.address
        with connected(first.superuser_url) as connection:
            connection.execute("create table kept as select 1 as one")
    began = time.monotonic()
    with Server(plan(state)) as server:
        seconds = time.monotonic() - began
        assert (server.address.port, server.address.passwords) == (first.port, first.passwords)
        assert count(server.address.superuser_url) == 1
    with capsys.disabled():
        print(f"\n  second start of the server: {seconds:.2f} s")


def test_secrets_are_for_our_eyes_only(state):
    with Server(plan(state)) as server:
        files = sorted((state / "secrets").iterdir())
        assert [file.name for file in files] == ["postgres", "showground_app", "showground_owner"]
        assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
        assert all(password not in repr(server.address) for password in server.address.passwords.values())
    assert [path.name for path in (state / "postgres").iterdir() if path.name.startswith(".pw-")] == []


def test_a_wrong_password_is_refused(state):
    with Server(plan(state)) as server, pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(server.address.app_url.replace(":" + server.address.passwords["showground_app"], ":guess"))


def test_killed_parent_leaves_no_orphan_and_loses_no_committed_row(state, capsys):
    with a_parent(state) as (parent, postmaster, url):
        with connected(url) as connection:
            connection.execute("create table kept as select * from generate_series(1, 1000)")
        parent.send_signal(signal.SIGKILL)
        seconds = await_gone(postmaster)
    with Server(plan(state)) as server:
        assert count(server.address.superuser_url) == 1000
    with capsys.disabled():
        print(f"\n  server gone {seconds:.2f} s after its parent was killed")


def test_a_postmaster_killed_under_us_is_started_again_with_its_rows(state):
    with Server(Plan(state)) as server:
        with connected(server.address.superuser_url) as connection:
            connection.execute("create table kept as select * from generate_series(1, 1000)")
        assert not server.restart_if_gone()
        os.kill(server.pid, signal.SIGKILL)
        await_gone(server.pid)
        assert server.restart_if_gone()
        assert count(server.address.superuser_url) == 1000


def test_a_reused_process_number_in_the_pid_file_hurts_nobody(state):
    with Server(plan(state)):
        pass
    bystander = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    try:
        (state / "postgres" / "data" / "postmaster.pid").write_text(
            f"{bystander.pid}\n{state}/postgres/data\n1\n5432\n"
        )
        with Server(plan(state)):
            assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


def test_a_postmaster_left_behind_is_stopped_first(state):
    left = Server(plan(state))
    left.start()
    left._lock.close()  # as when its parent died where the kernel does not tell children
    with Server(plan(state)) as server:
        assert left._process.wait(10) == 0
        assert server.pid != left.pid
    left.stop()


def test_one_state_folder_has_one_server_at_a_time(state):
    with Server(plan(state)) as server:
        with pytest.raises(Conflict, match="Another Showground is running on the state folder"):
            Server(plan(state)).start()
        assert running_address(state) == server.address


def test_data_of_another_major_version_is_refused_in_a_sentence(state):
    with Server(plan(state)):
        pass
    (state / "postgres" / "data" / "PG_VERSION").write_text("15\n")
    with pytest.raises(Unavailable, match=r"was made by PostgreSQL 15, and this is PostgreSQL 18\. Set PG_BIN_DIR"):
        Server(plan(state)).start()


def test_a_folder_without_the_programs_is_refused(state):
    with pytest.raises(Unavailable, match="has no postgres and initdb"):
        Server(plan(state, bin_dir=state)).start()


def test_a_server_that_does_not_start_says_what_its_log_says(state):
    with pytest.raises(Unavailable, match=r"did not start.*shared_buffers"):
        Server(plan(state, settings={"shared_buffers": "much"})).start()
    assert running_address(state) is None


def test_root_is_told_when_the_servers_user_cannot_enter_the_state_folder(state):
    state.chmod(0o700)
    if os.geteuid() != 0:  # then the server runs as ourselves
        with Server(plan(state)) as server:
            assert server.pid
        return
    with pytest.raises(Unavailable, match=r"cannot be entered by the user \w+, as whom PostgreSQL runs when root"):
        Server(plan(state)).start()


def test_a_busy_port_is_left_to_whoever_has_it(state):
    with Server(plan(state)) as server:
        port = server.address.port
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", port))
        other.listen()
        with Server(plan(state)) as server:
            assert server.address.port != port


def test_children_are_started_from_the_main_thread_only(state):
    raised = []

    def start():
        try:
            Server(plan(state)).start()
        except RuntimeError as error:
            raised.append(str(error))

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    assert raised == [
        "children are started from the main thread: the kernel would signal them when another thread ends"
    ]


async def test_migrates_on_postgresql_16(state, postgres_16):
    with Server(plan(state, bin_dir=postgres_16)) as server:
        with connected(server.address.superuser_url) as connection:
            assert connection.execute("show server_version_num").fetchone()[0].startswith("16")
        report = await migrate(server.address.owner_url)
        assert report.migrations != []
        again = await migrate(server.address.owner_url)
        assert (again.migrations, again.replayed) == ([], False)
