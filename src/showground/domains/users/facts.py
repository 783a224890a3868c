"""What happens to accounts. Bodies carry ids only; whoever reacts reads the rest when he does."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

import msgspec


class EmailProofWanted(msgspec.Struct, frozen=True):
    """A person is to show that an address is his: the one he wants to change to, else the one he signed up with."""

    kind: ClassVar[str] = "users.email_proof_wanted"
    user: UUID


class PasswordResetWanted(msgspec.Struct, frozen=True):
    """Somebody asked for a new password to an account; the letter goes to its address."""

    kind: ClassVar[str] = "users.password_reset_wanted"
    user: UUID


class EmailChangeWanted(msgspec.Struct, frozen=True):
    """A person wants another address; the present one is told, in case it was not he."""

    kind: ClassVar[str] = "users.email_change_wanted"
    user: UUID


class PasswordChanged(msgspec.Struct, frozen=True):
    """An account has another password; its address is told, in case it was not he."""

    kind: ClassVar[str] = "users.password_changed"
    user: UUID


class FactorsChanged(msgspec.Struct, frozen=True):
    """A second step or a passkey came or went; the account's address is told, in case it was not he."""

    kind: ClassVar[str] = "users.factors_changed"
    user: UUID


class ExportReady(msgspec.Struct, frozen=True):
    """A person's copy of his data can be fetched; he is told."""

    kind: ClassVar[str] = "users.export_ready"
    user: UUID


class ErasureAsked(msgspec.Struct, frozen=True):
    """A person wants to be forgotten; he is told until when he can take it back, in case it was not he."""

    kind: ClassVar[str] = "users.erasure_asked"
    user: UUID
