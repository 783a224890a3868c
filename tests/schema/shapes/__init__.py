"""Databases of well-known shapes, built from what their makers publish of their structure, with rows of ours.

`pagila` is PostgreSQL's sample of a shop for films: payments are partitioned, and each partition has foreign keys of
its own, the last one none. `django` has what Django's contrib applications create and a generic relation. `rails` has
polymorphic associations as Active Record, Active Storage and a model of comments write them.
Some rows have lost what they refer to; each file says at its end which.
"""

from __future__ import annotations

from pathlib import Path

SHAPES = ("django", "pagila", "rails")


def shape(name: str) -> str:
    """Return the statements that build a shape in an empty database."""
    return (Path(__file__).parent / f"{name}.sql").read_text(encoding="utf-8")
