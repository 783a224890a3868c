"""Codes of authenticator apps (RFC 6238) and recovery codes. Pure; the time is an argument."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

import pyotp

from showground.kit.ids import short_code
from showground.kit.sealing import fingerprint

if TYPE_CHECKING:
    from datetime import datetime

STEP_SECONDS, DIGITS, SKEW = 30, 6, 1  # a clock may be half a minute off
RECOVERY_CODES, RECOVERY_SIGNS, RECOVERY_GROUP = 10, 16, 4


def new_secret() -> str:
    """Return a new secret of 160 bits in Base32."""
    return pyotp.random_base32()


def uri_of(secret: str, *, account: str, issuer: str) -> str:
    """Return what an app reads from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=issuer)


def step_of(secret: str, code: str, *, now: datetime, after: int) -> int | None:
    """Return the step whose code this is, among those near now that are newer than `after`; None: it is none.

    Args:
        after: The step that was used last.
    """
    typed = code.replace(" ", "")
    if len(typed) != DIGITS or not (typed.isascii() and typed.isdigit()):
        return None
    present = int(now.timestamp()) // STEP_SECONDS
    app = pyotp.TOTP(secret)
    near = range(present - SKEW, present + SKEW + 1)
    matching = [step for step in near if hmac.compare_digest(app.generate_otp(step), typed)]
    return next((step for step in matching if step > after), None)


def new_recovery_codes() -> list[str]:
    """Return codes to write down, 80 random bits each: "7K2M-9QXA-HV4T-B3NC"."""
    return ["-".join(short_code(RECOVERY_GROUP) for _ in range(4)) for _ in range(RECOVERY_CODES)]


def recovery_digest(code: str) -> bytes | None:
    """Return under which digest a recovery code is stored, however it was typed; None: it is none."""
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    return fingerprint(plain) if len(plain) == RECOVERY_SIGNS else None
