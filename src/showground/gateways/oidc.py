"""OpenID Connect: the providers that the settings name, what they say of people, and how they fail us."""

from __future__ import annotations

import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from showground.kit.faults import Invalid, Refused, Unavailable

HERE = {"localhost", "127.0.0.1", "::1"}


class NotVouched(Refused):
    """The provider says no, or says something that we cannot believe."""

    code = "oidc.not_vouched"
    says = "The provider did not confirm who you are. Nothing was changed; try again."


class ProviderSilent(Unavailable):
    """The provider cannot be reached, or answers nonsense."""

    code = "oidc.provider_silent"
    says = "The provider does not answer. Try again in a moment, or sign in with your password."


class Provider(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A provider as the settings name it."""

    label: str
    issuer: str
    client_id: str
    client_secret: str = ""
    scope: str = "openid email profile"


class Vouched(msgspec.Struct, frozen=True):
    """Whom a provider vouches for. `email` is empty unless the provider has verified it."""

    issuer: str
    subject: str
    email: str
    name: str


def read_providers(file: str) -> dict[str, Provider]:
    """Return the providers of a TOML file, a table each; none without a file.

    Raises:
        Invalid: the file cannot be read or names no usable provider.
    """
    if not file:
        return {}
    try:
        found = msgspec.convert(tomllib.loads(Path(file).read_text(encoding="utf-8")), dict[str, Provider])
    except (OSError, msgspec.MsgspecError, tomllib.TOMLDecodeError) as error:
        raise Invalid(f"The file of sign-in providers {file} cannot be used: {error}.", field="oidc_file") from error
    for name, provider in found.items():
        url = urlsplit(provider.issuer)
        if not name.isalnum() or not (url.scheme == "https" or (url.scheme == "http" and url.hostname in HERE)):
            says = f"The sign-in provider {name} needs a name of letters and figures, and an issuer by https."
            raise Invalid(says, field="oidc_file")
    return found
