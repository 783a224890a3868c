"""One effect per `Idempotency-Key`: the first answer is stored in the transaction of its effect and given again."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from litestar import Request, Response

from showground.db.principal import Anonymous
from showground.db.sql import compile_query
from showground.kit.faults import Conflict, Fault, Invalid, Kind

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from showground.db.tx import Tx
    from showground.http.desk import Desk

T = TypeVar("T")
HEADER, REPLAYED = "idempotency-key", "Idempotent-Replayed"
SHORTEST, LONGEST = 16, 255
RECALL = compile_query(
    "idempotency.recall", "select busy, request, status, response from showground.recall_answer(:key)"
)
KEEP = compile_query(
    "idempotency.keep", "select showground.keep_answer(:key, :request, :status::smallint, :response::jsonb)"
)


class KeyBusy(Conflict):
    """The first request with this key is still at work."""

    code = "idempotency_key_busy"
    says = "A request with this Idempotency-Key is still being answered. Ask again in a moment."

    def __init__(self) -> None:
        super().__init__(retry_after=1)


class KeyReused(Fault):
    """The key belongs to another request."""

    kind, code = Kind.MISMATCH, "idempotency_key_reused"
    says = "This Idempotency-Key was used for another request. Take a new key."


class KeyMalformed(Invalid):
    """Keys that are too short would meet by chance."""

    code = "idempotency_key_malformed"
    says = "An Idempotency-Key has 16 to 255 printable ASCII signs."


class KeyOfNobody(Invalid):
    """Keys are told apart by who uses them."""

    code = "idempotency_key_of_nobody"
    says = "An Idempotency-Key needs somebody signed in."


class Recalled(msgspec.Struct, frozen=True):
    """What is known under a key."""

    busy: bool
    request: bytes | None
    status: int | None
    response: Any


async def once(
    request: Request[Any, Any, Any], desk: Desk, work: Callable[[Tx], Awaitable[T]], *, status_code: int = 201
) -> Response[T]:
    """Do `work` in a transaction as the principal and answer with its result; under a key at most once.

    The result must not hold secrets: it is stored. Nothing is stored when `work` fails, so a failure can be repeated.

    Raises:
        KeyBusy: another request with this key is at work.
        KeyReused: the key came with another method, path or body.
    """
    key = request.headers.get(HEADER)
    if key is None:
        async with desk.open() as tx:
            result = await work(tx)
        return Response(result, status_code=status_code)
    digest = await _digest(request, desk, key)
    async with desk.open() as tx:
        found = await tx.one(RECALL, Recalled, key=key)
        if found.busy:
            raise KeyBusy
        if found.status is not None:
            if found.request != digest:
                raise KeyReused
            return Response(found.response, status_code=found.status, headers={REPLAYED: "true"})
        result = await work(tx)
        await tx.value(KEEP, key=key, request=digest, status=status_code, response=result)
    return Response(result, status_code=status_code)


async def _digest(request: Request[Any, Any, Any], desk: Desk, key: str) -> bytes:
    if not (SHORTEST <= len(key) <= LONGEST and key.isascii() and key.isprintable()):
        raise KeyMalformed
    if isinstance(desk.principal, Anonymous):
        raise KeyOfNobody
    parts = (request.method.encode(), request.url.path.encode(), await request.body())
    return hashlib.sha256(b"\0".join(parts)).digest()
