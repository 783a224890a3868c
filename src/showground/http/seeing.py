"""What a request saw or did, told to this process's recorder. Nothing here waits, and no answer depends on it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from showground.db.principal import Anonymous, ApiKey, Person
from showground.domains.analytics.recording.rules import counts, is_to_be_forgotten, origin
from showground.domains.analytics.recording.types import Sighting, Witness
from showground.http.counter import counter_of
from showground.kit.ids import uuid7

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from showground.domains.analytics.recording.recorder import Recorder
    from showground.domains.analytics.recording.types import Step, Surface
    from showground.http.desk import Desk


def saw_event(desk: Desk, event_id: UUID) -> None:
    """Record that the page of an event was shown."""
    if by := _witness(desk):
        seen = Sighting(
            id=uuid7(),
            by=by,
            event_id=event_id,
            surface="event_page",
            kind="event.viewed",
            properties=_origin(desk),
        )
        recorder_of(desk).note([seen])


def saw_organization(desk: Desk, org_id: UUID) -> None:
    """Record that the page of an organization was shown."""
    if by := _witness(desk):
        seen = Sighting(id=uuid7(), by=by, org_id=org_id, kind="organization.viewed", properties=_origin(desk))
        recorder_of(desk).note([seen])


def saw_cards(desk: Desk, event_ids: Iterable[UUID], surface: Surface) -> None:
    """Record that cards of events stood in a list."""
    if by := _witness(desk):
        shown = [Sighting(id=uuid7(), by=by, event_id=event_id, surface=surface) for event_id in event_ids]
        recorder_of(desk).note(shown)


def took_step(desk: Desk, step: Step, event_id: UUID) -> None:
    """Record a step towards a ticket."""
    if by := _witness(desk):
        recorder_of(desk).note([Sighting(id=uuid7(), by=by, event_id=event_id, kind=step)])


def recorder_of(desk: Desk) -> Recorder:
    """Return this process's recorder."""
    return counter_of(desk).recorder


def _witness(desk: Desk) -> Witness | None:
    """Return who sees this; None: nobody who counts."""
    request, principal = desk.request, desk.principal
    if not counts(str(request.scope.get("method", "GET")), request.headers):
        return None
    if isinstance(principal, Person) and principal.operator is not None:
        return None  # an operator looks, not the person
    return Witness(
        viewer=principal.user_id if isinstance(principal, Person | ApiKey) else None,
        link=principal.link if isinstance(principal, Anonymous | Person) else None,
        trace=f"{desk.client_ip}\n{request.headers['user-agent']}",
        nobody=is_to_be_forgotten(request.headers),
    )


def _origin(desk: Desk) -> dict[str, str]:
    return origin(desk.request.headers, desk.request.query_params, own_host=_host(desk.settings.address))


@lru_cache(maxsize=8)
def _host(address: str) -> str:
    return urlsplit(address).hostname or ""
