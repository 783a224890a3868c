"""The limits of this machine: pgbench running the platform's own statements on the same server in the same run."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from typing import TYPE_CHECKING

import msgspec

from bench.machine import cpu_seconds
from showground.domains.events import store as events
from showground.domains.payments import store as payments
from showground.domains.ticketing import store as ticketing
from showground.domains.ticketing.reading import store as reading
from showground.domains.users import store as users

if TYPE_CHECKING:
    from bench.stage import Stage
    from showground.db.sql import Query

OWNER, APP = "showground_owner", "showground_app"
NUMBER = "\\set n random(1, 2000)\n"
SEED = "\\set seed random(1, 100000000000000)\n"


class Limit(msgspec.Struct, frozen=True):
    """A pgbench script; one transaction of it does `size` operations."""

    name: str
    script: str
    login: str = APP
    size: int = 1


class Ceiling(msgspec.Struct, frozen=True):
    """What pgbench reached: operations a second, and milliseconds of the server's processors for each."""

    rate: float
    latency_ms: float
    server_ms: float


def call(query: Query, **values: str) -> str:
    """Return a named query of the platform with SQL in place of its parameters."""
    if values.keys() != set(query.parameters):
        raise TypeError(f"{query.name} takes {query.parameters}, not {tuple(values)}")
    return re.sub(r"\$(\d+)", lambda found: f"({values[query.parameters[int(found[1]) - 1]]})", query.sql) + ";\n"


def acting_as(role: str, claims: str = "'{}'") -> str:
    """Return what opens a transaction; the driver sends in one round trip what pgbench needs two for."""
    return f"begin;\nselect set_config('role', '{role}', true), set_config('request.jwt.claims', {claims}, true);\n"


def event_page() -> str:
    """Return the reads of an event's page as the reader."""
    event = "bench.id('event', :n)"
    return "".join(
        [
            call(events.SQL["event"], event_id="null", slug="'event-' || :n"),
            call(ticketing.SQL["offer"], event_id=event),
            call(ticketing.SQL["tiers_of_event"], event_id=event),
            call(reading.SQL["valid_tickets_of"], event_id=event),
            call(events.SQL["occurrences"], event_id=event),
            call(events.SQL["posts"], event_id=event, limit="20"),
            call(events.SQL["similar"], event_id=event, series_id="null::uuid", topic="'bench-' || (1 + :n % 20)"),
            call(reading.SQL["shelf_of"], event_ids=f"array[{event}, bench.id('event', 1 + :n % 2000)]"),
        ]
    )


def following() -> str:
    """Return the read of an event's page that the service does."""
    return call(events.SQL["following"], owner_id="bench.id('org', 1 + (:n - 1) % 200)")


def ticket_list() -> str:
    """Return the read of somebody's newest tickets."""
    last = "'ffffffff-ffff-ffff-ffff-ffffffffffff'"
    person = "bench.id('person', :n)"
    return call(reading.SQL["my_tickets"], user_id=person, before=last, upcoming="null", limit="21")


def check_out(*, size: int, tiers: int, paid: bool = False) -> str:
    """Return one call of the purchase gate for `size` buyers."""
    told = f":seed::bigint, {size}, {tiers}, {str(paid).lower()}"
    arguments = {"orders": f"bench.orders({told})", "units": f"bench.units({told})"}
    return SEED + call(payments.SQL["check_out"], **arguments, pay_within="interval '30 minutes'", lock_first="false")


def settle(*, size: int) -> str:
    """Return paid purchases and their settlement; a single one with its notice, which always comes alone."""
    seed = ":seed::bigint"
    gate = call(
        payments.SQL["settle"],
        settlements=f"bench.settlements({seed}, {size})",
        new_tickets=f"bench.new_tickets({size})",
    )
    bought = check_out(size=size, tiers=100, paid=True)
    return bought + gate if size > 1 else bought + notice() + gate


def notice() -> str:
    """Return how a provider's notice is stored."""
    stored = call(
        payments.SQL["store_notice"],
        inbox_id="bench.id('notice', :seed::bigint + 1)",
        provider="'test'",
        account="''",
        notice_id="'n' || :seed::bigint",
        payment_id="bench.id('due', :seed::bigint + 1)",
        kind="'captured'",
        body="'{}'",
    )
    return acting_as("service_role") + stored + "commit;\n"


def scans(*, size: int) -> str:
    """Return one call of the scan gate for `size` tickets."""
    return "\\set seed random(1, 100000000)\n" + call(
        ticketing.SQL["scan"], requests=f"bench.scans(:seed::bigint, {size})"
    )


def all_limits() -> list[Limit]:
    """Return every script, in the order of the report."""
    key = call(users.SQL["owners_of_keys"], secret_hashes="array[sha256(('sg_bench_' || :n)::bytea)]")
    person = acting_as("authenticated", "json_build_object('sub', bench.id('person', :n))::text")
    as_service = "select set_config('role', 'service_role', true);\n"
    return [
        Limit("event page", NUMBER + acting_as("anon") + event_page() + as_service + following() + "commit;\n"),
        Limit("event page, without RLS", NUMBER + event_page() + following(), OWNER),
        Limit("ticket list", NUMBER + key + person + ticket_list() + "commit;\n"),
        Limit("ticket list, without RLS", NUMBER + ticket_list(), OWNER),
        Limit("free order, 100 tiers", check_out(size=1, tiers=100)),
        Limit("free order, 100 tiers, 32 in a call", check_out(size=32, tiers=100), size=32),
        Limit("free order, one tier", check_out(size=1, tiers=1)),
        Limit("free order, one tier, 32 in a call", check_out(size=32, tiers=1), size=32),
        Limit(
            "free order, its rows alone",
            "\\set seed random(1, 1000000)\nselect bench.bare_sale(:seed::bigint, 100);\n",
            OWNER,
        ),
        Limit("paid order", settle(size=1)),
        Limit("paid order, 32 in a call, no notices", settle(size=32), size=32),
        Limit("scan", scans(size=1)),
        Limit("scan, 32 in a call", scans(size=32), size=32),
    ]


def measure(stage: Stage, limit: Limit, *, clients: int, seconds: float) -> Ceiling:
    """Run a script and return what was reached.

    Raises:
        RuntimeError: a statement failed.
    """
    address = stage.server.address
    environment = {**os.environ, "PGPASSWORD": address.passwords[limit.login]}
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(limit.script)
        file.flush()
        command = [str(stage.bin_dir / "pgbench"), "-n", "-M", "prepared", "-c", str(clients), "-j", "1"]
        command += ["-T", str(max(1, round(seconds))), "-f", file.name, "-h", "127.0.0.1", "-p", str(address.port)]
        before = cpu_seconds(stage.server.pid)
        done = subprocess.run(
            [*command, "-U", limit.login, "showground"], env=environment, capture_output=True, text=True, check=False
        )
        used = cpu_seconds(stage.server.pid) - before
    found = {name: re.search(pattern, done.stdout) for name, pattern in PATTERNS.items()}
    if done.returncode != 0 or not all(found.values()) or "aborted" in done.stderr:
        raise RuntimeError(f"pgbench on {limit.name}: {done.stderr[-1500:]}")
    count = int(found["count"][1]) * limit.size
    return Ceiling(float(found["rate"][1]) * limit.size, float(found["latency"][1]), used * 1000 / max(1, count))


PATTERNS = {
    "count": r"transactions actually processed: (\d+)",
    "rate": r"tps = ([\d.]+)",
    "latency": r"latency average = ([\d.]+) ms",
}
