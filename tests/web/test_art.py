"""Covers, avatars and sparklines: same id, same picture; bounded; nothing of the caller inside."""

from __future__ import annotations

import re
from collections import Counter
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st
from tests.web.samples import uid

from showground.web import art
from showground.web.colour import contrast, linear_rgb

PAPER = linear_rgb(0.97, 0.012, 85)


def parsed(svg):
    return ET.fromstring(svg)  # noqa: S314 - our own output


def test_an_event_always_has_the_same_cover():
    assert art.cover(uid(1), "ruby") == art.cover(str(uid(1)), "ruby")


def test_every_motif_and_many_skies_come_up():
    covers = {art.cover(uid(n), "ruby") for n in range(300)}
    skies = Counter(re.search(r'stop-color="(#\w+)"', art.cover(uid(1), topic))[1] for topic in map(str, range(200)))

    assert len(covers) == 300
    assert len(skies) == len(art.SKIES)


@given(st.text(), st.text())
def test_no_text_of_the_caller_enters_a_picture(event_id, topic):
    planted = f'"><script>{event_id}'
    pictures = [art.cover(planted, topic + planted), art.avatar(planted)]

    for svg in pictures:
        assert "".join(parsed(svg).itertext()) == ""
        assert "script" not in svg
        assert len(svg) < 9_000


def test_pictures_are_well_formed_and_carry_no_style():
    for n in range(60):
        for svg in (art.cover(uid(n), str(n)), art.avatar(uid(n)), art.horizon()):
            tags = {element.tag for element in parsed(svg).iter()}
            names = {name for element in parsed(svg).iter() for name in element.attrib}
            assert tags <= {"svg", "g", "path", "circle", "ellipse", "stop", "linearGradient", "radialGradient"}
            assert not names & {"style", "onload", "href"}


def test_light_initials_are_read_on_every_avatar():
    for n in range(400):
        for colour in re.findall(r'"#([0-9a-f]{6})"', art.avatar(uid(n))):
            assert contrast(PAPER, _linear(colour)) >= 4.5


def test_a_sparkline_needs_two_points_and_stays_in_its_box():
    assert art.sparkline([]) == art.sparkline([3]) == ""
    svg = art.sparkline([5, -2, 0, 9])
    points = [float(y) for y in re.findall(r",(-?[\d.]+)", parsed(svg)[1].attrib["points"])]

    assert min(points) >= 0
    assert max(points) <= 32


def test_a_flat_line_is_a_line():
    assert 'points="0.0,30.0 100.0,30.0"' in art.sparkline([0, 0])


def _linear(hex_colour):
    parts = (int(hex_colour[i : i + 2], 16) / 255 for i in (0, 2, 4))
    return tuple(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
