"""The one way to the database: a transaction that acts as somebody."""

from __future__ import annotations

from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar
from uuid import UUID

import asyncpg
import msgspec

from showground.db import fault
from showground.db.principal import Principal, Worker, identity_sql, role_of
from showground.db.sql import named
from showground.kit.faults import Fault, Invalid, Refused, Unavailable, Unknown
from showground.kit.ids import uuid7
from showground.measures.tracing import part, traceparent

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from contextlib import AbstractContextManager

    from asyncpg.pool import PoolConnectionProxy

    from showground.db.pool import Pools
    from showground.db.sql import Query
    from showground.measures.tracing import Span

T = TypeVar("T")
SQL = named(__name__)
_open: ContextVar[int] = ContextVar("transactions open in this task", default=0)


def in_transaction() -> bool:
    """Return whether this task has a transaction open."""
    return _open.get() > 0


class Fact(Protocol):
    """Something that happened; a Struct with a dotted `kind`, announced to the outbox."""

    kind: ClassVar[str]


class Entry(msgspec.Struct, frozen=True):
    """A line of the audit log to be: who acts stands in the claims."""

    action: str
    subject_type: str
    subject_id: UUID | None
    org_id: UUID | None
    event_id: UUID | None
    details: dict[str, object]


class FaultMap:
    """Which fault a named constraint or an SQLSTATE of ours means."""

    def __init__(self, *, constraints: Mapping[str, type[Fault]], states: Mapping[str, type[Fault]]) -> None:
        self._constraints, self._states = dict(constraints), dict(states)

    def fault(self, error: asyncpg.PostgresError) -> Fault | None:
        """Return the fault that a database error stands for, or None when it is a defect of ours."""
        state = error.sqlstate
        if state in self._states:
            return self._states[state](**_facts(error.detail))
        constraint = getattr(error, "constraint_name", None)
        if constraint and (known := self._constraints.get(constraint)):
            return known()
        if state == "42501":
            return Refused()
        if (
            state == "23514" and not constraint
        ):  # the row's partition was made while it was on its way into the default one
            return Unavailable()
        if state in {"22P02", "22003", "22007", "22008", "22021"}:  # text that is no uuid, a number out of range ...
            return Invalid()
        if isinstance(error.__cause__, OverflowError):  # the same, found by the driver before it asks
            return Invalid()
        # lock timeout, statement timeout, too many connections; the server ends this connection, or it is lost
        if state in {"55P03", "57014", "53300", "57P01", "57P02", "57P03", "08000", "08003", "08006"}:
            return Unavailable()
        return None


def _facts(detail: str | None) -> dict[str, object]:
    if not detail:
        return {}
    try:
        return msgspec.json.decode(detail, type=dict[str, object])
    except msgspec.DecodeError:
        return {"detail": detail}


class Tx:
    """One open transaction. Columns of a query stand in the field order of the Struct they become."""

    def __init__(self, connection: PoolConnectionProxy, principal: Principal) -> None:
        self.principal = principal
        self._connection = connection
        self._role: str = role_of(principal)
        self._facts: list[Fact] = []
        self._entries: list[Entry] = []

    async def all(self, query: Query, row: type[T], /, **parameters: object) -> list[T]:
        """Return every row."""
        records = await self._connection.fetch(query.sql, *_values(query, parameters))
        return [row(*record) for record in records]

    async def maybe(self, query: Query, row: type[T], /, **parameters: object) -> T | None:
        """Return the first row, or None."""
        record = await self._connection.fetchrow(query.sql, *_values(query, parameters))
        return None if record is None else row(*record)

    async def one(self, query: Query, row: type[T], /, **parameters: object) -> T:
        """Return the row.

        Raises:
            Unknown: there is none that the principal may see.
        """
        found = await self.maybe(query, row, **parameters)
        if found is None:
            raise Unknown
        return found

    async def value(self, query: Query, /, **parameters: object) -> Any:  # noqa: ANN401 - one column of any type
        """Return the first column of the first row; None when there is no row."""
        return await self._connection.fetchval(query.sql, *_values(query, parameters))

    async def run(self, query: Query, /, **parameters: object) -> int:
        """Execute and return how many rows were touched."""
        status: str = await self._connection.execute(query.sql, *_values(query, parameters))
        count = status.rpartition(" ")[2]
        return int(count) if count.isdigit() else 0

    async def copy(self, table: str, columns: list[str], rows: list[tuple[object, ...]]) -> None:
        """COPY rows into a temporary or staging table; PostgreSQL refuses it where row level security applies."""
        schema, _, name = table.rpartition(".")
        await self._connection.copy_records_to_table(name, schema_name=schema or None, columns=columns, records=rows)

    async def as_service(self) -> None:
        """Act as the service for the rest of the transaction; the actor stays in the claims for the audit."""
        if self._role != "service_role":
            await self._connection.execute("set local role service_role")
            self._role = "service_role"

    def announce(self, fact: Fact) -> None:
        """Queue a fact; it commits with everything else or not at all."""
        self._facts.append(fact)

    def audit(
        self,
        action: str,
        subject_type: str,
        subject_id: UUID | None,
        /,
        *,
        org: UUID | None = None,
        event: UUID | None = None,
        **details: object,
    ) -> None:
        """Note who did what to which thing, for the audit log; commits with everything else or not at all.

        Args:
            action: Dotted, in the past tense ("events.published").
            org: The organization whose log it stands in.
            event: The event whose log it stands in; its owner reads that, when it is a person.
            details: What an investigator would ask for; never a secret.
        """
        self._entries.append(Entry(action, subject_type, subject_id, org, event, details))

    async def flush(self) -> None:
        """Write the queued facts and audit entries; the end of the transaction does this by itself."""
        await self._flush_facts()
        await self._flush_entries()

    async def _flush_facts(self) -> None:
        if self._facts:
            facts, self._facts = self._facts, []
            await self.as_service()
            await self.run(
                SQL["announce"],
                ids=[uuid7() for _ in facts],
                kinds=[fact.kind for fact in facts],
                bodies=[msgspec.json.encode(fact).decode() for fact in facts],
            )

    async def _flush_entries(self) -> None:
        if self._entries:
            entries, self._entries = self._entries, []
            await self.as_service()
            await self.run(
                SQL["audit"],
                ids=sorted(uuid7() for _ in entries),  # in the order in which they were noted
                actions=[entry.action for entry in entries],
                subject_types=[entry.subject_type for entry in entries],
                subject_ids=[entry.subject_id for entry in entries],
                org_ids=[entry.org_id for entry in entries],
                event_ids=[entry.event_id for entry in entries],
                details=[msgspec.json.encode(entry.details).decode() for entry in entries],
            )


