"""What the steps of the demo tell each other: who is there, what takes place, who holds tickets."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from math import sqrt
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from showground.demo.chance import Chance

if TYPE_CHECKING:
    from showground.demo.loading import Loader

DAY = 86_400.0
PAST_DAYS = 330  # how far back things were sold and seen: partitions of facts reach back twelve months


class Sizes(msgspec.Struct, frozen=True):
    """How much of everything."""

    people: int
    organizations: int
    tickets: int
    impressions: int
    posts: int
    sponsors: int
    campaigns: int
    jobs: int
    conversations: int
    embeddings: int

    @classmethod
    def of(cls, scale: float) -> Sizes:
        """Return the sizes of a scale: people, tickets and impressions in proportion, who organizes by its root."""
        root = sqrt(scale)
        return cls(
            people=max(200, round(20_000 * scale)),
            organizations=max(40, round(600 * root)),
            tickets=max(1_000, round(100_000 * scale)),
            impressions=max(10_000, round(1_000_000 * scale)),
            posts=max(120, round(5_000 * scale)),
            sponsors=max(40, round(560 * root)),
            campaigns=max(40, round(500 * root)),
            jobs=max(40, round(400 * root)),
            conversations=max(60, round(4_000 * scale)),
            embeddings=max(200, round(5_000 * scale)),
        )


class Happening(msgspec.Struct, gc=False):
    """An event as the later steps need it; times in Unix seconds."""

    id: UUID
    owner_org_id: UUID | None
    owner_user_id: UUID | None
    created_by: UUID
    status: str
    visibility: str
    starts: float
    ends: float
    currency: str
    title: str
    slug: str
    country: str | None
    imported: bool

    @property
    def seller(self) -> tuple[UUID | None, UUID | None]:
        """The pair that everything sold here carries."""
        return self.owner_org_id, self.owner_user_id

    @property
    def owner(self) -> UUID:
        """Whoever owns it."""
        return self.owner_org_id or self.owner_user_id or self.created_by


class Held(msgspec.Struct, gc=False):
    """A ticket as the later steps need it; `owner` is null for a guest's."""

    id: UUID
    event: Happening
    owner: UUID | None
    code: str
    issued: float
    valid: bool


class World:
    """The demo while it is made. `now` is the first moment of the load day: all that has happened lies before it."""

    def __init__(self, loader: Loader, *, scale: float, day: date) -> None:
        self.loader, self.scale, self.day = loader, scale, day
        self.sizes = Sizes.of(scale)
        self.midnight = datetime.fromisoformat(f"{day.isoformat()}T00:00:00+00:00")
        self.now = self.midnight.timestamp()
        self.since = self.now - PAST_DAYS * DAY
        self.people: list[UUID] = []
        self.private: set[UUID] = set()
        self.organizations: list[UUID] = []
        self.staff: dict[UUID, list[UUID]] = {}  # by organization, founder first
        self.orgs_of: dict[UUID, list[UUID]] = {}
        self.events: list[Happening] = []
        self.by_id: dict[UUID, Happening] = {}
        self.occurrences: dict[UUID, list[UUID]] = {}
        self.sold_at: list[Happening] = []  # has tiers; most wanted first
        self.tickets: list[Held] = []
        self.holders: dict[UUID, list[UUID]] = {}  # by event
        self.wallets: dict[tuple[UUID, str], tuple[UUID, int]] = {}  # by owner and currency: wallet, account
        self.accounts: dict[tuple[str, str], int] = {}  # the platform's, by kind and currency
        self.posts: list[tuple[UUID, Happening]] = []
        self.ads: list[tuple[UUID, UUID, UUID, str]] = []  # ad, campaign, organization, placement
        self.special: dict[str, Happening] = {}

    def chance(self, step: int) -> Chance:
        """Return the source of randomness of a step, so that steps do not disturb each other."""
        return Chance(step, round(self.scale * 1000))

    @property
    def tonight(self) -> datetime:
        """When the load day ends."""
        return self.midnight + timedelta(days=1)

    def speakers(self, event: Happening) -> list[UUID]:
        """Return who acts for an event's owner."""
        return self.staff[event.owner_org_id] if event.owner_org_id else [event.created_by]
