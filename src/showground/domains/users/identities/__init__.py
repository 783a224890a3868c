"""Accounts elsewhere that let a person in: linked, used and unlinked."""
