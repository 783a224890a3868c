"""The demo: a deterministic world around real conferences, for trying things out, for tests and for measuring."""
