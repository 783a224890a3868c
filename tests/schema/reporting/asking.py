"""Reports of databases for tests, and what in them asks for attention."""

from __future__ import annotations

from showground.schema.catalog.read import read, reading
from showground.schema.reporting.build import report
from showground.schema.reporting.rendering.words import fine


async def report_of(url, **wanted):
    """Read and ask a database."""
    async with reading(url) as connection:
        return await report(connection, await read(connection), **wanted)


def section(found, name):
    """Return a section by its name."""
    return next(one for one in found.sections if one.name == name)


def leaves(found, *, check=None):
    """Return every line that is said for the first time and has none below it."""
    every = [leaf for one in found.sections for line in one.lines for leaf in line.leaves()]
    return [leaf for leaf in every if check is None or leaf.check == check]


def attention(found, *, without=("index-unused",)):
    """Return what is not as it should be: check, subject, status."""
    wrong = [leaf for leaf in leaves(found) if not fine(leaf) and leaf.check not in without]
    return sorted((leaf.check, leaf.subject, leaf.status) for leaf in wrong)
