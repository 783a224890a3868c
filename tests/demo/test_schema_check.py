"""The contract that ships with the platform is kept by the demo, relation by relation and row by row."""

from __future__ import annotations

from collections import Counter

from showground.schema.catalog.read import read, reading
from showground.schema.proving import formats
from showground.schema.proving.check import check
from showground.schema.proving.contract import ours


async def test_the_demo_keeps_the_contract(demo):
    async with reading(demo.site.owner_url) as connection:
        checked = await check(connection, await read(connection), ours())

    print(formats.text(checked))
    assert checked.failures == ()
    assert checked.relations == (93, 93)
    kinds = Counter((proof.kind, proof.status) for proof in checked.proofs)
    assert kinds["flow", "enforced"] == 27
