"""Who pays to be seen: sponsors with their packages, negotiations and sponsorships, and campaigns with their ads."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from showground.demo.ledger import TABLES as MONEY
from showground.demo.ledger import Ledger
from showground.demo.loading import Batch, moment
from showground.demo.words import WORDS, price_in
from showground.demo.world import DAY
from showground.domains.ref.source import industries
from showground.kit.text import slug

if TYPE_CHECKING:
    from showground.demo.world import Happening, World

TABLES = {
    "campaigns.campaigns": (
        "id org_id target_event_id created_by name objective status currency_code budget_amount "
        "spent_amount starts_at ends_at created_at"
    ),
    "campaigns.campaign_ads": "id campaign_id org_id placement status headline body target_url created_at",
    "sponsorship.sponsors": "id org_id name description website industry_code is_listed created_by created_at",
    "sponsorship.sponsor_members": "sponsor_id user_id role created_at",
    "sponsorship.sponsorship_packages": (
        "id event_id seller_org_id seller_user_id sponsor_id campaign_id name description benefits "
        "price_amount currency_code inventory sold status created_at"
    ),
    "sponsorship.proposal_threads": (
        "id event_id seller_org_id seller_user_id package_id sponsor_id created_by currency_code status "
        "created_at closed_at"
    ),
    "sponsorship.proposal_messages": "id thread_id sender_user_id side body offer_amount currency_code created_at",
    **{
        table: names
        for table, names in MONEY.items()
        if table.rpartition(".")[2] in {"journals", "transfers", "org_wallet_transactions"}
    },
    "sponsorship.event_sponsorships": (
        "id event_id seller_org_id seller_user_id sponsor_id package_id payment_transaction_id amount "
        "currency_code status created_at cancelled_at"
    ),
}
PLACEMENTS = ("feed", "discover", "event_page", "search")
CLOSED = {"accepted", "rejected", "expired", "cancelled"}


class Sponsor(msgspec.Struct, frozen=True):
    """A sponsor and who acts for it."""

    id: UUID
    people: list[UUID]


async def promote(world: World) -> None:
    """Add campaigns and sponsors, and what they buy."""
    fair = Fair(world, Batch(world.loader, TABLES))
    fair.campaigns()
    fair.sponsors()
    ahead = [event for event in world.sold_at if event.ends > world.now and event.visibility == "public"]
    special = list(world.special.values())
    for number in range(world.sizes.sponsors * 2):
        event = special[number % 3] if number < 12 else ahead[(number * 7) % len(ahead)]
        fair.package(event)
        if fair.batch.full:
            await fair.batch.flush()
    await fair.batch.flush()


class Fair:
    """Makes campaigns, sponsors and packages, one after the other."""

    def __init__(self, world: World, batch: Batch) -> None:
        self.batch, self._world, self._chance = batch, world, world.chance(18)
        self._ledger = Ledger(world, world.chance(19))
        self._sponsors: list[Sponsor] = []
        self._campaigns: list[UUID] = []

    def campaigns(self) -> None:
        """Add campaigns of organizations, most of them for an event of their own; each with ads."""
        chance, world = self._chance, self._world
        own: dict[UUID, list[Happening]] = {}
        coins: dict[str, Happening] = {}  # one of each currency
        for event in world.sold_at:
            if event.owner_org_id and event.status == "published" and event.visibility == "public":
                own.setdefault(event.owner_org_id, []).append(event)
                coins.setdefault(event.currency, event)
        able = [org for org in world.organizations if org in own]
        chosen = [own[org][0] for org in able[:3] for _ in range(4)] + list(coins.values())[
            : world.sizes.campaigns // 3
        ]
        while len(chosen) < world.sizes.campaigns:
            events = own[able[chance.low(len(able))]]
            chosen.append(events[0] if chance.hits(0.6) else chance.one(events))
        for event in chosen:
            self._campaign(event, for_event=not chance.hits(0.15), running=chance.hits(0.7))

    def _campaign(self, event: Happening, *, for_event: bool, running: bool) -> None:
        chance, world = self._chance, self._world
        org = event.owner_org_id or event.owner
        starts = world.now - DAY * (5 + chance.below(60))
        ends = world.now + 30 * DAY if running else world.now - DAY
        campaign = chance.id(starts)
        budget = price_in(event.currency, 400 + 100 * chance.below(40))
        kind = "event_promotion" if for_event else "brand_awareness"
        name = (f"{event.title}: tickets" if for_event else "Who we are")[:120]
        self.batch.add(
            "campaigns.campaigns", campaign, org, event.id if for_event else None, world.staff[org][0], name, kind,
            "active" if running else "completed", event.currency, budget, budget // (3 + chance.below(5)),
            moment(starts),
            moment(ends), moment(starts - DAY),
        )  # fmt: skip
        self._campaigns.append(campaign)
        for ad in chance.few(2 + chance.below(3), starts):
            placement = chance.one(PLACEMENTS)
            url = None if for_event else "https://ads.example/"
            self.batch.add(
                "campaigns.campaign_ads", ad, campaign, org, placement, "approved", chance.one(WORDS.headlines),
                event.title, url,
                moment(starts - DAY),
            )  # fmt: skip
            world.ads.append((ad, campaign, org, placement))

    def sponsors(self) -> None:
        """Add sponsors, most of them organizations that are here, and who acts for them."""
        chance, world = self._chance, self._world
        divisions = [row.code for row in industries()]
        for number in range(world.sizes.sponsors):
            at = world.now - DAY * (100 + chance.below(200))
            sponsor = chance.id(at)
            name = f"{chance.one(WORDS.brand_of)} {chance.one(WORDS.brand_is)}"
            org = None if number % 4 == 3 else world.organizations[(number // 3) % len(world.organizations)]
            people = chance.some(world.staff[org] if org else world.people, 1 + chance.below(3))
            site = f"https://{slug(name)}-{number}.example"
            code = None if number % 10 == 9 else chance.one(divisions)
            about = f"{name} supports good events."
            self.batch.add(
                "sponsorship.sponsors",
                sponsor,
                org,
                name,
                about,
                site,
                code,
                not chance.hits(0.1),
                people[0],
                moment(at),
            )
            for rank, person in enumerate(people):
                role = "owner" if rank == 0 else chance.one(("admin", "editor", "viewer"))
                self.batch.add("sponsorship.sponsor_members", sponsor, person, role, moment(at))
            self._sponsors.append(Sponsor(sponsor, people))

    def package(self, event: Happening) -> None:
        """Offer a package at an event; sponsors negotiate for it, and some take it."""
        chance, world = self._chance, self._world
        at = world.now - DAY * (20 + chance.below(30))
        package = chance.id(at)
        name, hundreds = chance.one(WORDS.packages)
        price = price_in(event.currency, hundreds * 100)
        asking = chance.some(self._sponsors, 1 + chance.below(4))
        taking = asking[: chance.below(4) + (1 if event is world.special["showcase"] else 0)]
        only = asking[0].id if len(asking) == 1 or chance.hits(0.3) else None
        if only:
            asking, taking = asking[:1], taking[:1]
        campaign = chance.one(self._campaigns) if chance.hits(0.4) else None
        self.batch.add(
            "sponsorship.sponsorship_packages", package, event.id, *event.seller, only, campaign, name,
            f"{name} at {event.title}", "{logo on the stage,two tickets}", price, event.currency,
            len(taking) + chance.below(3),
            len(taking), "listed", moment(at),
        )  # fmt: skip
        for sponsor in asking:
            self._negotiate(event, package, sponsor, price, at, agreed=sponsor in taking)
        for sponsor in taking:
            self._take(event, package, sponsor, price, at + 6 * DAY)

    def _negotiate(
        self, event: Happening, package: UUID, sponsor: Sponsor, price: int, at: float, *, agreed: bool
    ) -> None:
        chance, world = self._chance, self._world
        status = "accepted" if agreed else chance.one(("sent", "countered", "rejected", "expired", "draft"))
        thread = chance.id(at + 3600)
        closed = moment(at + 6 * DAY) if status in CLOSED else None
        self.batch.add(
            "sponsorship.proposal_threads", thread, event.id, *event.seller, package, sponsor.id, sponsor.people[0],
            event.currency, status, moment(at + 3600), closed,
        )  # fmt: skip
        for number in range(1 + chance.below(4)):
            side = "seller" if number % 2 else "sponsor"
            sender = chance.one(world.speakers(event) if number % 2 else sponsor.people)
            offer = price * (10 - number) // 10 if chance.hits(0.5) else None
            said = at + 3600 + number * DAY
            self.batch.add(
                "sponsorship.proposal_messages", chance.id(said), thread, sender, side, chance.one(WORDS.offers), offer,
                None if offer is None else event.currency, moment(said),
            )  # fmt: skip

    def _take(self, event: Happening, package: UUID, sponsor: Sponsor, price: int, at: float) -> None:
        chance = self._chance
        identity = chance.id(at)
        is_paid = chance.hits(0.75) or event in self._world.special.values()
        line = self._ledger.post_sponsorship(event, identity, price, at + 60, self.batch) if is_paid else None
        self.batch.add(
            "sponsorship.event_sponsorships", identity, event.id, *event.seller, sponsor.id, package, line, price,
            event.currency,
            "live" if is_paid else chance.one(("pending", "accepted")), moment(at), None,
        )  # fmt: skip
