"""What operators read. Amounts are minor units of the currency beside them; durations are seconds."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from showground.domains.organizations.types import OrgRole
from showground.domains.users.types import UserId
from showground.schema.reporting.types import Report

Tone = Literal["bad", "warn", "good"]
RunKind = Literal["check", "backup", "report"]
Outcome = Literal["well", "ill", "failed"]
JobStatus = Literal["todo", "doing", "succeeded", "failed", "cancelled", "aborting", "aborted"]
NoticeState = Literal["waiting", "failed", "processed"]
PeopleState = Literal["operators", "closed"]


class Standing(msgspec.Struct, frozen=True):
    """How the parts of the platform stand, besides what waits in them.

    Attributes:
        worker_silent_seconds: Since a worker was heard last; None: there is none.
    """

    worker_silent_seconds: float | None
    workers: int
    mails_failed: int
    mails_uncertain: int
    mails_waiting: int
    mail_lag_seconds: float
    notices_failed: int
    database_bytes: int


class Sign(msgspec.Struct, frozen=True):
    """Something that is as it should be, or needs a look: `count` of it, the oldest for `seconds`."""

    key: str
    tone: Tone
    count: int = 0
    seconds: float = 0.0


class Run(msgspec.Struct, frozen=True):
    """A check or a backup; without `ended_at` it is wanted or under way."""

    id: UUID
    kind: RunKind
    asked_by: str | None
    asked_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    outcome: Outcome | None
    details: str


class Finding(msgspec.Struct, frozen=True):
    """What a check found of one invariant; `unverifiable` says why it could not be asked."""

    name: str
    examined: int
    violations: int
    unverifiable: str = ""
    first: list[str] = []


class Checked(msgspec.Struct, frozen=True):
    """A check with what it found, worst first; `failure` says why it could not be done."""

    run: Run
    findings: list[Finding]
    failure: str = ""


class CheckState(msgspec.Struct, frozen=True):
    """The check that is wanted or under way, if one is, and the last that was done."""

    running: Run | None
    last: Checked | None


class KeptReport(msgspec.Struct, frozen=True):
    """The report on the database that was kept last, if one was."""

    made_at: datetime | None
    report: Report | None


class Hour(msgspec.Struct, frozen=True):
    """How many there were in an hour or on a day (UTC)."""

    begins_at: datetime
    count: int


class Health(msgspec.Struct, frozen=True):
    """The platform at a glance: what needs attention, worst first, then what is well."""

    signs: list[Sign]
    standing: Standing
    check: Run | None
    backup: Run | None
    facts_by_hour: list[Hour]
    letters_by_day: list[Hour]


class Job(msgspec.Struct, frozen=True):
    """A job of the queue; `at` is when something last happened to it, `error` why it failed last."""

    id: int
    queue: str
    task: str
    status: JobStatus
    attempts: int
    scheduled_at: datetime | None
    at: datetime | None
    error: str | None
    error_at: datetime | None


class JobKind(msgspec.Struct, frozen=True):
    """How many jobs of one task stand in which state."""

    task: str
    queue: str
    todo: int
    doing: int
    failed: int
    cancelled: int


class QueuedJob(msgspec.Struct, frozen=True):
    """A job as it is before an operator does something to it; `twin`: another like it waits already."""

    id: int
    task: str
    status: JobStatus
    twin: bool


class FactKind(msgspec.Struct, frozen=True):
    """Facts of one kind: of the last hour, and those that wait; how long it took until they were relayed."""

    kind: str
    count: int
    waiting: int
    lag_seconds: float
    mean_seconds: float
    longest_seconds: float


class FactRow(msgspec.Struct, frozen=True):
    """A fact that waits for the relay."""

    id: UUID
    kind: str
    body: str
    created_at: datetime


class NoticeRow(msgspec.Struct, frozen=True):
    """A payment provider's notice and how far it came."""

    id: UUID
    provider: str
    notice_id: str
    what: str
    payment_id: UUID | None
    received_at: datetime
    processed_at: datetime | None
    outcome: str | None
    failure: str | None
    failed_at: datetime | None


class PersonRow(msgspec.Struct, frozen=True):
    """A person in the operators' list; his address is not in it."""

    id: UUID
    handle: str
    name: str
    avatar_key: str | None
    since: datetime
    erased_at: datetime | None
    disabled_at: datetime | None
    is_operator: bool
    email_verified: bool | None


class PersonFile(msgspec.Struct, frozen=True):
    """What an operator reads of a person when he was asked about him. That he did is on record."""

    id: UserId
    handle: str
    name: str
    avatar_key: str | None
    since: datetime
    erased_at: datetime | None
    disabled_at: datetime | None
    is_operator: bool
    email_verified: bool | None
    email: str | None
    changes_email: bool
    has_password: bool
    has_app: bool
    passkeys: int
    identities: int
    keys: int
    sessions: int
    signed_in_at: datetime | None
    orders: int
    tickets: int
    events: int


class MembershipRow(msgspec.Struct, frozen=True):
    """An organization that a person acts for."""

    id: UUID
    handle: str
    name: str
    role: OrgRole
    since: datetime


class PersonAnswer(msgspec.Struct, frozen=True):
    """A person and the organizations that he acts for."""

    person: PersonFile
    organizations: list[MembershipRow]


class OrgRow(msgspec.Struct, frozen=True):
    """An organization in the operators' list."""

    id: UUID
    handle: str
    name: str
    logo_key: str | None
    since: datetime
    members: int
    events: int


class OrgMember(msgspec.Struct, frozen=True):
    """Who acts for an organization."""

    id: UUID
    handle: str
    name: str
    avatar_key: str | None
    role: OrgRole
    since: datetime


class OrgEvent(msgspec.Struct, frozen=True):
    """An event of an organization."""

    id: UUID
    title: str
    slug: str
    status: str
    starts_at: datetime
    timezone: str
    sold: int


class Balance(msgspec.Struct, frozen=True):
    """What the platform owes an organization in one currency."""

    wallet_id: UUID
    currency: str
    amount: int


class OrgFile(msgspec.Struct, frozen=True):
    """An organization with who acts for it, its latest events and its money."""

    organization: OrgRow
    members: list[OrgMember]
    events: list[OrgEvent]
    balances: list[Balance]


class SettingRow(msgspec.Struct, frozen=True):
    """A setting as this process has it; secrets are hidden."""

    variable: str
    value: str
    chosen: bool
    meaning: str


class Version(msgspec.Struct, frozen=True):
    """A program or extension and its version."""

    name: str
    number: str


class Feature(msgspec.Struct, frozen=True):
    """A part that has to be switched on by settings."""

    key: str
    on: bool
    detail: str


class Configuration(msgspec.Struct, frozen=True):
    """What this installation is made of and how it was set up."""

    versions: list[Version]
    features: list[Feature]
    settings: list[SettingRow]
