"""What letters are written with and handed to, as the settings say; shared by worker and web."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from showground.domains.messaging.mail.composing import Unwritable, mailbox
from showground.domains.messaging.mail.types import Letterhead, Pace
from showground.gateways.mail.address import read_address
from showground.kit.faults import Invalid

if TYPE_CHECKING:
    from showground.domains.messaging.ports import MailServer
    from showground.http.keys import Keyring
    from showground.settings import Settings

UNNAMED = "Showground <no-reply@localhost>"  # letters from here stay here


def letterhead_of(settings: Settings, keyring: Keyring) -> Letterhead:
    """Return what every letter is written with.

    Raises:
        Invalid: the sender is no address.
    """
    sender = settings.mail_from or UNNAMED
    try:
        mailbox(sender)
    except Unwritable as error:
        says = "SHOWGROUND_MAIL_FROM must read Name <name@domain>."
        raise Invalid(says, field="SHOWGROUND_MAIL_FROM") from error
    return Letterhead(
        address=settings.address,
        sender=sender,
        key=keyring.key,
        proof_lasts=timedelta(days=settings.proof_days),
        reset_lasts=timedelta(seconds=settings.reset_seconds),
    )


def mail_server_of(settings: Settings) -> MailServer | None:
    """Return who takes letters; None: they stay here.

    Raises:
        Invalid: its URL cannot be used.
    """
    if not settings.smtp_url:
        return None
    from showground.gateways.mail.smtp import SmtpServer

    return SmtpServer(
        read_address(settings.smtp_url),
        reply_seconds=settings.smtp_reply_seconds,
        final_seconds=settings.smtp_final_seconds,
        name=_name(urlsplit(settings.address).hostname or ""),
    )


def pace_of(settings: Settings) -> Pace:
    """Return how often letters are tried."""
    return Pace(
        attempts=settings.mail_attempts,
        first_pause=timedelta(seconds=settings.mail_pause_seconds),
        longest_pause=timedelta(seconds=settings.mail_longest_pause_seconds),
        senders=settings.mail_senders,
    )


def _name(host: str) -> str:
    """Return how we greet a mail server: a name, or an address as SMTP writes it."""
    if ":" in host:
        return f"[IPv6:{host}]"
    return f"[{host}]" if host.replace(".", "").isdigit() else host
