"""The embedded PostgreSQL: started for one parent process, stopped with it, restarted when it exits by itself."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import IO, TYPE_CHECKING, Self

import msgspec

from showground.db.binaries import find_binaries
from showground.db.cluster import SUPERUSER, Address, load_passwords, prepare
from showground.db.processes import can_enter, end, server_account, spawn
from showground.kit.faults import Conflict, Unavailable

if TYPE_CHECKING:
    from types import TracebackType

    from showground.db.processes import Account

READY_SECONDS = 120  # a long crash recovery is waited for
STOP_SECONDS = 20
SOCKET_PATH_BYTES = 90  # the system allows about 107 with the file's own name
VOLATILE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum_naptime": "10min"}


class Plan(msgspec.Struct, frozen=True):
    """How a server is to be run.

    Attributes:
        state: Folder of everything that outlives the process: `postgres/`, `secrets/`.
        bin_dir: Folder of `postgres` and `initdb`; the packaged build when absent.
        durable: False only for tests: a power cut may then cost the data.
        settings: Server settings beside ours, by name.
    """

    state: Path
    bin_dir: Path | None = None
    durable: bool = True
    settings: dict[str, str] = {}

    @property
    def home(self) -> Path:
        """The folder that belongs to the server's user."""
        return self.state / "postgres"

    @property
    def data(self) -> Path:
        """PGDATA."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """The server's log file."""
        return self.state / "postgres.log"


