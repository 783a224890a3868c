"""Who reacts to what: the domains' reactions, composed."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec

from showground.domains.analytics import reactions as analytics_reactions
from showground.domains.messaging import reactions as messaging_reactions
from showground.domains.payments import reactions as payments_reactions
from showground.domains.payments.types import Pace
from showground.http.operating.checking import CheckWanted, carry_out_check

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping

    from showground.db.tx import Database
    from showground.domains.payments.ports import Providers

    Act = Callable[[Database, Any], Awaitable[None]]


class Reaction(msgspec.Struct, frozen=True):
    """Something that is done about a fact; `name` names its jobs and stays, whatever the function is called.

    An act that takes a `fact_id` tells by it whether it was done: for facts that may happen again to the same thing.
    """

    name: str
    fact: type[Any]
    act: Any

    async def run(self, db: Database, body: Mapping[str, object], fact_id: UUID) -> None:
        """Do it, for a fact as the outbox keeps it."""
        named = {"fact_id": fact_id} if "fact_id" in inspect.signature(self.act).parameters else {}
        await self.act(db, msgspec.convert(body, self.fact), **named)


Registry = dict[str, list[Reaction]]  # by the fact's kind


def registry(providers: Providers, pace: Pace | None = None) -> Registry:
    """Return every reaction of the platform by the kind of fact.

    Raises:
        ValueError: two reactions share a name.
    """
    listed: list[tuple[str, Mapping[Any, Iterable[Any]]]] = [
        ("payments", payments_reactions.reactions(providers, pace or Pace())),
        ("messaging", messaging_reactions.REACTIONS),
        ("analytics", analytics_reactions.REACTIONS),
        ("operating", {CheckWanted: [carry_out_check]}),
    ]
    found: Registry = {}
    names: set[str] = set()
    for domain, reactions in listed:
        for fact, acts in reactions.items():
            for act in acts:
                name = f"{domain}.{act.__name__}"
                if name in names:
                    msg = f"two reactions are called {name}"
                    raise ValueError(msg)
                names.add(name)
                found.setdefault(fact.kind, []).append(Reaction(name, fact, act))
    return found
