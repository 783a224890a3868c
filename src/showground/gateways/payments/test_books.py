"""The books of the test provider: a file of its own, as a bank's would be elsewhere. Every process may use it."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

import msgspec

from showground.gateways.payments.messages import Notice
from showground.kit.faults import Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BUSY_SECONDS = 5.0
State = Literal["open", "checking", "pending", "captured", "failed", "cancelled"]
RefundPlan = Literal["at_once", "later", "refused", "answer_lost"]
RefundState = Literal["pending", "done", "failed"]
TABLES = """
create table if not exists payments (
    id text primary key, amount integer, currency text not null, state text not null,
    captures_at real, refunds text not null default 'at_once'
) strict;
create table if not exists refunds (
    id text primary key, payment_id text not null, amount integer not null, state text not null,
    reason text not null, done_at real
) strict;
create table if not exists messages (
    n integer primary key autoincrement, payment_id text not null, notice text not null, due_at real not null,
    told integer not null default 0
) strict;
create index if not exists messages_waiting on messages (due_at) where told = 0;
"""


class Account(msgspec.Struct):
    """A payment in the books. `amount` is None for one of which they only heard by a refund."""

    id: UUID
    amount: int | None
    currency: str
    state: State
    captures_at: float | None
    refunds: RefundPlan


class Sent(msgspec.Struct):
    """A refund in the books."""

    id: UUID
    payment_id: UUID
    amount: int
    state: RefundState
    reason: str
    done_at: float | None


class Message(msgspec.Struct, frozen=True):
    """Something that the provider has to say from some time on, and has not said."""

    n: int
    notice: Notice


class Books:
    """A file of SQLite; each use is one exclusive transaction."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @contextmanager
    def open(self) -> Iterator[Pages]:
        """Open the books; what is written stands when the block ends, and not when it raises.

        Raises:
            Unavailable: somebody else keeps them busy, or the file cannot be written.
        """
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(self._path, timeout=BUSY_SECONDS, isolation_level=None)
            try:
                connection.executescript("pragma journal_mode = wal;" + TABLES)
                connection.execute("begin immediate")
                yield Pages(connection)
                connection.execute("commit")
            finally:
                connection.close()
        except (sqlite3.Error, OSError) as error:
            raise Unavailable from error

    @property
    def exist(self) -> bool:
        """Whether anything was ever written."""
        return self._path.exists()


class Pages:
    """The open books."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def account(self, payment_id: UUID, *, now: float) -> Account | None:
        """Return a payment; money that was on its way until now has come."""
        row = self._row("select * from payments where id = ?", str(payment_id))
        if row is None:
            return None
        account = msgspec.convert(row, Account, strict=False)
        if account.state == "pending" and account.captures_at is not None and account.captures_at <= now:
            account.state = "captured"
        return account

    def keep(self, account: Account) -> None:
        """Write a payment."""
        self._connection.execute(
            "insert or replace into payments values (?, ?, ?, ?, ?, ?)",
            (str(account.id), account.amount, account.currency, account.state, account.captures_at, account.refunds),
        )

    def refund(self, refund_id: UUID, *, now: float) -> Sent | None:
        """Return a refund; one that was on its way until now has arrived."""
        row = self._row("select * from refunds where id = ?", str(refund_id))
        if row is None:
            return None
        sent = msgspec.convert(row, Sent, strict=False)
        if sent.state == "pending" and sent.done_at is not None and sent.done_at <= now:
            sent.state = "done"
        return sent

    def keep_refund(self, sent: Sent) -> None:
        """Write a refund."""
        self._connection.execute(
            "insert into refunds values (?, ?, ?, ?, ?, ?)",
            (str(sent.id), str(sent.payment_id), sent.amount, sent.state, sent.reason, sent.done_at),
        )

    def sent_back(self, payment_id: UUID) -> int:
        """Return how much of a payment was sent back or is on its way."""
        query = "select coalesce(sum(amount), 0) from refunds where payment_id = ? and state <> 'failed'"
        total: int = self._connection.execute(query, (str(payment_id),)).fetchone()[0]
        return total

    def will_say(self, notice: Notice, *, at: float) -> None:
        """Write down what is to be said."""
        self._connection.execute(
            "insert into messages (payment_id, notice, due_at) values (?, ?, ?)",
            (str(notice.payment_id), msgspec.json.encode(notice).decode(), at),
        )

    def to_say(self, *, now: float, about: UUID | None, most: int) -> list[Message]:
        """Return what should have been said by now, of one payment or of all, in its order."""
        query = (
            "select n, notice from messages where told = 0 and due_at <= ?1 and payment_id = coalesce(?2, payment_id)"
            " order by due_at, n limit ?3"
        )
        rows = self._connection.execute(query, (now, about and str(about), most)).fetchall()
        return [Message(n, msgspec.json.decode(notice, type=Notice)) for n, notice in rows]

    def said(self, n: int) -> None:
        """Note that something was said and heard."""
        self._connection.execute("update messages set told = 1 where n = ?", (n,))

    def _row(self, query: str, key: str) -> dict[str, Any] | None:
        cursor = self._connection.execute(query, (key,))
        row = cursor.fetchone()
        return None if row is None else dict(zip((column[0] for column in cursor.description), row, strict=True))
