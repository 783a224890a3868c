"""WebAuthn itself: what authenticators are asked, and what their answers prove. Knows no table; loaded when needed."""

from __future__ import annotations

import secrets
from contextlib import contextmanager
from typing import TYPE_CHECKING

import msgspec
import webauthn
from webauthn.helpers import base64url_to_bytes, options_to_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from showground.domains.users.errors import PasskeyRefused
from showground.domains.users.passkeys.types import Made

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from showground.domains.users.passkeys.types import Credential, Site, StoredPasskey
    from showground.domains.users.types import UserId

RELYING_PARTY = "Showground"
CHALLENGE_BYTES = 32
TRANSPORTS = {one.value for one in AuthenticatorTransport}


class _Answer(msgspec.Struct):
    """As much of a browser's answer as is read before it is verified."""

    id: str
    response: dict[str, object]


def registration(
    person: UserId, email: str, name: str, *, site: Site, known: Sequence[Credential]
) -> tuple[bytes, str]:
    """Return a challenge, and what an authenticator is asked that shall make a credential."""
    options = webauthn.generate_registration_options(
        rp_id=site.name,
        rp_name=RELYING_PARTY,
        user_id=person.bytes,
        user_name=email,
        user_display_name=name,
        challenge=secrets.token_bytes(CHALLENGE_BYTES),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(
                id=one.credential_id, transports=[AuthenticatorTransport(name) for name in one.transports]
            )
            for one in known
        ],
    )
    return options.challenge, options_to_json(options)


def registered(answer: bytes, challenge: bytes, *, site: Site) -> Made:
    """Return the credential that an answer proves.

    Raises:
        PasskeyRefused: it proves nothing.
    """
    with _refusing():
        made = webauthn.verify_registration_response(
            credential=answer.decode(),
            expected_challenge=challenge,
            expected_rp_id=site.name,
            expected_origin=site.origin,
            require_user_verification=True,
        )
        said = msgspec.json.decode(answer, type=_Answer).response.get("transports")
    transports = [one for one in said if one in TRANSPORTS] if isinstance(said, list) else []
    return Made(made.credential_id, made.credential_public_key, made.sign_count, transports)


def authentication(*, site: Site) -> tuple[bytes, str]:
    """Return a challenge, and what any authenticator is asked that has a credential of this site."""
    options = webauthn.generate_authentication_options(
        rp_id=site.name,
        challenge=secrets.token_bytes(CHALLENGE_BYTES),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options.challenge, options_to_json(options)


def credential_of(answer: bytes) -> bytes:
    """Return the name of the credential that an answer claims to come from.

    Raises:
        PasskeyRefused: it is no answer.
    """
    with _refusing():
        return base64url_to_bytes(msgspec.json.decode(answer, type=_Answer).id)


def authenticated(answer: bytes, challenge: bytes, known: StoredPasskey, *, site: Site) -> int:
    """Return how often a credential has signed, as its answer proves.

    Raises:
        PasskeyRefused: it proves nothing.
    """
    with _refusing():
        verified = webauthn.verify_authentication_response(
            credential=answer.decode(),
            expected_challenge=challenge,
            expected_rp_id=site.name,
            expected_origin=site.origin,
            credential_public_key=known.public_key,
            credential_current_sign_count=known.sign_count,
            require_user_verification=True,
        )
    return verified.new_sign_count


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:  # what a made-up answer raises on its way
        raise PasskeyRefused from error
