"""What sells, checks and records in this process: till, cashier, door, signer, recorder, shared by API and web."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from showground.domains.analytics.recording.recorder import Recorder
from showground.domains.payments.notices import Cashier
from showground.domains.payments.till import Till
from showground.domains.ticketing.door import Door
from showground.domains.ticketing.qr import Signer
from showground.http.providers import pace_of, provider_for_tests
from showground.http.tally import Tally
from showground.kit.faults import Unknown

if TYPE_CHECKING:
    from showground.db.tx import Database
    from showground.domains.payments.ports import Provider
    from showground.domains.payments.types import Pace
    from showground.gateways.payments.test_provider import TestProvider
    from showground.http.desk import Desk
    from showground.http.keys import Keyring
    from showground.settings import Settings


class Counter:
    """Holds what is one per process; what needs the master key is made when first asked for."""

    def __init__(self, db: Database, settings: Settings, keyring: Keyring) -> None:
        self.till = Till(db, pay_within=timedelta(seconds=settings.payment_seconds))
        self.cashier = Cashier(db)
        self.tally = Tally(db, per=timedelta(seconds=settings.attempt_seconds))
        pause = timedelta(milliseconds=settings.record_ms)
        self.recorder = Recorder(db, lambda: keyring.key("visitor"), pause=pause, most=settings.most_sightings)
        self._db, self._settings, self._keyring = db, settings, keyring
        self._signer: tuple[tuple[bytes, ...], Signer] | None = None
        self._door: Door | None = None

    @property
    def signer(self) -> Signer:
        """What signs tickets and knows its own signatures again."""
        seeds = self._keyring.keys("ticket-qr")
        if self._signer is None or self._signer[0] != seeds:
            self._signer = seeds, Signer.of_seeds(seeds)
        return self._signer[1]

    @property
    def door(self) -> Door:
        """What judges scans."""
        if self._door is None:
            self._door = Door(self._db, self.signer)
        self._door.signer = self.signer
        return self._door

    @property
    def test_provider(self) -> TestProvider:
        """The provider that moves no money.

        Raises:
            Unknown: it is switched off.
        """
        if not self._settings.takes_test_money:
            raise Unknown
        return provider_for_tests(self._settings, self._keyring)

    def provider(self, name: str) -> Provider:
        """Return a provider by its name.

        Raises:
            Unknown: there is none of this name, or it is switched off.
        """
        if name != "test":
            raise Unknown
        return self.test_provider

    @property
    def pace(self) -> Pace:
        """How patient we are with providers."""
        return pace_of(self._settings)

    async def drain(self) -> None:
        """Wait until everything taken so far is answered."""
        await self.till.drain()
        await self.cashier.drain()
        await self.tally.drain()
        if self._door is not None:
            await self._door.drain()
        await self.recorder.drain()


def counter_of(desk: Desk) -> Counter:
    """Return this process's counter."""
    counter: Counter = desk.request.app.state.counter
    return counter