class Server:
    """A running embedded server; use it as a context manager, from the main thread."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._account: Account | None = None
        self._bin = Path()
        self._lock: IO[str] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._address: Address | None = None

    @property
    def address(self) -> Address:
        """Where it listens."""
        if self._address is None:
            msg = "the server was not started"
            raise RuntimeError(msg)
        return self._address

    @property
    def pid(self) -> int:
        """The process number of the postmaster."""
        return self._process.pid if self._process else 0

    def __enter__(self) -> Self:
        """Start it."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop it."""
        self.stop()

    def start(self) -> None:
        """Start the server, making its data folder first when there is none.

        Raises:
            Conflict: another process runs a server on this state folder.
            Unavailable: it cannot be started; the sentence says why.
        """
        _make_enterable(self.plan.state)
        self._lock = _locked(self.plan.state)
        try:
            self._account = server_account(self.plan.data)
            if self._account is not None and not can_enter(self.plan.state, self._account):
                says = (
                    f"The state folder {self.plan.state} cannot be entered by the user {self._account.name}, as whom"
                    " PostgreSQL runs when root starts it; set SHOWGROUND_STATE_DIR to another place."
                )
                raise Unavailable(says)
            copies = self.plan.state / "programs"
            self._bin = find_binaries(named=self.plan.bin_dir, copies=copies, account=self._account)
            passwords = load_passwords(self.plan.state / "secrets")
            self._own(self.plan.home)
            if not (self.plan.data / "PG_VERSION").exists():
                self._init(passwords[SUPERUSER])
            self._check_version()
            settle_stale_pid(self.plan.data)
            self._address = Address(_free_port(self.plan.state / "port"), passwords)
            self._launch()
            prepare(self._address)
        except BaseException:
            self.stop()
            raise

    def restart_if_gone(self) -> bool:
        """Start the postmaster again when it exited by itself, and tell whether that was needed."""
        if self._process is None or self._process.poll() is None:
            return False
        settle_stale_pid(self.plan.data)
        self._launch()
        return True

    def stop(self) -> None:
        """Stop fast: open transactions are rolled back, everything committed is on disk."""
        if self._process is not None:
            end(self._process, by=signal.SIGINT, within_seconds=STOP_SECONDS, then=signal.SIGQUIT)
            self._process = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _own(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._account is not None:
            os.chown(folder, self._account.uid, self._account.gid)

    def _init(self, password: str) -> None:
        with tempfile.NamedTemporaryFile("w", dir=self.plan.home, prefix=".pw-") as secret:
            secret.write(password)
            secret.flush()
            if self._account is not None:
                os.fchown(secret.fileno(), self._account.uid, self._account.gid)
            command = [str(self._bin / "initdb"), "-D", str(self.plan.data), "-U", SUPERUSER, "-E", "UTF8"]
            command += ["--auth-local=scram-sha-256", "--auth-host=scram-sha-256", f"--pwfile={secret.name}"]
            command += ["--locale=C.UTF-8", *self._builtin_locale(), *([] if self.plan.durable else ["--no-sync"])]
            account = self._account
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=[] if account else None,
            )
        if done.returncode != 0:
            says = f"The data folder {self.plan.data} could not be made: {(done.stderr or done.stdout).strip()[-500:]}"
            raise Unavailable(says)

    def _builtin_locale(self) -> list[str]:
        """Sort order that does not hang on the system's C library, where the version has it."""
        if self._major() < 17:
            return []
        return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]

    def _major(self) -> int:
        command = [str(self._bin / "postgres"), "--version"]
        shown = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True).stdout
        found = re.search(r"(\d+)", shown)
        return int(found.group(1)) if found else 0

    def _check_version(self) -> None:
        made_by, program = int((self.plan.data / "PG_VERSION").read_text()), self._major()
        if made_by != program:
            says = (
                f"The data folder {self.plan.data} was made by PostgreSQL {made_by}, and this is PostgreSQL {program}."
                f" Set PG_BIN_DIR to the programs of version {made_by}, or dump the data with them and restore it here."
            )
            raise Unavailable(says)

    def _launch(self) -> None:
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.address.port),
            "unix_socket_directories": str(self._socket_folder()),
            "shared_preload_libraries": self._preloads(),
            "max_connections": "100",
            "shared_buffers": "128MB",
            "timezone": "UTC",
            "log_timezone": "UTC",
            **({} if self.plan.durable else VOLATILE),
            **self.plan.settings,
        }
        command = [str(self._bin / "postgres"), "-D", str(self.plan.data)]
        command += [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with self.plan.log.open("ab") as log:
            self._process = spawn(
                command, death_signal=signal.SIGQUIT, account=self._account, own_session=True, output=log
            )
        self._await_ready(self._process)

    def _preloads(self) -> str:
        """The statistics of statements, where the build has them."""
        library = self._bin.parent / "lib"
        return "pg_stat_statements" if any(library.rglob("pg_stat_statements.*")) else ""

    def _await_ready(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            if process.poll() is not None:
                says = f"PostgreSQL did not start. The end of {self.plan.log}: {_tail(self.plan.log)}"
                raise Unavailable(says)
            lines = _pid_file_lines(self.plan.data)
            if len(lines) >= 8 and lines[0] == str(process.pid) and lines[7].strip() == "ready":
                return
            time.sleep(0.01)
        says = f"PostgreSQL was not ready after {READY_SECONDS} seconds. See {self.plan.log}."
        raise Unavailable(says)

    def _socket_folder(self) -> Path:
        folder = self.plan.home / "run"
        if len(os.fsencode(folder)) > SOCKET_PATH_BYTES:
            digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
            folder = Path(tempfile.gettempdir()) / f"showground-{digest}"
        self._own(folder)
        owner = self._account.uid if self._account else os.geteuid()
        if folder.lstat().st_uid != owner or folder.is_symlink():
            says = f"The folder {folder} for the server's socket belongs to somebody else. Remove it and start again."
            raise Unavailable(says)
        return folder


def settle_stale_pid(data: Path) -> None:
    """Make way for a new postmaster: stop one that a killed parent left behind, remove a file that lies.

    The caller holds the state folder's lock, so a live postmaster here has no parent of ours. A process that merely
    got the old number again (containers start counting anew) is not touched. Without /proc PostgreSQL's own
    check decides.
    """
    lines = _pid_file_lines(data)
    if not lines or not lines[0].isdigit() or not Path("/proc/self").exists():
        return
    pid = int(lines[0])
    deadline = time.monotonic() + STOP_SECONDS
    asked = False
    while _is_postmaster_of(pid, data):
        if not asked:
            os.kill(pid, signal.SIGINT)
            asked = True
        if time.monotonic() > deadline:
            says = f"A PostgreSQL left behind on {data} (process {pid}) does not stop. Stop it and start again."
            raise Unavailable(says)
        time.sleep(0.02)
    (data / "postmaster.pid").unlink(missing_ok=True)


def _is_postmaster_of(pid: int, data: Path) -> bool:
    place = Path(f"/proc/{pid}")
    try:
        if (place / "stat").read_text().rpartition(")")[2].split()[0] == "Z":
            return False
        words = (place / "cmdline").read_bytes().split(b"\0")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return Path(os.fsdecode(words[0])).name == "postgres" and os.fsencode(data) in words


def _pid_file_lines(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


def _make_enterable(state: Path) -> None:
    """Create the state folder; as root others may walk through it (the server's user must), but not look around."""
    if not state.exists():
        state.mkdir(parents=True)
        state.chmod(0o711 if os.geteuid() == 0 else 0o700)


def _locked(state: Path) -> IO[str]:
    lock = (state / "server.lock").open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.close()
        says = f"Another Showground is running on the state folder {state}. Stop it, or set SHOWGROUND_STATE_DIR."
        raise Conflict(says) from error
    return lock


def _free_port(remembered: Path) -> int:
    wanted = int(remembered.read_text()) if remembered.exists() else 0
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            found: int = probe.getsockname()[1]
            remembered.write_text(str(found))
            return found
    says = "There is no free port on 127.0.0.1."
    raise Unavailable(says)


def _tail(log: Path) -> str:
    return log.read_text(errors="replace").strip()[-600:]


def running_address(state: Path) -> Address | None:
    """Return the address of a server that another process runs on this state folder, or None."""
    lock = state / "server.lock"
    if not lock.exists():
        return None
    with lock.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lines = _pid_file_lines(state / "postgres" / "data")
            if len(lines) >= 8 and lines[7].strip() == "ready":
                return Address(int(lines[3]), load_passwords(state / "secrets"))
    return None
