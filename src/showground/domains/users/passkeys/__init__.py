"""Passkeys: WebAuthn credentials that sign people in without a name or password."""
