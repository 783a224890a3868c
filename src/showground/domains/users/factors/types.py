"""Second steps as rows and answers."""

from __future__ import annotations

from typing import Literal

import msgspec

from showground.domains.users.types import UserId

CeremonyKind = Literal["second_step", "passkey_sign_in", "passkey_registration"]


class Totp(msgspec.Struct, frozen=True):
    """The secret of an authenticator app, shut, and the last of its steps that was used."""

    secret: bytes
    last_step: int
    confirmed: bool


class TotpSetup(msgspec.Struct, frozen=True):
    """What an app is set up with: the secret to type, and the same as a text for a QR code. Shown until confirmed."""

    secret: str
    uri: str


class Ceremony(msgspec.Struct, frozen=True):
    """What a browser began: whose it is when that is known, and the challenge of a passkey."""

    user_id: UserId | None
    challenge: bytes | None


class SecondStep(msgspec.Struct, frozen=True):
    """How somebody's second step stands."""

    is_on: bool
    recovery_codes_left: int