def _values(query: Query, parameters: dict[str, object]) -> list[object]:
    if parameters.keys() != set(query.parameters):
        msg = f"{query.name} takes {query.parameters}, not {tuple(parameters)}"
        raise TypeError(msg)
    return [parameters[name] for name in query.parameters]


class Database:
    """Hands out transactions. Nothing reaches the database by another way."""

    def __init__(self, pools: Pools, faults: FaultMap) -> None:
        self._pools, self._faults = pools, faults

    @asynccontextmanager
    async def acting_as(self, principal: Principal, *, read_only: bool = False) -> AsyncIterator[Tx]:
        """Open a transaction as `principal`; it commits when the block ends and rolls back when it raises.

        Raises:
            Fault: what a constraint, a policy or a function of ours refused.
        """
        begin, role = "begin read only" if read_only else "begin", role_of(principal)
        async with self._pools.connection(role) as connection:
            with _traced("transaction", role=role, read_only=read_only):
                _open.set(_open.get() + 1)
                try:
                    await connection.execute(f"{begin}; {identity_sql(principal)}{_trace_sql()}")
                    tx = Tx(connection, principal)
                    yield tx
                    await tx.flush()
                    fault.point("db.before_commit")
                    await connection.execute("commit")
                    fault.point("db.committed")
                except asyncpg.PostgresError as error:
                    await _roll_back(connection)
                    if known := self._faults.fault(error):
                        raise known from error
                    raise
                except BaseException:
                    await _roll_back(connection)
                    raise
                finally:
                    _open.set(max(0, _open.get() - 1))

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[PoolConnectionProxy]:
        """Lend a connection as the service in one read-only snapshot, for questions that go over all rows."""
        async with self._pools.connection(role_of(Worker())) as connection:
            await connection.execute(
                f"begin isolation level repeatable read, read only; {identity_sql(Worker())}; "
                "set local statement_timeout = 0"
            )
            try:
                yield connection
            finally:
                await _roll_back(connection)

    async def call(self, query: Query, row: type[T], /, **parameters: object) -> list[T]:
        """Call a gate function in autocommit, as the login role: begin, work and commit in one round trip."""
        async with self._pools.connection("login") as connection:
            with _traced(query.name, role="login"):
                try:
                    records = await _fetch(connection, query.sql, _values(query, parameters))
                except asyncpg.PostgresError as error:
                    if known := self._faults.fault(error):
                        raise known from error
                    raise
        return [row(*record) for record in records]

    def usage(self) -> dict[str, tuple[int, int]]:
        """Return for each lane how many connections are in use and open."""
        return self._pools.usage()

    async def close(self) -> None:
        """Give all connections back to the server."""
        await self._pools.close()


def _traced(name: str, **marks: str | bool) -> AbstractContextManager[Span]:
    return part(name, "client", db__system__name="postgresql", **{f"showground__{key}": marks[key] for key in marks})


def _trace_sql() -> str:
    """Return the statement that makes facts carry the trace on to their jobs; it is made of hexadecimal digits."""
    parent = traceparent()
    return f"; set local showground.trace = '{parent}'" if parent else ""


async def _fetch(connection: PoolConnectionProxy, sql: str, values: list[object]) -> list[asyncpg.Record]:
    """Fetch in one round trip, or in three more when what it announces is to carry a trace."""
    records: list[asyncpg.Record]
    if trace := _trace_sql():
        async with connection.transaction():
            await connection.execute(trace.removeprefix("; "))
            records = await connection.fetch(sql, *values)
    else:
        records = await connection.fetch(sql, *values)
    return records


async def _roll_back(connection: PoolConnectionProxy) -> None:
    if not connection.is_closed() and connection.is_in_transaction():
        await connection.execute("rollback")
