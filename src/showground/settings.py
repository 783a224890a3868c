"""Everything an operator can choose, read once from the environment and frozen. Each field says its unit."""

from __future__ import annotations

import difflib
import inspect
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import msgspec
from msgspec import Meta

from showground.kit.faults import Invalid

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX = "SHOWGROUND_"
ELSEWHERE = {
    "database_url": "DATABASE_URL",
    "pg_bin_dir": "PG_BIN_DIR",
    "otlp_endpoint": "OTEL_EXPORTER_OTLP_ENDPOINT",
}
URL_PASSWORD = re.compile(r"(\w+://[^\s:/@]*):[^\s@]+@")
OTHERS = ("SHOWGROUND_TEST_", "SHOWGROUND_FAULT_POINT")  # the test run's own switches

Port = Annotated[int, Meta(ge=1, le=65535)]
Count = Annotated[int, Meta(ge=1)]
Seconds = Annotated[int, Meta(ge=1)]
Days = Annotated[int, Meta(ge=1)]
SECRETS = frozenset({"storage_secret_key", "metrics_token"})  # shown to nobody
Months = Annotated[int, Meta(ge=2, le=36)]


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The platform's settings. A field `hold_seconds` is read from `SHOWGROUND_HOLD_SECONDS`.

    Attributes:
        state_dir: Folder of the embedded server, keys, uploads and logs.
        host: Address that the web server binds; others than 127.0.0.1 are reachable from outside.
        port: TCP port of the web server.
        public_url: What links in mail and QR codes begin with; made from host and port when empty.
        database_url: PostgreSQL that serves (`DATABASE_URL`); empty: the embedded server.
        owner_url: Login that migrates; empty: `DATABASE_URL`.
        listen_url: Direct connection for LISTEN behind a pooler; empty with a pooler: listeners poll.
        pooler: `transaction` when DATABASE_URL leads to a pooler in transaction mode, else `none`.
        pg_bin_dir: Folder of `postgres` and `initdb` for the embedded server (`PG_BIN_DIR`); empty: the packaged build.
        pool_size: Database connections per process and lane (login, anon, authenticated, service_role), at most.
        pool_wait_seconds: How long a request waits for a database connection, in seconds.
        secret_file: File of the master keys, 32 bytes in hex a line, the present one first; empty: `secret.key` in the
            state folder, made when absent.
        storage_url: Where uploads lie: `s3://bucket/prefix`, or a folder; empty: `uploads` in the state folder.
        storage_endpoint: Address of an S3 service other than Amazon's (`https://...`).
        storage_region: Region of the bucket.
        storage_access_key: Name of the key to the bucket; empty: `AWS_ACCESS_KEY_ID`, or the machine's role.
        storage_secret_key: The key to the bucket; empty: `AWS_SECRET_ACCESS_KEY`, or the machine's role.
        picture_grace_seconds: How long a picture that nothing shows any more is kept, in seconds.
        trusted_proxies: How many proxies stand before us; that many entries of X-Forwarded-For are believed.
        http_workers: Processes that answer HTTP.
        worker_jobs: Jobs that one worker process runs at the same time.
        metrics_token: Bearer token of whoever reads `/metrics`; empty: only this machine may, where nobody else reaches
            us.
        otlp_endpoint: Collector of traces (`OTEL_EXPORTER_OTLP_ENDPOINT`), `http://127.0.0.1:4318`, by OTLP over HTTP;
            empty: no traces.
        security_contact: Mail or web address for `/.well-known/security.txt`; empty: there is no such page.
        log_format: `json`: one object a line; `console`: for people; `auto`: by whether a terminal looks on.
        log_level: The least serious message that is logged.
        hold_seconds: How long a cart keeps its places, in seconds.
        payment_seconds: How long an order awaits its payment, in seconds.
        session_days: How long a sign-in lasts without use, in days.
        proof_days: How long the link in a letter that proves an e-mail address works, in days.
        reset_seconds: How long the link in a letter for a new password works, in seconds.
        fresh_seconds: How long after signing in, or confirming the password, keys, passkeys, second steps and the
            address may be changed, in seconds.
        attempt_seconds: Window in which sign-ins, sign-ups, codes, mails, carts and purchases are counted, in seconds.
        most_holds: How many carts somebody may open in that window; ten times as many purchases may be sent.
        oidc_file: TOML file of sign-in providers, a table each: label, issuer, client_id, client_secret; empty: none.
        acting_seconds: How long an operator may act as somebody before he must say again why, in seconds.
        device_code_seconds: How long the one-time code of a scanner can be exchanged, in seconds.
        invitation_days: How long the link of an invitation works, in days.
        order_link_days: How long the link of an order without an account works after its event, or after the link was
            made if that was later, in days.
        invitation_pause_seconds: The least time between two letters of one invitation, in seconds.
        most_invitations: How many letters of invitation one organization or event may have sent in a day.
        idempotency_days: How long an idempotency key gives its first answer again, in days.
        relay_ms: How often an idle worker looks for new facts, in milliseconds.
        inbox_seconds: How often the worker takes up payment notices that another process dropped, in seconds.
        refund_seconds: How often the worker looks for refunds to send and payments to ask after, in seconds.
        provider_seconds: How long a payment provider may take for an answer, in seconds.
        refund_pause_seconds: Pause after a refund's first attempt, or the first question about a payment, in seconds;
            each is twice the one before.
        refund_longest_pause_seconds: The longest of these pauses, in seconds.
        silent_payment_seconds: Age at which a payment without a final word is asked after, in seconds.
        snapshot_seconds: How often wallets get a new balance to count from, in seconds.
        tidy_seconds: How often the worker forgets what has served and looks for rows without a partition, in seconds.
        stalled_seconds: Silence after which another worker counts as dead and its jobs are done again, in seconds.
        job_attempts: How often a failing job is tried, each time after twice the pause.
        fact_days: How long a relayed fact is kept, in days.
        test_payments: `on`: buyers may pay with the test provider, which moves no money; `auto`: where only this
            machine reaches us.
        smtp_url: Mail server, `smtp://user:password@host:587` or `smtps://...`; STARTTLS is required, but for this
            machine; `?tls=optional` or `?tls=never` say otherwise, `?ca=` names a file of authorities. Empty: letters
            stay here.
        mail_from: Sender of letters, `Showground <tickets@example.org>`; needed with a mail server.
        smtp_reply_seconds: How long the mail server may take for an answer, in seconds.
        smtp_final_seconds: How long the mail server may take to say that it has a whole letter, in seconds.
        mail_ms: How often an idle worker looks for letters that are due, in milliseconds.
        mail_senders: Letters that one worker hands over at the same time.
        mail_attempts: How often a letter is tried that the server does not take yet.
        mail_pause_seconds: Pause after a letter's first attempt, in seconds; each is twice the one before.
        mail_longest_pause_seconds: The longest pause between two attempts of a letter, in seconds.
        record_ms: How long what visitors see and do is gathered before it is written, in milliseconds.
        most_sightings: How many of them a process keeps while they cannot be written; the rest is dropped and counted.
        partition_months: How many months of partitions the worker keeps made, this one included.
        export_days: How long a copy of somebody's data can be fetched, in days.
        erasure_days: How long somebody can take back that he wants to be forgotten, in days.
        keep_sessions_days: How long sign-ins are kept after they ended, in days.
        keep_invitations_days: How long the address of an invitation is kept after it was answered or ran out, in days.
        keep_carts_days: How long it is kept who wanted something and did not buy it, in days.
        keep_guests_months: How long names and addresses of guests are kept after the event, in months.
        keep_notices_days: How long the text of payment notices is kept after they were dealt with, in days.
        keep_letters_days: How long it is kept where letters went, in days.
        keep_audit_months: How long the audit log is kept, in months.
        keep_impressions_months: How long showings of events and posts are kept, in months; counts by day stay.
        keep_events_months: How long analytics events (steps of buying, sales, scans) are kept, in months.
        keep_ads_months: How long showings of ads and clicks on them are kept, in months: they are what was billed.
        sweep_seconds: How often the worker frees what has expired, in seconds.
        drain_seconds: How long a process that is replaced goes on answering while visitors connect anew, in seconds.
        stop_seconds: How long processes may finish what they began when asked to stop, in seconds.
    """

    state_dir: Path
    host: str = "127.0.0.1"
    port: Port = 8000
    public_url: str = ""
    database_url: str = ""
    owner_url: str = ""
    listen_url: str = ""
    pooler: Literal["none", "transaction"] = "none"
    pg_bin_dir: str = ""
    pool_size: Count = 8
    pool_wait_seconds: Seconds = 10
    secret_file: str = ""
    storage_url: str = ""
    storage_endpoint: str = ""
    storage_region: str = "us-east-1"
    storage_access_key: str = ""
    storage_secret_key: str = ""
    picture_grace_seconds: Annotated[int, Meta(ge=300)] = 86_400
    trusted_proxies: Annotated[int, Meta(ge=0)] = 0
    http_workers: Count = 1
    worker_jobs: Count = 4
    metrics_token: str = ""
    otlp_endpoint: str = ""
    security_contact: str = ""
    log_format: Literal["auto", "console", "json"] = "auto"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    hold_seconds: Seconds = 900
    payment_seconds: Seconds = 1800
    session_days: Days = 30
    proof_days: Days = 7
    reset_seconds: Seconds = 3600
    fresh_seconds: Seconds = 900
    attempt_seconds: Seconds = 900
    most_holds: Count = 60
    oidc_file: str = ""
    acting_seconds: Annotated[int, Meta(ge=1, le=86_400)] = 1800
    device_code_seconds: Seconds = 900
    invitation_days: Days = 14
    order_link_days: Days = 90
    invitation_pause_seconds: Seconds = 300
    most_invitations: Count = 100
    idempotency_days: Days = 2
    relay_ms: Count = 250
    inbox_seconds: Seconds = 5
    refund_seconds: Seconds = 60
    provider_seconds: Seconds = 20
    refund_pause_seconds: Seconds = 60
    refund_longest_pause_seconds: Seconds = 21600
    silent_payment_seconds: Seconds = 300
    snapshot_seconds: Seconds = 3600
    tidy_seconds: Seconds = 3600
    stalled_seconds: Seconds = 30
    job_attempts: Count = 12
    fact_days: Days = 7
    test_payments: Literal["auto", "on", "off"] = "auto"
    smtp_url: str = ""
    mail_from: str = ""
    smtp_reply_seconds: Seconds = 20
    smtp_final_seconds: Seconds = 300
    mail_ms: Count = 500
    mail_senders: Count = 4
    mail_attempts: Count = 16
    mail_pause_seconds: Seconds = 30
    mail_longest_pause_seconds: Seconds = 21600
    record_ms: Count = 500
    most_sightings: Count = 20_000
    partition_months: Months = 6
    export_days: Days = 7
    erasure_days: Annotated[int, Meta(ge=0)] = 14
    keep_sessions_days: Days = 30
    keep_invitations_days: Days = 90
    keep_carts_days: Days = 30
    keep_guests_months: Count = 24
    keep_notices_days: Days = 90
    keep_letters_days: Days = 180
    keep_audit_months: Count = 60
    keep_impressions_months: Count = 25
    keep_events_months: Count = 61
    keep_ads_months: Count = 61
    sweep_seconds: Seconds = 30
    drain_seconds: Seconds = 2
    stop_seconds: Seconds = 10

    def __repr__(self) -> str:
        """Show everything but secrets, and passwords inside URLs."""
        shown = ", ".join(f"{name}={self.shown(name)}" for name in self.__struct_fields__)
        return "Settings(" + URL_PASSWORD.sub(r"\1:***@", shown) + ")"

    def shown(self, field: str) -> str:
        """Return a value as it may be shown; passwords inside URLs are whoever shows them's to hide."""
        value = getattr(self, field)
        return "***" if field in SECRETS and value else str(value)

    @property
    def embedded(self) -> bool:
        """Whether we run PostgreSQL ourselves."""
        return not self.database_url

    @property
    def takes_test_money(self) -> bool:
        """Whether buyers may pay with the provider that moves no money."""
        return self.test_payments == "on" or (self.test_payments == "auto" and self.is_local)

    @property
    def is_local(self) -> bool:
        """Whether only this machine reaches us."""
        return not self.public_url and self.host in {"127.0.0.1", "::1", "localhost"}

    @property
    def shows_mail(self) -> bool:
        """Whether letters stay here and whoever sits at this machine may read them."""
        return self.is_local and not self.smtp_url and not self.trusted_proxies

    @property
    def address(self) -> str:
        """Where people find the platform."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url or f"http://{host}:{self.port}"


def variable(field: str) -> str:
    """Return the environment variable of a field."""
    return ELSEWHERE.get(field, PREFIX + field.upper())


def meanings_of_settings() -> dict[str, str]:
    """Return each field's line of the class docstring."""
    lines = inspect.cleandoc(Settings.__doc__ or "").partition("Attributes:\n")[2]
    found = re.findall(r"^    (\w+): (.+(?:\n {8}.+)*)", lines, re.MULTILINE)
    return {name: " ".join(text.split()) for name, text in found}


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; an empty variable counts as absent.

    Raises:
        Invalid: a variable has a value that cannot be used, or starts with SHOWGROUND_ and is none of ours.
    """
    given = os.environ if environment is None else environment
    _refuse_unknown(given)
    values: dict[str, object] = {"state_dir": default_state_dir(given)}
    for field in msgspec.structs.fields(Settings):
        name = variable(field.name)
        if given.get(name):
            values[field.name] = _read(name, given[name], field.type)
    if values.get("owner_url") and not values.get("database_url"):
        says = "SHOWGROUND_OWNER_URL is set without DATABASE_URL: set both, or neither for the embedded server."
        raise Invalid(says, field="DATABASE_URL")
    if values.get("smtp_url") and not values.get("mail_from"):
        raise Invalid(
            "SHOWGROUND_SMTP_URL needs SHOWGROUND_MAIL_FROM: who sends the letters.", field="SHOWGROUND_MAIL_FROM"
        )
    settings = Settings(**values)  # type: ignore[arg-type]
    return msgspec.structs.replace(settings, state_dir=settings.state_dir.expanduser().absolute())


def default_state_dir(environment: Mapping[str, str]) -> Path:
    """Return where state lives unless told: a system folder for root, the user's data folder for others."""
    if os.geteuid() == 0:
        return Path("/var/lib/showground")
    return Path(environment.get("XDG_DATA_HOME") or "~/.local/share").expanduser() / "showground"


def _read(name: str, text: str, shape: object) -> object:
    try:
        return Path(text) if shape is Path else msgspec.convert(text, shape, strict=False)
    except msgspec.ValidationError as error:
        says = f"{name}={text} cannot be used: {error}."
        raise Invalid(says, field=name) from error


def _refuse_unknown(given: Mapping[str, str]) -> None:
    known = {variable(field.name) for field in msgspec.structs.fields(Settings)}
    for name in given:
        if name.startswith(PREFIX) and name not in known and not name.startswith(OTHERS):
            near = difflib.get_close_matches(name, known, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            says = f"{name} is not a setting.{hint}"
            raise Invalid(says, field=name)
