"""A mail server that does as it is told: accepts, refuses, stalls, hangs up before, within or after a letter."""

# ruff: noqa: ARG002, N802 - aiosmtpd finds hooks by their names and calls them with everything
from __future__ import annotations

import asyncio
import email
import ssl
from contextlib import asynccontextmanager
from email import policy
from typing import TYPE_CHECKING, Any, NamedTuple

from aiosmtpd.smtp import SMTP, AuthResult, syntax

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from email.message import EmailMessage

HANGS_UP_WITHIN = "hangs up within the letter"


class Received(NamedTuple):
    """A letter of which the server got the end, whatever it answered then."""

    recipient: str
    answer: str
    message: EmailMessage

    @property
    def name(self) -> str:
        """Its Message-ID."""
        return str(self.message["Message-ID"])


class Session(SMTP):
    """One connection; the only thing that handlers cannot play is a letter that breaks off."""

    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:
        """Take a letter, or hang up after its first lines."""
        if self.envelope and self.event_handler.next_for(self.envelope, "data") == HANGS_UP_WITHIN:
            await self.push("354 go on")
            await self._reader.readline()
            hang_up(self.transport)
            return
        await super().smtp_DATA(arg)


class PostOffice:
    """What was said to whom, and what shall be.

    `answers[recipient]` is a list of what happens at each of his letters: at RCPT ("rcpt 451 later", "rcpt hang up"),
    or at the letter's end ("451 later", "550 never", "hang up", "stall"); when it is used up, all goes well.
    """

    def __init__(self) -> None:
        self.answers: dict[str, list[str]] = {}
        self.received: list[Received] = []
        self.connections = 0
        self.logins: list[tuple[str, str]] = []
        self.awaited = asyncio.Event()
        self.port = 0

    def next_for(self, envelope: Any, stage: str) -> str:
        """Return what shall happen, leaving it in the list unless it is of this stage."""
        waiting = self.answers.get(envelope.rcpt_tos[0] if envelope.rcpt_tos else "", [])
        if waiting and stage == "data" and waiting[0] == HANGS_UP_WITHIN:
            return waiting.pop(0)
        return ""

    async def handle_EHLO(
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        """Count who comes in."""
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        """Take a recipient, or not."""
        waiting = self.answers.get(address, [])
        if waiting and waiting[0].startswith("rcpt "):
            answer = waiting.pop(0).removeprefix("rcpt ")
            if answer == "hang up":
                server.transport.abort()
                await asyncio.sleep(0)
            return answer
        envelope.rcpt_tos.append(address)
        return "250 fine"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Answer the end of a letter."""
        address = envelope.rcpt_tos[0]
        answer = self.answers[address].pop(0) if self.answers.get(address) else "250 taken"
        message = email.message_from_bytes(envelope.original_content, policy=policy.default)
        self.received.append(Received(address, answer, message))
        self.awaited.set()
        if answer == "stall":
            await asyncio.sleep(3600)
        if answer == "hang up":
            server.transport.abort()
        return answer

    def authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        """Let in whoever says "lantern"."""
        self.logins.append((data.login.decode(), data.password.decode()))
        return AuthResult(success=data.password == b"lantern", handled=False)

    def taken_by(self, recipient: str) -> list[Received]:
        """Return the letters that the server answers for."""
        return [one for one in self.received if one.recipient == recipient and one.answer.startswith("250")]


def hang_up(transport: Any) -> None:
    """End a connection without a word."""
    if transport is not None:
        transport.abort()


@asynccontextmanager
async def open_office(
    *, tls: ssl.SSLContext | None = None, tls_from_the_start: bool = False, **manner: Any
) -> AsyncIterator[PostOffice]:
    """Run a mail server on this machine as long as the block runs."""
    office, loop = PostOffice(), asyncio.get_running_loop()
    sessions: list[Session] = []

    def session() -> Session:
        starttls = None if tls_from_the_start else tls
        sessions.append(
            Session(
                office,
                hostname="post.test",
                tls_context=starttls,
                enable_SMTPUTF8=True,
                authenticator=office.authenticate,
                **manner,
            )
        )
        return sessions[-1]

    server = await loop.create_server(session, "127.0.0.1", 0, ssl=tls if tls_from_the_start else None)
    office.port = server.sockets[0].getsockname()[1]
    try:
        yield office
    finally:
        server.close()
        for one in sessions:
            hang_up(one.transport)
            if one._handler_coroutine is not None:
                one._handler_coroutine.cancel()
        await server.wait_closed()
