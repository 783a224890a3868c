"""The composition root: settings become a database and the HTTP application. It alone knows everything."""

from __future__ import annotations

import asyncio
import signal
import sys
from contextlib import asynccontextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

import asyncpg
from litestar import Litestar, Request, Response
from litestar.datastructures import State

from showground.api import api_router
from showground.database import open_database_of
from showground.db.principal import Anonymous
from showground.domains.ref.store import currencies
from showground.gateways.pictures.decoder import Decoder
from showground.gateways.storage.opening import open_storage
from showground.http.counter import Counter
from showground.http.desk import API
from showground.http.doorway import Doorway
from showground.http.faults import failure_of, problem
from showground.http.health import healthz, readyz
from showground.http.identities import Identities
from showground.http.keys import Keyring
from showground.http.live import LiveHub
from showground.http.metrics import metrics
from showground.http.openapi import describe
from showground.http.reports import csp_reports
from showground.http.sessions import https
from showground.http.vouching import clients_of
from showground.http.well_known import change_password, security_txt
from showground.kit.faults import Unavailable
from showground.kit.format import use_exponents
from showground.logs import configure_logs, log
from showground.measures.tracing import close_tracing, open_tracing
from showground.settings import Settings, read_settings
from showground.web import static_router, web_router
from showground.web.errors import error_page
from showground.web.media import media_router

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from showground.db.tx import Database

# For machines around us; they know their callers themselves.
OWN = (healthz, readyz, metrics, csp_reports, security_txt, change_password)


# Litestar would import OpenTelemetry wherever it is installed; our spans are our own (`measures.tracing`).
sys.modules.setdefault("litestar.plugins.opentelemetry", None)  # type: ignore[arg-type]


def http_app(settings: Settings | None = None) -> Litestar:
    """Return the web application; its database opens with it and closes with it.

    Raises:
        Invalid: a setting cannot be used.
    """
    chosen = settings or read_settings()
    app = Litestar(
        route_handlers=[*OWN, api_router(), web_router(), media_router(), static_router()],
        lifespan=[opened],
        state=state_of(chosen),
        exception_handlers={Exception: answer_failure},
        openapi_config=None,
        logging_config=None,
    )
    app.state.doorway = app.asgi_handler = Doorway(app.asgi_handler, https=https(chosen))
    return app


def state_of(settings: Settings) -> State:
    """Return what every request finds in `app.state`."""
    db, keyring = open_database_of(settings), Keyring(settings)
    return State(
        {
            "db": db,
            "settings": settings,
            "keyring": keyring,
            "counter": Counter(db, settings, keyring),
            "identities": Identities(db),
            "live": LiveHub(settings.listen_url or ("" if settings.pooler == "transaction" else settings.database_url)),
            "storage": open_storage(settings),
            "decoder": Decoder(),
            "oidc": clients_of(settings),
            "description": description,
        }
    )


@asynccontextmanager
async def opened(app: Litestar) -> AsyncIterator[None]:
    """Hold the database and what listens to it for as long as the application serves."""
    state = app.state
    state.live.open()
    await learn_exponents(state.db)
    try:
        yield
    finally:
        await state.live.close()
        await state.counter.drain()
        await state.db.close()


async def learn_exponents(db: Database) -> None:
    """Have money shown with the exponents of our currencies; where they differ, CLDR's are rounded for cash."""
    try:
        async with db.acting_as(Anonymous(), read_only=True) as tx:
            use_exponents({currency.code: currency.exponent for currency in await currencies(tx)})
    except (OSError, asyncpg.PostgresError, Unavailable) as error:  # not ready yet: /readyz says so until a restart
        log().warning("currencies could not be read", error=str(error))


@cache
def description() -> dict[str, Any]:
    """Return the API's description as OpenAPI 3.1."""
    return describe(api_router())


def describe_soon() -> None:
    """Begin to make the description, which takes a second: the first call with parameters asks for it."""
    asyncio.get_running_loop().run_in_executor(None, description)


def answer_failure(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Answer what went wrong: a problem to programs, a page to people."""
    failure = failure_of(request, error)
    return problem(request, failure) if request.url.path.startswith(API) else error_page(request, failure)


def served_app() -> Litestar:
    """Return the application in a process of the web server: its logs go our way, and signals end it gently."""
    settings = read_settings()
    configure_logs(settings.log_format, level=settings.log_level, process="web")
    open_tracing(settings.otlp_endpoint, process="web")
    app = http_app(settings)
    app.on_startup.append(app.state.live.end_on_signals)
    app.on_startup.append(lambda: leave_on_signal(app))
    app.on_startup.append(describe_soon)
    app.on_shutdown.append(close_tracing)
    return app


def leave_on_signal(app: Litestar) -> None:
    """On SIGUSR1 send visitors to the process that replaces this one: connections end after an answer, streams now."""

    def leave() -> None:
        app.state.doorway.leave()
        app.state.live.end()

    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, leave)
