"""One PostgreSQL for a whole run, one migrated template, one clone of it per test process."""

from __future__ import annotations

import contextlib
import fcntl
import os
import random
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import asyncpg
import httpx
import pytest
from tests import budget
from tests.browser import Browser, client_of
from tests.make import Make
from tests.site import Cluster, open_site, prepare_template

from showground.app import http_app
from showground.db.pool import prepare_connection
from showground.db.principal import Scope
from showground.db.server import Plan, Server
from showground.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

    from litestar import Litestar
    from tests.site import Site

    from showground.db.tx import Database

SERVER = pytest.StashKey[Server]()
STATE = pytest.StashKey[Path]()
CLUSTER = pytest.StashKey[Cluster]()
SCOPES: tuple[Scope, ...] = ("read", "buy", "scan", "manage")


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Give the run one seed, printed, for hypothesis and for everything random; `--hypothesis-seed` repeats it."""
    if config.option.hypothesis_seed is None:
        config.option.hypothesis_seed = random.SystemRandom().randrange(2**32)
    random.seed(int(config.option.hypothesis_seed))


def pytest_configure(config: pytest.Config) -> None:
    """Choose the budget, and learn in a worker process which server the controller runs."""
    budget.load_profile()
    given = getattr(config, "workerinput", None)
    if given is not None:
        config.stash[CLUSTER] = Cluster.from_json(given["cluster"])


def pytest_report_header(config: pytest.Config) -> str:
    """Print what a repetition needs."""
    return f"budget: {budget.NAME}; seed: {config.option.hypothesis_seed} (repeat with --hypothesis-seed)"


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node) -> None:
    """Start the server before the first worker process, and tell each where it is."""
    node.workerinput["cluster"] = running_cluster(node.config).to_json()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server; were this process killed, the kernel would have it stopped."""
    if server := config.stash.get(SERVER, None):
        server.stop()
        shutil.rmtree(config.stash[STATE])


def running_cluster(config: pytest.Config) -> Cluster:
    """Return the run's server, started when this process is the first to ask."""
    if CLUSTER not in config.stash:
        state = Path(tempfile.mkdtemp(prefix="showground-test-"))
        state.chmod(0o711)
        server = Server(Plan(state, durable=False, settings={"max_connections": "400"}))
        config.stash[SERVER], config.stash[STATE] = server, state
        server.start()
        config.stash[CLUSTER] = Cluster(state, server.address)
    return config.stash[CLUSTER]


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest) -> Cluster:
    """The run's PostgreSQL: `server.address`, and `server.clone(name)` for a database of one's own."""
    return running_cluster(request.config)


@pytest.fixture(scope="session")
async def template(server: Cluster) -> str:
    """The name of the migrated database that all others are cloned from; made by the first process that needs it."""
    with (server.state / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return await prepare_template(server)


@pytest.fixture(scope="session")
async def site(server: Cluster, template: str) -> AsyncIterator[Site]:
    """This process's database: its URLs and its `Database`."""
    async with open_site(server, f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}", template=template) as opened:
        yield opened


@pytest.fixture(scope="session")
def owner_url(site: Site) -> str:
    """The URL of the login that owns every table of this process's database."""
    return site.owner_url


@pytest.fixture(scope="session")
def app_url(site: Site) -> str:
    """The URL of the login that serves."""
    return site.app_url


@pytest.fixture(scope="session")
def db(site: Site) -> Database:
    """Transactions as the serving login."""
    return site.db


@pytest.fixture
async def fresh(server: Cluster, template: str, request: pytest.FixtureRequest) -> AsyncIterator[Site]:
    """A database of the test's own, migrated, dropped afterwards: to start empty or to break things."""
    name = f"fresh_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{abs(hash(request.node.nodeid)):x}"
    async with open_site(server, name, template=template) as opened:
        yield opened


@pytest.fixture
def fresh_db(fresh: Site) -> Database:
    """Transactions in a database of the test's own."""
    return fresh.db


@pytest.fixture
async def sql(site: Site) -> AsyncIterator[asyncpg.Connection]:
    """A raw connection as the owner of all tables, whom no policy binds: for planting and for counting."""
    connection = await asyncpg.connect(site.owner_url)
    await prepare_connection(connection)
    yield connection
    await connection.close()


@pytest.fixture
async def superuser(site: Site) -> AsyncIterator[asyncpg.Connection]:
    """A raw connection as the superuser."""
    connection = await asyncpg.connect(site.superuser_url)
    await prepare_connection(connection)
    yield connection
    await connection.close()


@pytest.fixture(scope="session")
def make(db: Database) -> Make:
    """Makers of rows: `await make.user()`, each defined in `tests/make/<domain>.py`."""
    return Make(db)


@pytest.fixture(scope="session")
async def app(site: Site, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Litestar]:
    """The HTTP application on this process's database."""
    state_dir = tmp_path_factory.mktemp("state")
    opened = http_app(read_settings({"DATABASE_URL": site.app_url, "SHOWGROUND_STATE_DIR": str(state_dir)}))
    yield opened
    await opened.state.db.close()


@pytest.fixture
async def browse(app: Litestar, make: Make) -> AsyncIterator[Callable[..., Awaitable[Browser]]]:
    """Browsers: `await browse()` is nobody's, `await browse(person)` is signed in."""
    async with contextlib.AsyncExitStack() as opened:

        async def new(person: Any = None) -> Browser:
            browser = Browser(app)
            await opened.enter_async_context(browser.client)
            return browser if person is None else browser.sign_in(await make.session(person))

        yield new


@pytest.fixture
async def api(app: Litestar, make: Make) -> AsyncIterator[Callable[..., Awaitable[httpx.AsyncClient]]]:
    """API clients: `await api()` is nobody, `await api(person)` has a key, by default with every scope."""
    async with contextlib.AsyncExitStack() as opened:

        async def new(person: Any = None, *, scopes: tuple[Scope, ...] = SCOPES) -> httpx.AsyncClient:
            headers = {}
            if person is not None:
                made = await make.api_key(person, scopes=scopes)
                headers["authorization"] = f"Bearer {made.secret}"
            return await opened.enter_async_context(client_of(app, **headers))

        yield new


@pytest.fixture
def state() -> Iterator[Path]:
    """A state folder that the server's user can enter, unlike pytest's own temporary folders."""
    folder = Path(tempfile.mkdtemp(prefix="showground-server-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)
