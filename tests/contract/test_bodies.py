"""Functions say what they mean only when they run; this test asks before, of all of ours."""

from __future__ import annotations

from showground.db.layout import SCHEMAS
from showground.schema.catalog.read import read, reading
from showground.schema.proving.bodies import judge_bodies


async def test_every_function_resolves(site):
    async with reading(site.owner_url) as connection:
        proofs = await judge_bodies(connection, await read(connection))
    ours = [proof for proof in proofs if proof.subject.partition(".")[0] in SCHEMAS]

    assert [proof for proof in ours if proof.status not in {"enforced", "holds"}] == []
    assert len(ours) > 80
    assert sum(proof.examined for proof in ours) > len(ours)
