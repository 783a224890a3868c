"""Showground: a self-hosted platform for live events on PostgreSQL."""

__version__ = "0.1.0"
