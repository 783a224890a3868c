"""The URL of a mail server: `smtp://user:password@host:587?tls=required`."""

from __future__ import annotations

from typing import Literal, cast, get_args
from urllib.parse import parse_qsl, unquote, urlsplit

import msgspec

from showground.kit.faults import Invalid

Tls = Literal["required", "optional", "never", "from_the_start"]
HERE = {"localhost", "127.0.0.1", "::1"}
PORTS: dict[Tls, int] = {"required": 587, "optional": 25, "never": 25, "from_the_start": 465}


class SmtpAddress(msgspec.Struct, frozen=True):
    """Where letters are handed over. `ca_file` replaces the authorities of this machine."""

    host: str
    port: int
    tls: Tls
    user: str | None = None
    password: str | None = None
    ca_file: str | None = None

    def __repr__(self) -> str:
        """Show it without the password."""
        return f"SmtpAddress({self.user or ''}@{self.host}:{self.port}, tls={self.tls})"


def read_address(url: str, *, field: str = "SHOWGROUND_SMTP_URL") -> SmtpAddress:
    """Return what a URL says; `smtps://` is TLS from the start, else STARTTLS is required unless the host is this one.

    Raises:
        Invalid: it cannot be used; the sentence does not repeat it, because it may hold a password.
    """
    try:
        parts = urlsplit(url)
        options = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query)))
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise Invalid(f"{field} is no URL of a mail server.", field=field) from error
    if parts.scheme not in {"smtp", "smtps"} or not host or parts.netloc.count("@") > 1 or parts.path not in {"", "/"}:
        says = f"{field} must read smtp://user:password@host:port or smtps://...; write an @ in the password as %40."
        raise Invalid(says, field=field)
    tls = _tls(parts.scheme, host, options.pop("tls", ""), field)
    ca_file = options.pop("ca", None)
    if options:
        raise Invalid(f"{field} knows the options tls and ca, not {', '.join(sorted(options))}.", field=field)
    user = unquote(parts.username) if parts.username else None
    password = unquote(parts.password) if parts.password is not None else None
    if password and tls in {"never", "optional"} and host not in HERE:
        raise Invalid(
            f"{field} would show the password to the network: leave tls out or say tls=required.", field=field
        )
    return SmtpAddress(host, port or PORTS[tls], tls, user, password, ca_file)


def _tls(scheme: str, host: str, said: str, field: str) -> Tls:
    if scheme == "smtps":
        if said:
            raise Invalid(f"{field} begins with smtps://, which is TLS from the start: leave tls out.", field=field)
        return "from_the_start"
    if not said:
        return "never" if host in HERE else "required"
    if said not in set(get_args(Tls)) - {"from_the_start"}:
        raise Invalid(f"{field} has tls={said}; it is required, optional or never.", field=field)
    return cast("Tls", said)
