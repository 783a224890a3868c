"""A payment provider whose calls are spans: used in its place while the platform is traced."""

from __future__ import annotations

import functools
import inspect
from typing import TYPE_CHECKING, Any, TypeVar

from showground.measures.tracing import is_on, span

if TYPE_CHECKING:
    from collections.abc import Mapping

P = TypeVar("P")


def traced(providers: Mapping[str, P]) -> dict[str, P]:
    """Return providers by name, each with its calls traced when the platform is."""
    if not is_on():
        return dict(providers)
    wrapped: dict[str, Any] = {name: Traced(name, provider) for name, provider in providers.items()}
    return wrapped


class Traced:
    """Passes everything on to a provider, each call in a span with the provider's name and the call's."""

    def __init__(self, name: str, provider: object) -> None:
        self._name, self._provider = name, provider

    def __getattr__(self, call: str) -> Any:  # noqa: ANN401 - whatever a provider has
        found = getattr(self._provider, call)
        if not inspect.iscoroutinefunction(found):
            return found

        @functools.wraps(found)
        async def spanned(*given: object, **named: object) -> object:
            with span(f"provider {self._name}.{call}", "client", showground__provider=self._name):
                return await found(*given, **named)

        return spanned
