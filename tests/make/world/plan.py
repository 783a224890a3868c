"""The world's personas, its events and who stands to them how; and the planting of rows with their labels."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import msgspec

from showground.db.principal import Anonymous, Guest, Person, Principal, Worker
from showground.kit.ids import uuid7

if TYPE_CHECKING:
    import asyncpg

HELPERS = ("door", "finance", "manager")  # at two events of an organization that is none of theirs
SIGNED = ("stranger", "owner", "viewer", "editor", "admin", *HELPERS)
OUTSIDE = ("anonymous", "link", "guest")
PERSONAS = (*OUTSIDE, *SIGNED, "service")
ALL = frozenset((*OUTSIDE, *SIGNED))
NOBODY: frozenset[str] = frozenset()
STAFF, EDITORS, ADMINS = frozenset({"viewer", "editor", "admin"}), frozenset({"editor", "admin"}), frozenset({"admin"})
OWNER = frozenset({"owner"})
LINK = sha256(b"the link of an unlisted event").hexdigest()
NOW = datetime.now(UTC).replace(microsecond=0)
KEYS_OF_VIEWS = {
    "analytics.user_activity": ("id",),
    "analytics.event_ecosystem": ("event_id",),
    "analytics.organization_dashboard": ("org_id",),
    "analytics.ticket_purchases": ("ticket_id",),
}


def in_hours(hours):
    """Return a moment of the world, as text."""
    return (NOW + timedelta(hours=hours)).isoformat()


class Happening(msgspec.Struct, frozen=True):
    """An event of the world: its seller, who sees it, who reads its books and who changes it."""

    id: UUID
    seller: str  # "us", "rivals" or "owner"
    visibility: str
    status: str
    shown: frozenset[str]

    helpers: tuple[str, ...] = ()

    def helped_by(self, *roles):
        """Personas who help at this event in one of these roles."""
        return frozenset(self.helpers) & frozenset(roles)

    @property
    def staff(self):
        """Personas who act for the seller."""
        return {"us": STAFF, "rivals": NOBODY, "owner": OWNER}[self.seller]

    @property
    def sellers_editors(self):
        """Personas who may change everything that the seller sells."""
        return {"us": EDITORS, "rivals": NOBODY, "owner": OWNER}[self.seller]

    @property
    def editors(self):
        """Personas who may change this event."""
        return self.sellers_editors | self.helped_by("manager")

    @property
    def doors(self):
        """Personas who see who comes to this event."""
        return self.staff | self.helped_by("door", "manager")

    @property
    def clerks(self):
        """Personas who see what this event sold."""
        return self.staff | self.helped_by("finance", "manager")

    @property
    def admins(self):
        """Personas who see the seller's money."""
        return {"us": ADMINS, "rivals": NOBODY, "owner": OWNER}[self.seller]

    @property
    def payers(self):
        """Personas who see what was paid for this event, and given back."""
        return self.admins | self.helped_by("finance")


class Row(msgspec.Struct, frozen=True):
    """A planted row by its key, and the personas to whom it is `own`, by verb."""

    key: tuple[object, ...]
    select: frozenset[str]
    update: frozenset[str]
    delete: frozenset[str]


class Fresh(msgspec.Struct, frozen=True):
    """A row that could be inserted, and what the service has to insert before it."""

    values: dict[str, object]
    parents: tuple[tuple[str, dict[str, object]], ...] = ()


class World:
    """Rows by table with their labels, and the identities that refer to each other."""

    def __init__(self, connection: asyncpg.Connection, keys: dict[str, tuple[str, ...]]) -> None:
        self.connection, self.keys = connection, {**keys, **KEYS_OF_VIEWS}
        self.rows: dict[str, list[Row]] = {}
        self.ids: dict[str, Any] = {}
        self.events = dict(_happenings())
        self.fresh: dict[
            str, dict[str, Fresh]
        ] = {}  # by table: persona, or "any", or "foreign", or "foreign <persona>"

    def __getitem__(self, name: str) -> Any:
        """Return the identifier of that name, the same each time: a UUID, for accounts of the ledger a number."""
        if name in self.events:
            return self.events[name].id
        return self.ids.setdefault(name, uuid7())

    def seller(self, event: str, *, org: str = "seller_org_id", user: str = "seller_user_id") -> dict[str, object]:
        """Return the seller's columns of a row of that event."""
        seller = self.events[event].seller
        return {user: self["owner"]} if seller == "owner" else {org: self[seller]}

    async def plant(self, table: str, *, select=NOBODY, update=NOBODY, delete=NOBODY, **values) -> None:
        """Insert a row as the owner of all tables and remember to whom it belongs."""
        returned = await self.connection.fetchrow(
            insert_statement(table, values, returning=self.keys[table]), as_json(values)
        )
        row = Row(tuple(returned), frozenset(select), frozenset(update), frozenset(delete))
        self.rows.setdefault(table, []).append(row)

    def sprout(self, table: str, persona: str, *, parents=(), **values) -> None:
        """Describe a row that the persona might insert; `foreign` is one that is nobody's of the personas."""
        self.fresh.setdefault(table, {})[persona] = Fresh(values, tuple(parents))

    def principal(self, persona: str) -> Principal:
        """Return whom the persona acts as."""
        match persona:
            case "anonymous":
                return Anonymous()
            case "link":
                return Anonymous(link=LINK)
            case "guest":
                return Guest(self["order guest"])
            case "service":
                return Worker()
            case _:
                return Person(self[persona])

    def own(self, table: str, persona: str, verb: str) -> set[tuple[object, ...]]:
        """Return the keys of the rows that are the persona's own for that verb."""
        return {row.key for row in self.rows.get(table, ()) if persona in getattr(row, verb)}

    def every(self, table: str) -> set[tuple[object, ...]]:
        """Return the keys of all rows that were planted."""
        return {row.key for row in self.rows[table]}


def insert_statement(table, values, *, returning=()):
    """Return an insert of one JSON object, so that each value is read as its column's type."""
    columns = ", ".join(values)
    tail = f" returning {', '.join(returning)}" if returning else ""
    return (
        f"insert into {table} ({columns}) select {columns} from jsonb_populate_record(null::{table}, $1::jsonb){tail}"
    )


def as_json(values):
    """Return values as what the JSON codec can carry."""
    return {name: str(value) if isinstance(value, UUID) else value for name, value in values.items()}


def token():
    """Return a digest nobody has used, as text for a bytea column."""
    return "\\x" + sha256(uuid4().bytes).hexdigest()


def _happenings():
    def happening(seller, visibility, status, shown, *helpers):
        return Happening(uuid7(), seller, visibility, status, frozenset(shown), helpers)

    yield "open", happening("us", "public", "published", ALL)
    yield "own", happening("owner", "public", "published", ALL)
    yield "linked", happening("us", "unlisted", "published", {"link", "owner", *STAFF})
    yield "draft", happening("us", "public", "draft", STAFF)
    yield "plan", happening("owner", "public", "draft", OWNER)
    yield "closed", happening("rivals", "private", "published", NOBODY)
    yield "rival", happening("rivals", "public", "published", ALL)
    yield "helped", happening("rivals", "private", "draft", HELPERS, *HELPERS)
    yield "helped later", happening("rivals", "private", "draft", HELPERS, *HELPERS)
