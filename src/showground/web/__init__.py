"""The web pages: templates, their environment, and one adapter file per domain."""
