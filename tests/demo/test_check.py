"""`showground check` has rows to examine for every invariant in the demo, and finds nothing wrong."""

from showground.schema.invariants import check, report


async def test_the_check_examines_rows_for_every_invariant_and_finds_nothing_wrong(demo):
    lines, well = report(await check(demo.site.owner_url), demo=True)

    assert well, "\n".join(line for line in lines if not line.startswith("holds"))
