"""Structured logs: one event a line with the request's id, never with a secret."""

from __future__ import annotations

import logging
import re
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal, TextIO

import msgspec

sys.modules.setdefault("rich", None)  # type: ignore[arg-type] # structlog would load it for tracebacks: four megabytes
import structlog  # noqa: E402

if sys.modules["rich"] is None:
    del sys.modules["rich"]  # whoever draws tables and bars has it

if TYPE_CHECKING:
    from collections.abc import Iterator

    from structlog.typing import EventDict, Processor, WrappedLogger

SECRET_NAMES = re.compile(r"passw|secret|token|authorization|cookie|api_?key|private|otp|signature", re.IGNORECASE)
HIDDEN = "***"
# What secrets look like wherever they stand, and what is left of them. Addresses of people keep a letter and the host.
SHAPES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(\w+://[^\s:/@]*):[^\s@]+@"), rf"\1:{HIDDEN}@"),
    (re.compile(r"(?i)\b(\w*(?:token|secret|passw\w*|signature)|link|code|key)=[^\s&;,\"'<>]+"), rf"\1={HIDDEN}"),
    (re.compile(r"(?i)\b(bearer|basic) [\w.~+/=-]+"), rf"\1 {HIDDEN}"),
    (re.compile(r"(?i)\b(\w*showground_\w+)=[\w.-]+"), rf"\1={HIDDEN}"),
    (re.compile(r"\bsg_[\w-]{8,}"), f"sg_{HIDDEN}"),
    (re.compile(r"(?<=/)(?=[\w-]*[a-z])(?=[\w-]*[A-Z])(?=[\w-]*\d)[\w-]{32,}"), HIDDEN),  # a token as a part of a path
    (re.compile(r"\b([\w])[\w.%+-]*@(\w[\w-]*(?:\.\w[\w-]*)+)"), rf"\1{HIDDEN}@\2"),
)


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
    last: list[Processor] = [  # tracebacks become text before the secrets in them are looked for
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,
        hide_secrets,
    ]
    if people:
        last += [structlog.dev.ConsoleRenderer(colors=out.isatty())]
    else:
        last += [structlog.processors.JSONRenderer(_json)]
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
    """Replace the values of telling names, and what looks like a secret wherever it stands."""
    return {name: HIDDEN if SECRET_NAMES.search(name) else hidden(value) for name, value in event.items()}


def hidden(value: Any) -> Any:  # noqa: ANN401 - a log line carries anything
    """Return a value with what looks like a secret, and what stands under telling names, replaced."""
    if isinstance(value, str):
        for shape, left in SHAPES:
            value = shape.sub(left, value)
        return value
    if isinstance(value, bytes | BaseException):
        return hidden(str(value))
    if isinstance(value, dict):
        return {k: HIDDEN if SECRET_NAMES.search(str(k)) else hidden(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [hidden(item) for item in value]
    return value


def _json(event: EventDict, **_: object) -> str:
    return msgspec.json.encode(event, enc_hook=str).decode()
