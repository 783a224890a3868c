"""The README's command on a clean copy, as root and as an ordinary user: it lives, it stops, it leaves nobody."""

from __future__ import annotations

import contextlib
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import psutil
import pytest

from showground.db.cluster import connected
from showground.db.processes import Account, bound_to_parent, can_enter

ROOT = Path(__file__).parents[1]
FIRST_SECONDS, LATER_SECONDS, GONE_SECONDS = 600, 60, 30
WHO = ["ordinary", "root"] if os.geteuid() == 0 else ["ordinary"]


@pytest.fixture(scope="module")
def ordinary():
    """An ordinary user: ourselves, or one made for this when we are root."""
    if os.geteuid() != 0:
        me = pwd.getpwuid(os.geteuid())
        yield Account(me.pw_name, me.pw_uid, me.pw_gid)
        return
    name = f"showground{os.getpid()}"
    subprocess.run(["/usr/sbin/useradd", "--no-create-home", name], check=True)
    made = pwd.getpwnam(name)
    yield Account(name, made.pw_uid, made.pw_gid)
    subprocess.run(["/usr/sbin/userdel", name], check=True)


@pytest.fixture(scope="module")
def clone(ordinary):
    """A copy of what git knows, as `git clone` would give it, that belongs to the ordinary user."""
    place = Path(tempfile.mkdtemp(prefix="showground-clone-"))
    place.chmod(0o755)
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.run(listed, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0"):
        if name and (ROOT / name).exists():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, place / name)
    (place / "home").mkdir()
    for path in (place, *place.rglob("*")):
        os.chown(path, ordinary.uid, ordinary.gid)
    yield place
    shutil.rmtree(place)


def python_for(account):
    """Return a Python that the user can run: ours, or the system's when ours lies in root's home."""
    ours = Path(os.path.realpath(sys.executable))
    if os.geteuid() != 0 or can_enter(ours.parent, account):
        return str(ours)
    system = shutil.which("python3", path="/usr/local/bin:/usr/bin")
    assert system, f"{ours} is closed to ordinary users and there is no python3 in /usr/bin: install Debian's python3"
    return system


