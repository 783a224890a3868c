"""What holds of any two catalogs: parts of a real one, left out and altered at random."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import asdict, replace
from tests.schema.comparing.planting import BEFORE
from tests.schema.comparing.test_compare import mirrored

from showground.schema.catalog.read import read, reading
from showground.schema.catalog.types import Snapshot
from showground.schema.comparing.compare import compare
from showground.schema.comparing.renaming import renamed
from showground.schema.comparing.types import Difference

WHOLE: dict[str, Snapshot] = {}
FATES = st.sampled_from(["kept"] * 5 + ["gone", "x", "y"])


@pytest.fixture(scope="module", autouse=True)
async def whole(scratch):
    """Read a real catalog once for all examples."""
    async with scratch(18, BEFORE) as url, reading(url) as connection:
        WHOLE["snapshot"] = await read(connection)


def altered(thing, mark):
    """Return a thing with another comment or definition."""
    field = "comment" if hasattr(thing, "comment") else "definition" if hasattr(thing, "definition") else None
    return thing if mark is None or field is None else replace(thing, **{field: mark})


@st.composite
def catalogs(draw):
    """Draw a catalog: each thing of the real one is there, is not, or is something else."""
    whole = WHOLE["snapshot"]
    parts = {}
    for name, things in asdict(whole).items():
        if isinstance(things, tuple):
            fates = draw(
                st.lists(st.sampled_from(["kept"] * 5 + ["gone", "x", "y"]), min_size=len(things), max_size=len(things))
            )
            pairs = zip(things, fates, strict=True)
            parts[name] = tuple(altered(one, fate if fate in "xy" else None) for one, fate in pairs if fate != "gone")
    return replace(whole, **parts)


@given(data=st.data())
def test_a_catalog_equals_itself(data):
    one = data.draw(catalogs())

    assert compare(one, one, owners=True) == Difference(())


@given(data=st.data())
def test_the_other_way_round_is_the_mirror_image(data):
    one, other = data.draw(catalogs()), data.draw(catalogs())

    assert compare(other, one) == mirrored(compare(one, other))


@given(data=st.data())
def test_names_that_are_given_and_taken_back_leave_nothing(data):
    whole = WHOLE["snapshot"]
    movable = [
        one.name for part in (whole.tables, whole.types, whole.routines) for one in part if one.name.startswith("app.")
    ]
    chosen = data.draw(st.lists(st.sampled_from(movable), unique=True))
    there = {name: name.replace("app.", '"Odd Names".', 1) for name in chosen}

    moved = renamed(whole, there)
    names = {one.name for part in (moved.tables, moved.types, moved.routines) for one in part}
    back = {new: new.replace('"Odd Names".', "app.", 1) for new in names if new.startswith('"Odd Names".')}

    assert compare(renamed(moved, back), whole, owners=True) == Difference(())
    assert bool(compare(whole, moved)) == bool(chosen)
