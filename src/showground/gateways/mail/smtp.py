"""Hands letters to a mail server over SMTP, and says of each whether the server has it, has it not, or may have it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from aiosmtplib import SMTP, SMTPException, SMTPRecipientRefused, SMTPResponseException, SMTPSenderRefused
from aiosmtplib.errors import SMTPServerDisconnected

from showground.gateways.mail.messages import Reply

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from showground.gateways.mail.address import SmtpAddress
    from showground.gateways.mail.messages import Envelope

    Begin = Callable[[], Awaitable[bool]]

READY_FOR_DATA, DONE, GOING_AWAY = 354, 250, 421
LOST = "Connection lost"
START_TLS = {"required": True, "optional": None, "never": False, "from_the_start": False}


class SmtpLine:
    """One connection, opened with the first letter and kept for the next; one letter at a time.

    Args:
        reply_seconds: How long the server may take for an answer.
        final_seconds: How long it may take to say that it has a whole letter, which it may want to look through.
        name: How we greet it.
    """

    def __init__(self, address: SmtpAddress, *, reply_seconds: float, final_seconds: float, name: str) -> None:
        self._address, self._reply_seconds, self._final_seconds = address, reply_seconds, final_seconds
        self._name = name
        self._smtp: SMTP | None = None

    async def deliver(self, envelope: Envelope, *, begin: Begin) -> Reply:
        """Hand over one letter.

        Args:
            begin: Awaited when the server is ready for the letter and has nothing of it yet: notes that from now on it
                may get it. When it returns False nothing is sent.
        """
        if not all(_is_plain(address) for address in (envelope.sender, envelope.recipient)):
            return Reply("refused", None, "The address cannot be used: it holds signs that no address has.")
        try:
            smtp = await self._addressed(envelope)
        except (SMTPSenderRefused, SMTPRecipientRefused) as error:
            await self._reset()
            return Reply("refused" if error.code >= 500 else "later", error.code, _line(error.message))
        except (SMTPException, OSError) as error:  # also a refused sign-in: not the letter's fault
            self.hang_up()
            return _unreached(error)
        except ValueError as error:  # the library finds that the dialogue cannot carry this address
            self.hang_up()
            return Reply("refused", None, f"The address cannot be used: {_line(str(error))}")
        return await self._hand_over(smtp, envelope, begin)

    async def close(self) -> None:
        """Say goodbye."""
        if self._smtp is not None:
            with suppress(SMTPException, OSError):
                await self._smtp.quit(timeout=min(self._reply_seconds, 2))
        self.hang_up()

    def hang_up(self) -> None:
        """End the connection without a word."""
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None

    async def _addressed(self, envelope: Envelope) -> SMTP:
        """Return a connection on which sender and recipient are taken; a kept one may have died meanwhile."""
        if self._smtp is not None:
            try:
                return await self._address_on(self._smtp, envelope)
            except SMTPSenderRefused as error:
                if error.code != GOING_AWAY:  # it has had enough letters on this line
                    raise
            except (SMTPServerDisconnected, TimeoutError):
                pass
            self.hang_up()
        self._smtp = await self._connected()
        return await self._address_on(self._smtp, envelope)

    async def _address_on(self, smtp: SMTP, envelope: Envelope) -> SMTP:
        beyond_ascii = not (envelope.sender + envelope.recipient).isascii()
        encoding, options = ("utf-8", ["SMTPUTF8", "BODY=8BITMIME"]) if beyond_ascii else ("ascii", [])
        if beyond_ascii and not smtp.supports_extension("smtputf8"):
            raise SMTPRecipientRefused(553, "This mail server takes no addresses beyond ASCII.", envelope.recipient)
        await smtp.mail(envelope.sender, options=options, encoding=encoding)
        await smtp.rcpt(envelope.recipient, encoding=encoding)
        return smtp

    async def _connected(self) -> SMTP:
        where = self._address
        smtp = SMTP(
            hostname=where.host,
            port=where.port,
            username=where.user,
            password=where.password,
            timeout=self._reply_seconds,
            use_tls=where.tls == "from_the_start",
            start_tls=START_TLS[where.tls],
            cert_bundle=where.ca_file,
            local_hostname=self._name,
        )
        await smtp.connect()
        if smtp.is_ehlo_or_helo_needed:
            await smtp.ehlo()
        return smtp

    async def _hand_over(self, smtp: SMTP, envelope: Envelope, begin: Begin) -> Reply:
        """Send the letter itself. The library's own `data` does not say on which side of the letter's end it failed."""
        try:
            ready = await smtp.execute_command(b"DATA")
        except (SMTPException, OSError) as error:
            self.hang_up()
            return _unreached(error)
        if ready.code != READY_FOR_DATA:
            await self._reset()
            return Reply("refused" if ready.code >= 500 else "later", ready.code, _line(ready.message))
        begun = False
        try:
            begun = await begin()
        finally:
            if not begun:
                self.hang_up()  # in the middle of DATA, so that nothing is taken for a letter
        if not begun:
            return Reply("given_up", None, "Another attempt has it in hand.")
        return await self._finish(smtp, envelope.content)

    async def _finish(self, smtp: SMTP, content: bytes) -> Reply:
        line = smtp.protocol
        try:
            if line is None:
                raise SMTPServerDisconnected(LOST)
            line.write(_stuffed(content))
        except SMTPServerDisconnected as error:  # before the first byte
            self.hang_up()
            return _unreached(error)
        try:
            answer = await line.read_response(timeout=self._final_seconds)
        except asyncio.CancelledError:
            self.hang_up()  # or its answer would be taken for that to the next command
            raise
        except (SMTPException, OSError) as error:
            self.hang_up()
            return Reply("unknown", None, f"After the letter's end: {_line(str(error)) or type(error).__name__}")
        if answer.code == DONE:
            return Reply("accepted", answer.code, _line(answer.message))
        if not 400 <= answer.code < 600:
            self.hang_up()
            return Reply("unknown", answer.code, _line(answer.message))
        return Reply("refused" if answer.code >= 500 else "later", answer.code, _line(answer.message))

    async def _reset(self) -> None:
        """Forget sender and recipient, so that the connection can take the next letter."""
        if self._smtp is None:
            return
        try:
            await self._smtp.rset()
        except (SMTPException, OSError):
            self.hang_up()


class SmtpServer:
    """Opens lines to one mail server."""

    def __init__(self, address: SmtpAddress, *, reply_seconds: float, final_seconds: float, name: str) -> None:
        self._address, self._name = address, name
        self.reply_seconds, self.final_seconds = reply_seconds, final_seconds

    def line(self) -> SmtpLine:
        """Return a line that is not connected yet."""
        return SmtpLine(
            self._address, reply_seconds=self.reply_seconds, final_seconds=self.final_seconds, name=self._name
        )


def _is_plain(address: str) -> bool:
    """Return whether an address stays one word of the dialogue; the library would make a guess at the others."""
    return address.isprintable() and not set(address) & set(" <>")


def _unreached(error: Exception) -> Reply:
    code = error.code if isinstance(error, SMTPResponseException) and error.code > 0 else None
    said = error.message if isinstance(error, SMTPResponseException) else str(error)
    return Reply("later", code, _line(said) or type(error).__name__)


def _stuffed(content: bytes) -> bytes:
    """Return a letter with CRLF at line ends, lone dots doubled, and the end's dot."""
    lines = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").removesuffix(b"\n").split(b"\n")
    return b"".join((b"." + line if line.startswith(b".") else line) + b"\r\n" for line in lines) + b".\r\n"


def _line(text: str) -> str:
    """Return what a server said as one printable line."""
    return "".join(sign if sign.isprintable() else " " for sign in " ".join(text.split()))[:400]
