"""Scanners at the door of one event: joined by a one-time code, revoked at once."""
