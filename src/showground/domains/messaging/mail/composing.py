"""A letter as bytes for a mail server: headers that nothing can be smuggled into, and two parts that say the same."""

from __future__ import annotations

from email import policy
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import TYPE_CHECKING

from showground.gateways.mail.messages import Envelope
from showground.kit.faults import Invalid

if TYPE_CHECKING:
    from datetime import datetime

    from showground.domains.messaging.mail.types import Letter, Mail

LONGEST_SUBJECT = 200


class Unwritable(Invalid):
    """An address that no header can carry."""

    code = "messaging.unwritable"
    says = "This address cannot be written on a letter."


def composed(mail: Mail, letter: Letter, *, sender: str, at: datetime) -> Envelope:
    """Return what goes out. The Message-ID is the row's: the same at every attempt.

    Raises:
        Unwritable: an address cannot be written.
    """
    origin, target = mailbox(sender), bare_mailbox(mail.address)
    beyond_ascii = not (origin.addr_spec + target.addr_spec).isascii()
    message = EmailMessage(policy=policy.SMTPUTF8 if beyond_ascii else policy.SMTP)
    message["From"] = origin
    message["To"] = target
    message["Subject"] = one_line(letter.subject)[:LONGEST_SUBJECT]
    message["Date"] = format_datetime(at)
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(letter.text, cte="quoted-printable")
    message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    message["Content-Language"] = mail.lang.replace("_", "-")
    return Envelope(origin.addr_spec, target.addr_spec, message.as_bytes())


def mailbox(text: str) -> Address:
    """Return an address, with or without a name before it; its domain in ASCII.

    Raises:
        Unwritable: it is none, or holds what a header must not.
    """
    if not text.isprintable():
        raise Unwritable
    name, spec = parseaddr(text)
    user, at, domain = spec.rpartition("@")
    try:
        plain = domain if domain.isascii() else domain.encode("idna").decode()
        address = Address(display_name=name, username=user, domain=plain)
        if not at or not user or not plain or parseaddr(address.addr_spec) != ("", f"{user}@{plain}"):
            raise Unwritable
    except (HeaderParseError, ValueError, IndexError) as error:
        raise Unwritable from error
    return address


def bare_mailbox(text: str) -> Address:
    """Return an address without a name: nothing but the whole text, lest a letter goes to a part of it.

    Raises:
        Unwritable: it is none.
    """
    if parseaddr(text) != ("", text):
        raise Unwritable
    return mailbox(text)


def domain_of(sender: str) -> str:
    """Return the domain of a sender, for the names of letters."""
    return mailbox(sender).domain


def one_line(text: str) -> str:
    """Return a text without line ends and signs that nobody sees."""
    return "".join(sign if sign.isprintable() else " " for sign in " ".join(text.split()))
