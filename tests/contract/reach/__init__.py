"""How to reach each route: what stands in path, body and query. One file per domain; all belongs to `world.owner`.

`VALUES`: path up to and with a parameter, less /api/v1 -> an async function of the world that returns its value.
`BODIES`: "POST /path" as the route table writes it -> fields of the form or JSON, or an async function of the world.
`QUERIES`: "GET /path" -> the query, likewise; only where a route cannot do without.
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any


class World:
    """What the calls meet: things of one owner, made when first needed."""

    def __init__(self, make) -> None:
        self.make = make
        self._made: dict[str, Any] = {}

    async def get(self, name, maker, **wanted):
        """Return the thing of that name, made by `maker(...)` the first time."""
        if name not in self._made:
            self._made[name] = await maker(**wanted)
        return self._made[name]

    async def owner(self):
        return await self.get("owner", self.make.user)

    async def organization(self):
        return await self.get("organization", self.make.organization, founder=await self.owner())

    async def path(self, template):
        """Return the path of a route with its parameters filled in."""
        bare, filled = "", []
        for part in template.split("/"):
            bare = f"{bare}/{part}" if part else bare
            key = bare.removeprefix("/api/v1")
            if part.startswith("{"):
                if key not in VALUES:
                    raise LookupError(f"{template}: tests/contract/reach says nothing of {key}")
                filled.append(str(await VALUES[key](self)))
            else:
                filled.append(part)
        return "/".join(filled)

    async def body(self, method, template):
        """Return the body of a route's call; None when it takes none."""
        return await self._told(BODIES, method, template)

    async def query(self, method, template):
        """Return the query of a route's call; None when it takes none."""
        return await self._told(QUERIES, method, template)

    async def _told(self, of, method, template):
        found = of.get(f"{method} {template}")
        return await found(self) if callable(found) else found


VALUES: dict[str, Any] = {}
BODIES: dict[str, Any] = {}
QUERIES: dict[str, Any] = {}
for found in pkgutil.iter_modules(__path__, prefix=f"{__name__}."):
    module = importlib.import_module(found.name)
    for ours, name in ((VALUES, "VALUES"), (BODIES, "BODIES"), (QUERIES, "QUERIES")):
        theirs = getattr(module, name, {})
        if twice := ours.keys() & theirs.keys():
            raise ValueError(f"two files say how to reach {twice}")
        ours.update(theirs)