class Platform:
    """`make up` by one user, as if typed in a terminal."""

    def __init__(self, clone, account, *, root):
        self.clone, self.account = clone, None if root or os.geteuid() != 0 else account
        self.log = clone / f"{'root' if root else 'ordinary'}.log"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        ours = ("SHOWGROUND_", "DATABASE_URL", "PG_BIN_DIR", "PYTHON", "XDG_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        self.environment = {**kept, "PYTHON": python_for(account), "SHOWGROUND_PORT": str(self.port)}
        self.environment["HOME"] = str(clone / "home")
        if root:
            self.environment["SHOWGROUND_STATE_DIR"] = str(clone / "root-state")

    def run(self, *command, **more):
        """Start a command as the user."""
        if self.account:
            more |= {"user": self.account.uid, "group": self.account.gid, "extra_groups": []}
        # Killing the test kills make, and that ends what make started.
        more |= {"preexec_fn": bound_to_parent(os.getpid(), signal.SIGTERM), "start_new_session": True}
        more |= {"cwd": self.clone, "env": self.environment, "stdin": subprocess.DEVNULL}
        return subprocess.Popen(command, **more)

    @contextlib.contextmanager
    def up(self, *, within):
        """Run the platform; whatever the test leaves of it is killed."""
        with self.log.open("w") as log:
            process = self.run("make", "up", "ARGS=--no-demo", stdout=log, stderr=log)
        self.make, self.family = process, []
        try:
            deadline = time.monotonic() + within
            while "Showground is at" not in self.log.read_text():
                assert process.poll() is None, self.log.read_text()
                assert time.monotonic() < deadline, self.log.read_text()
                time.sleep(0.1)
            self.family = psutil.Process(process.pid).children(recursive=True)
            yield
        finally:
            for relative in self.family:
                with contextlib.suppress(psutil.NoSuchProcess):
                    relative.kill()
            process.kill()
            process.wait()

    def member(self, word):
        """Return the process of the family with a word on its command line."""
        [found] = [relative for relative in self.family if word in relative.cmdline()]
        return found

    def await_all_gone(self):
        """Wait until nobody of the family is left; return the seconds that took."""
        began = time.monotonic()
        _, alive = psutil.wait_procs(self.family, timeout=GONE_SECONDS)
        assert [(relative.pid, relative.cmdline()) for relative in alive if relative.is_running()] == []
        return time.monotonic() - began

    def owner_url(self):
        """Ask `showground db psql-url`."""
        asked = self.run(".venv/bin/showground", "db", "psql-url", stdout=subprocess.PIPE, text=True)
        url, _ = asked.communicate(timeout=30)
        return url.strip()

    def said(self, *words, **environment):
        """Run a command of the installation to its end; return what it said."""
        shell = [f"{name}={value}" for name, value in environment.items()]
        command = ["env", *shell, ".venv/bin/showground", *words]
        asked = self.run(*command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        said, _ = asked.communicate(timeout=LATER_SECONDS * 2)
        assert asked.returncode == 0, said
        return said

    def status(self, path):
        """Return the HTTP status of a page."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            return answer.status


SLEEPS = """
import os, pwd, sys, time
from pathlib import Path
from tests.test_up import Account, Platform

who = pwd.getpwnam(sys.argv[2])
platform = Platform(Path(sys.argv[1]), Account(who.pw_name, who.pw_uid, who.pw_gid), root=False)
print(platform.run("sleep", "600").pid, flush=True)
time.sleep(600)
"""


def test_what_a_test_starts_dies_with_it_even_when_it_is_killed(ordinary):
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        test = subprocess.Popen(
            [sys.executable, "-c", SLEEPS, place, ordinary.name], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert test.stdout is not None
        with test.stdout:
            started = psutil.Process(int(test.stdout.readline()))
        began = started.username()
        test.kill()
        test.wait()
        started_gone = psutil.wait_procs([started], timeout=GONE_SECONDS)[1] == []

    assert (began, started_gone) == (ordinary.name, True)


@pytest.mark.alone
@pytest.mark.timeout(FIRST_SECONDS + 300)
@pytest.mark.parametrize("who", WHO)
def test_one_command_gives_a_living_platform_that_leaves_nobody_and_loses_nothing(who, clone, ordinary, capsys):
    platform = Platform(clone, ordinary, root=who == "root")
    began = time.monotonic()
    with platform.up(within=FIRST_SECONDS):
        first = time.monotonic() - began
        assert (platform.status("/healthz"), platform.status("/readyz")) == (200, 200)
        owners = {relative.username() for relative in platform.family if relative.name() == "postgres"}
        assert "root" not in owners
        with connected(platform.owner_url()) as connection:
            connection.execute("create table public.kept as select * from generate_series(1, 1000)")
        platform.member("up").send_signal(signal.SIGKILL)
        killed = platform.await_all_gone()

    began = time.monotonic()
    with platform.up(within=LATER_SECONDS):
        second = time.monotonic() - began
        with connected(platform.owner_url()) as connection:
            assert connection.execute("select count(*) from public.kept").fetchone() == (1000,)
        platform.make.kill()  # not even the make around it may leave somebody behind
        without_make = platform.await_all_gone()

    with platform.up(within=LATER_SECONDS):
        os.killpg(platform.make.pid, signal.SIGINT)  # Ctrl-C, as a terminal sends it
        stopped = platform.await_all_gone()
        assert platform.make.wait(10) in {0, 2, -signal.SIGINT}
    assert "stopped" in platform.log.read_text()
    assert not re.search(r"Traceback|error|orphan", platform.log.read_text())
    saved = clone / f"{who}-saved"
    assert "backup: " in platform.said("backup", str(saved))  # each starts the server itself, and stops it
    elsewhere = {"SHOWGROUND_STATE_DIR": str(clone / f"{who}-elsewhere")}
    assert "restored: " in platform.said("restore", str(saved), **elsewhere)
    assert "restored: " in platform.said("restore", "--replace", str(saved), **elsewhere)
    with capsys.disabled():
        print(
            f"\n  {who}: first start {first:.1f} s (with downloads), second {second:.1f} s; gone after SIGKILL of up"
            f" {killed:.2f} s, of make {without_make:.2f} s, after Ctrl-C {stopped:.2f} s"
        )
