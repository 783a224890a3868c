"""Eleven domains, each a schema of its own; imports, keys, policies, views and functions point down the ladder only."""
