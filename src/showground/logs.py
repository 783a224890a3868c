"""Structured logs: one event a line with the request's id, never with a secret."""

from __future__ import annotations

import logging
import re
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal, TextIO

import msgspec
import structlog

if TYPE_CHECKING:
    from collections.abc import Iterator

    from structlog.typing import EventDict, Processor, WrappedLogger

SECRET_NAMES = re.compile(r"passw|secret|token|authorization|cookie|api_?key|private|otp|signature", re.IGNORECASE)
URL_PASSWORD = re.compile(r"(\w+://[^\s:/@]*):[^\s@]+@")
HIDDEN = "***"


def configure_logs(
    form: Literal["auto", "console", "json"], *, level: str = "info", process: str = "", stream: TextIO | None = None
) -> None:
    """Send every log line of this process, ours and the libraries', to one stream in one form.

    Args:
        process: Stands on every line: web, worker, up.
        stream: Standard error when absent.
    """
    out = stream or sys.stderr
    people = form == "console" or (form == "auto" and out.isatty())
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    last: list[Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, hide_secrets]
    if people:
        last += [structlog.dev.ConsoleRenderer(colors=out.isatty(), exception_formatter=structlog.dev.plain_traceback)]
    else:
        last += [structlog.processors.format_exc_info, hide_secrets, structlog.processors.JSONRenderer(_json)]
    handler = logging.StreamHandler(out)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=last))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    structlog.contextvars.clear_contextvars()
    if process:
        structlog.contextvars.bind_contextvars(process=process)


def log(name: str = "showground") -> structlog.stdlib.BoundLogger:
    """Return a logger: `log().info("order paid", order=...)`."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger


@contextmanager
def logging_as(**context: object) -> Iterator[None]:
    """Put names (request_id=..., job=...) on every line logged inside the block, in this task."""
    with structlog.contextvars.bound_contextvars(**context):
        yield


def hide_secrets(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Replace the values of telling names, and passwords inside URLs wherever they stand."""
    return {name: HIDDEN if SECRET_NAMES.search(name) else hidden(value) for name, value in event.items()}


def hidden(value: Any) -> Any:  # noqa: ANN401 - a log line carries anything
    """Return a value with the passwords inside its URLs, and what stands under telling names, replaced."""
    if isinstance(value, str):
        return URL_PASSWORD.sub(rf"\1:{HIDDEN}@", value)
    if isinstance(value, dict):
        return {k: HIDDEN if SECRET_NAMES.search(str(k)) else hidden(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [hidden(item) for item in value]
    return value


def _json(event: EventDict, **_: object) -> str:
    return msgspec.json.encode(event, enc_hook=str).decode()
