"""Which providers collect and return money here, made from the settings; and how patient we are with them."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING

from showground.domains.payments.types import Pace
from showground.gateways.payments.test_provider import TestProvider
from showground.gateways.payments.traced import traced
from showground.http.keys import Keyring

if TYPE_CHECKING:
    from collections.abc import Callable

    from showground.domains.payments.ports import Providers
    from showground.settings import Settings

BOOKS = "test-provider.sqlite3"


def provider_for_tests(settings: Settings, keyring: Keyring, *, clock: Callable[[], float] = time.time) -> TestProvider:
    """Return the provider that moves no money; its books lie in the state folder."""
    secret, *older = keyring.keys("test-provider")
    return TestProvider(secret, settings.state_dir / BOOKS, older=older, clock=clock)


def providers_of(settings: Settings) -> Providers:
    """Return who collects and returns money, by name; test money goes back even where no more of it is taken."""
    return traced({"test": provider_for_tests(settings, Keyring(settings))})


def pace_of(settings: Settings) -> Pace:
    """Return how patient we are with providers."""
    return Pace(
        answer=timedelta(seconds=settings.provider_seconds),
        pause=timedelta(seconds=settings.refund_pause_seconds),
        longest=timedelta(seconds=settings.refund_longest_pause_seconds),
    )
