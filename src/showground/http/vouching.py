"""Signing in by an account elsewhere: the way to the provider and back, bound to one browser by a sealed cookie."""

from __future__ import annotations

import hmac
import secrets
import time
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from showground.domains.users.identities import service
from showground.domains.users.types import UserId
from showground.gateways.oidc import NotVouched, read_providers
from showground.http.entering import let_in
from showground.http.limits import SIGN_IN_OF_ADDRESS, count
from showground.kit.faults import Unknown
from showground.kit.sealing import seal, unseal_by_any

if TYPE_CHECKING:
    from showground.gateways.oidc_client import Client
    from showground.http.desk import Desk
    from showground.settings import Settings

PURPOSE, FLOW_SECONDS = "oidc-flow", 600


class Flow(msgspec.Struct, frozen=True):
    """What the browser keeps while its person is at the provider. `person` is who links, None for a sign-in."""

    provider: str
    state: str
    nonce: str
    verifier: str
    after: str
    person: UUID | None
    expires: int


class Arrival(msgspec.Struct, frozen=True):
    """Who came back from a provider, and whether he is in; if not, the account asks for a code."""

    flow: Flow
    is_in: bool


def clients_of(settings: Settings) -> dict[str, Client]:
    """Return who vouches for people here, by name.

    Raises:
        Invalid: the file of providers cannot be used.
    """
    providers = read_providers(settings.oidc_file)
    if not providers:
        return {}
    from showground.gateways.oidc_client import Client  # ten megabytes, where nobody vouches for nothing

    return {name: Client(provider) for name, provider in providers.items()}


def labels(desk: Desk) -> list[tuple[str, str]]:
    """Return name and label of each provider, for buttons."""
    return [(name, client.provider.label) for name, client in _clients(desk).items()]


def issuer_labels(desk: Desk) -> dict[str, str]:
    """Return what people call each issuer."""
    return {client.provider.issuer: client.provider.label for client in _clients(desk).values()}


async def begin(desk: Desk, name: str, *, after: str, person: UserId | None) -> str:
    """Return where the browser goes, and have it keep what proves that it was the one who went.

    Raises:
        Unknown: there is no such provider. ProviderSilent: it cannot be reached.
    """
    client = _client(desk, name)
    flow = Flow(
        provider=name,
        state=secrets.token_urlsafe(24),
        nonce=secrets.token_urlsafe(24),
        verifier=secrets.token_urlsafe(48),
        after=after,
        person=person,
        expires=int(time.time()) + FLOW_SECONDS,
    )
    to = await client.begin(back=_back(desk, name), state=flow.state, nonce=flow.nonce, verifier=flow.verifier)
    sealed = seal(desk.keyring.key(PURPOSE), msgspec.json.encode(flow))
    desk.keep(desk.names.make(desk.names.oidc, sealed, seconds=FLOW_SECONDS))
    return to


async def finish(desk: Desk, name: str, *, code: str, state: str) -> Arrival:
    """Sign in, or link, whom the provider vouches for; return where he wanted to go, and whether he is in.

    Raises:
        TooMany: too many sign-ins from this address.
        NotVouched: this browser did not begin it, it took too long, or the provider's answer does not hold.
        Fault: what `users.identities.service` refuses.
    """
    await count(desk, SIGN_IN_OF_ADDRESS.of(desk.client_ip))
    flow = _flow(desk)
    desk.keep(desk.names.drop(desk.names.oidc))
    if flow is None or flow.provider != name or not hmac.compare_digest(flow.state.encode(), state.encode()):
        raise NotVouched
    vouched = await _client(desk, name).vouch(
        code=code, back=_back(desk, name), nonce=flow.nonce, verifier=flow.verifier
    )
    if flow.person is not None:
        if flow.person != desk.person_or_none:
            raise NotVouched
        async with desk.open() as tx:
            await service.link(tx, UserId(flow.person), vouched)
        return Arrival(flow, is_in=True)
    async with desk.open() as tx:
        person = await service.enter(tx, vouched)
        return Arrival(flow, await let_in(desk, tx, person))


def _flow(desk: Desk) -> Flow | None:
    kept = desk.request.cookies.get(desk.names.oidc)
    payload = unseal_by_any(desk.keyring.keys(PURPOSE), kept) if kept else None
    flow = msgspec.json.decode(payload, type=Flow) if payload else None
    return flow if flow is not None and flow.expires > time.time() else None


def _clients(desk: Desk) -> dict[str, Client]:
    found: dict[str, Client] = desk.request.app.state.oidc
    return found


def _client(desk: Desk, name: str) -> Client:
    client = _clients(desk).get(name)
    if client is None:
        raise Unknown
    return client


def _back(desk: Desk, name: str) -> str:
    return f"{desk.settings.address}/sign-in/with/{name}/back"
