"""Pictures made from an id: covers, avatars, sparklines. Pure and bounded; no text of a caller enters the SVG."""

from __future__ import annotations

from hashlib import blake2b
from itertools import pairwise
from math import cos, pi, sin
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from showground.web.colour import hex_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

WIDTH, HEIGHT = 800, 450
HORIZON = 330
T = TypeVar("T")


class Sky(NamedTuple):
    """Hues of a dusk, in degrees: overhead, between, and at the horizon; and of the lamp in it."""

    high: int
    mid: int
    low: int
    lamp: int


SKIES = (
    Sky(280, 320, 50, 75),
    Sky(265, 295, 25, 60),
    Sky(255, 225, 85, 90),
    Sky(300, 350, 45, 80),
    Sky(235, 205, 150, 100),
    Sky(285, 265, 205, 85),
    Sky(330, 10, 65, 85),
    Sky(250, 310, 350, 70),
    Sky(200, 185, 95, 95),
    Sky(270, 285, 320, 60),
)


class Dice:
    """Numbers drawn from a seed, the same in every process and release."""

    def __init__(self, seed: str) -> None:
        self.seed = seed.encode()
        self.drawn = 0

    def unit(self) -> float:
        """Return the next number in [0, 1)."""
        self.drawn += 1
        digest = blake2b(self.seed, digest_size=4, salt=self.drawn.to_bytes(4, "big")).digest()
        return int.from_bytes(digest, "big") / 2**32

    def between(self, low: float, high: float) -> float:
        """Return the next number in [low, high)."""
        return low + (high - low) * self.unit()

    def pick(self, things: Sequence[T]) -> T:
        """Return one of `things`."""
        return things[int(self.unit() * len(things))]


class Paint(NamedTuple):
    """What a motif may draw with."""

    dark: str
    mid: str
    bright: str
    lamp: str


def cover(event_id: UUID | str, topic: str = "") -> str:
    """Return the cover of an event without a picture: a dusk in the topic's colours over a motif of the event's own."""
    dice = Dice(f"cover {event_id}")
    sky = Dice(f"topic {topic}").pick(SKIES)
    key = blake2b(f"{event_id} {topic}".encode(), digest_size=5).hexdigest()
    paint = Paint(
        dark=hex_of(0.19, 0.05, sky.high),
        mid=hex_of(0.34, 0.09, sky.mid),
        bright=hex_of(0.74, 0.14, sky.low),
        lamp=hex_of(0.9, 0.1, sky.lamp),
    )
    motif = dice.pick(MOTIFS)
    return (
        f'<svg class="art" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="xMidYMid slice" '
        'aria-hidden="true" focusable="false">'
        f"{_sky(sky, key, dice)}{_hills(dice, hex_of(0.38, 0.09, sky.mid), 300, 40)}"
        f"{motif(dice, paint)}{_hills(dice, paint.dark, 385, 22)}</svg>"
    )


def avatar(seed: UUID | str) -> str:
    """Return a round picture for a person or an organization; dark enough for light initials on it."""
    dice = Dice(f"avatar {seed}")
    hue = dice.between(0, 360)
    key = blake2b(str(seed).encode(), digest_size=5).hexdigest()
    one, two = hex_of(0.47, 0.11, hue), hex_of(0.36, 0.1, hue + dice.between(40, 110))
    x, y, r = dice.between(8, 56), dice.between(8, 56), dice.between(14, 26)
    return (
        '<svg viewBox="0 0 64 64" aria-hidden="true" focusable="false">'
        f'<linearGradient id="v{key}" x1="0" y1="0" x2="1" y2="1"><stop stop-color="{one}"/>'
        f'<stop offset="1" stop-color="{two}"/></linearGradient><path fill="url(#v{key})" d="M0 0h64v64H0z"/>'
        f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{r:.0f}" fill="{hex_of(0.42, 0.12, hue + 60)}" opacity=".6"/></svg>'
    )


def horizon() -> str:
    """Return the wide dusk behind a page's headline: dark above, where the words are; lit tents below."""
    dice = Dice("showground at dusk")
    paint = Paint(hex_of(0.15, 0.04, 280), hex_of(0.27, 0.07, 290), hex_of(0.72, 0.15, 50), hex_of(0.9, 0.1, 80))
    stars = "".join(
        _dot(dice.between(0, 1600), dice.between(0, 220), dice.between(0.6, 1.6), paint.lamp) for _ in range(46)
    )
    tents = "".join(_tent(x, 392, w, paint) for x, w in ((1010, 150), (1190, 230), (1400, 130), (190, 120)))
    return (
        '<svg viewBox="0 0 1600 420" preserveAspectRatio="xMidYMax slice" aria-hidden="true" focusable="false">'
        '<linearGradient id="dusk-sky" x1="0" y1="0" x2="0" y2="1">'
        f'<stop stop-color="{hex_of(0.2, 0.05, 278)}"/><stop offset=".6" stop-color="{hex_of(0.27, 0.08, 285)}"/>'
        f'<stop offset="1" stop-color="{hex_of(0.46, 0.14, 330)}"/></linearGradient>'
        f'<radialGradient id="dusk-glow"><stop stop-color="{paint.bright}" stop-opacity=".85"/>'
        f'<stop offset=".45" stop-color="{hex_of(0.6, 0.17, 30)}" stop-opacity=".3"/>'
        f'<stop offset="1" stop-color="{paint.bright}" stop-opacity="0"/></radialGradient>'
        '<path fill="url(#dusk-sky)" d="M0 0h1600v420H0z"/><g opacity=".7">' + stars + "</g>"
        '<ellipse cx="1200" cy="420" rx="640" ry="210" fill="url(#dusk-glow)"/>'
        f'<path fill="{paint.mid}" opacity=".8" d="M0 372q180-50 380-20t420 0 400-14 400 10v80H0z"/>'
        f"{tents}{_lamps(860, 1600, 286, 26, paint)}"
        f'<path fill="{paint.dark}" d="M0 398q260-22 520-8t560-4 520 0v40H0z"/></svg>'
    )


def sparkline(values: Sequence[float]) -> str:
    """Return a trend as a small line over its area; nothing for fewer than two values."""
    if len(values) < 2:
        return ""
    low, high = min(0, *values), max(values)
    span = (high - low) or 1
    step = 100 / (len(values) - 1)
    line = " ".join(f"{i * step:.1f},{30 - 28 * (v - low) / span:.1f}" for i, v in enumerate(values))
    return (
        '<svg class="spark" viewBox="0 0 100 32" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        f'<polygon class="spark-area" points="0,32 {line} 100,32"/><polyline class="spark-line" points="{line}"/></svg>'
    )


def _sky(sky: Sky, key: str, dice: Dice) -> str:
    lamp = hex_of(0.9, 0.1, sky.lamp)
    x, y, r = dice.between(140, 660), dice.between(150, 280), dice.between(34, 74)
    stars = "".join(_dot(dice.between(0, WIDTH), dice.between(0, 200), dice.between(0.8, 2), lamp) for _ in range(14))
    return (
        f'<linearGradient id="s{key}" x1="0" y1="0" x2="0" y2="1"><stop stop-color="{hex_of(0.27, 0.09, sky.high)}"/>'
        f'<stop offset=".5" stop-color="{hex_of(0.5, 0.14, sky.mid)}"/>'
        f'<stop offset=".8" stop-color="{hex_of(0.78, 0.13, sky.low)}"/></linearGradient>'
        f'<radialGradient id="g{key}"><stop stop-color="{lamp}" stop-opacity=".75"/>'
        f'<stop offset="1" stop-color="{lamp}" stop-opacity="0"/></radialGradient>'
        f'<path fill="url(#s{key})" d="M0 0h{WIDTH}v{HEIGHT}H0z"/><g opacity=".75">{stars}</g>'
        f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{3.4 * r:.0f}" fill="url(#g{key})"/>'
        f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{r:.0f}" fill="{lamp}"/>'
    )


def _hills(dice: Dice, fill: str, height: float, swing: float) -> str:
    tops = [height + dice.between(-swing, swing) for _ in range(5)]
    curve = "".join(f"c80 0 120 {rise:.0f} 200 {rise:.0f}" for rise in (b - a for a, b in pairwise(tops)))
    return f'<path fill="{fill}" d="M0 {HEIGHT}V{tops[0]:.0f}{curve}V{HEIGHT}z"/>'


def _dot(x: float, y: float, r: float, fill: str) -> str:
    return f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{r:.1f}" fill="{fill}"/>'


def _tent(x: float, foot: float, width: float, paint: Paint) -> str:
    """Draw a big top: roof in stripes, lit door, pennant."""
    half, roof, wall = width / 2, width * 0.42, width * 0.26
    top, eave = foot - wall - roof, foot - wall
    stripes = "".join(
        f'<path fill="{paint.bright}" opacity=".85" '
        f'd="M{x:.0f} {top:.0f}L{x + a * half:.0f} {eave:.0f}H{x + b * half:.0f}z"/>'
        for a, b in ((-1, -0.62), (-0.2, 0.2), (0.62, 1))
    )
    return (
        f'<path fill="{paint.mid}" d="M{x - half * 0.9:.0f} {eave:.0f}'
        f'h{width * 0.9:.0f}v{wall + 30:.0f}h-{width * 0.9:.0f}z"/>'
        f'<path fill="{paint.dark}" d="M{x:.0f} {top:.0f}L{x - half:.0f} {eave:.0f}h{width:.0f}z"/>{stripes}'
        f'<path fill="{paint.lamp}" d="M{x:.0f} {eave + 4:.0f}l-{width * 0.1:.0f} {wall + 26:.0f}h{width * 0.2:.0f}z"/>'
        f'<path stroke="{paint.dark}" stroke-width="2" d="M{x:.0f} {top:.0f}v-{width * 0.14:.0f}"/>'
        f'<path fill="{paint.lamp}" d="M{x:.0f} {top - width * 0.15:.0f}l{width * 0.12:.0f} {width * 0.04:.0f}'
        f'-{width * 0.12:.0f} {width * 0.04:.0f}z"/>'
    )


def _lamps(x0: float, x1: float, y: float, sag: float, paint: Paint) -> str:
    """Hang a string of lamps between posts."""
    spans = 3
    width = (x1 - x0) / spans
    cord = f"M{x0:.0f} {y:.0f}" + "".join(f"q{width / 2:.0f} {2 * sag:.0f} {width:.0f} 0" for _ in range(spans))
    dots = "".join(
        _dot(x0 + width * (s + t / 6), y + 4 * sag * (t / 6) * (1 - t / 6) + 6, 5, paint.lamp)
        for s in range(spans)
        for t in range(1, 6)
    )
    return f'<path fill="none" stroke="{paint.dark}" stroke-width="2" d="{cord}"/>{dots}'


def _tents(dice: Dice, paint: Paint) -> str:
    first = dice.between(150, 320)
    return _tent(first + 300, 372, dice.between(150, 200), paint) + _tent(first, 392, dice.between(230, 320), paint)


def _wheel(dice: Dice, paint: Paint) -> str:
    x, y, r = dice.between(250, 550), 215, dice.between(115, 145)
    turn = dice.between(0, pi / 6)
    rim = [(x + r * cos(turn + i * pi / 6), y + r * sin(turn + i * pi / 6)) for i in range(12)]
    spokes = "".join(f"M{x:.0f} {y}L{a:.0f} {b:.0f}" for a, b in rim)
    cars = "".join(_dot(a, b, 10, paint.lamp if i % 2 else paint.bright) for i, (a, b) in enumerate(rim))
    return (
        f'<g fill="none" stroke="{paint.dark}"><circle cx="{x:.0f}" cy="{y}" r="{r:.0f}" stroke-width="6"/>'
        f'<path stroke-width="2" d="{spokes}"/>'
        f'<path stroke-width="8" d="M{x:.0f} {y}l-70 190M{x:.0f} {y}l70 190"/></g>{cars}'
    )


def _strings(dice: Dice, paint: Paint) -> str:
    return "".join(_lamps(-40, 840, y + dice.between(-14, 14), dice.between(24, 40), paint) for y in (70, 150, 236))


def _beams(dice: Dice, paint: Paint) -> str:
    beams = ""
    for i in range(5):
        x, lean = 200 + i * 100, dice.between(-190, 190)
        beams += f'<path fill="{paint.lamp}" opacity=".2" d="M{x} 372L{x + lean - 46:.0f} 0h92z"/>'
    crowd = "".join(
        _dot(dice.between(0, WIDTH), dice.between(384, 402), dice.between(13, 21), paint.dark) for _ in range(34)
    )
    stage = f'<path fill="{paint.dark}" d="M150 352h500v60H150z"/>'
    return f'{beams}{stage}<path fill="{paint.bright}" d="M150 352h500v7H150z"/>{crowd}'


def _towers(dice: Dice, paint: Paint) -> str:
    out, x = "", -10.0
    while x < WIDTH:
        width, top = dice.between(44, 92), dice.between(150, 300)
        windows = "".join(
            f'<path fill="{paint.lamp}" d="M{x + width * fx:.0f} {top + 16 + 24 * row}h9v11h-9z"/>'
            for row in range(3)
            for fx in (0.2, 0.6)
            if dice.unit() < 0.6
        )
        out += f'<path fill="{paint.mid}" d="M{x:.0f} {top:.0f}h{width:.0f}v300h-{width:.0f}z"/>{windows}'
        x += width + dice.between(2, 14)
    return out


def _balloons(dice: Dice, paint: Paint) -> str:
    out = ""
    for i in range(4):
        x, y, r = 130 + 180 * i + dice.between(-40, 40), dice.between(90, 250), dice.between(32, 62)
        fill = (paint.bright, paint.mid, paint.lamp)[i % 3]
        envelope = (
            f"M{-r:.0f} 0a{r:.0f} {r:.0f} 0 0 1 {2 * r:.0f} 0q0 {r * 0.8:.0f}-{r * 0.8:.0f} {r * 1.3:.0f}"
            f"h-{r * 0.4:.0f}q-{r * 0.8:.0f}-{r * 0.5:.0f}-{r * 0.8:.0f}-{r * 1.3:.0f}z"
        )
        basket = f"M{-r * 0.2:.0f} {r * 1.5:.0f}h{r * 0.4:.0f}v{r * 0.28:.0f}h-{r * 0.4:.0f}z"
        out += (
            f'<g transform="translate({x:.0f} {y:.0f})"><path fill="{fill}" d="{envelope}"/>'
            f'<ellipse rx="{r * 0.36:.0f}" ry="{r * 0.98:.0f}" fill="{paint.dark}" opacity=".3"/>'
            f'<path fill="{paint.dark}" d="{basket}"/></g>'
        )
    return out


def _sparks(dice: Dice, paint: Paint) -> str:
    out = ""
    for fill in (paint.lamp, paint.bright, paint.lamp):
        x, y, r = dice.between(120, 680), dice.between(70, 210), dice.between(46, 96)
        rays = "".join(
            f"M{x + 0.3 * r * cos(a):.0f} {y + 0.3 * r * sin(a):.0f}L{x + r * cos(a):.0f} {y + r * sin(a):.0f}"
            for a in (i * pi / 8 for i in range(16))
        )
        out += f'<path stroke="{fill}" stroke-width="3" stroke-linecap="round" d="{rays}"/>'
    return out + _tent(dice.between(260, 540), 388, 210, paint)


def _bunting(dice: Dice, paint: Paint) -> str:
    out, fills = "", (paint.bright, paint.lamp, paint.mid)
    for y in (36, 112, 188):
        shift = dice.between(-60, 0)
        tops = [(shift + i * 58, y + 34 * abs(sin(i * pi / 5))) for i in range(16)]
        cord = "L".join(f"{x:.0f} {top:.0f}" for x, top in tops)
        flags = "".join(
            f'<path fill="{fills[i % 3]}" d="M{x + 8:.0f} {(top + after) / 2 - 4:.0f}h40l-20 42z"/>'
            for i, ((x, top), (_, after)) in enumerate(pairwise(tops))
        )
        out += f'<path fill="none" stroke="{paint.dark}" stroke-width="2" d="M{cord}"/>{flags}'
    return out


MOTIFS: tuple[Callable[[Dice, Paint], str], ...] = (
    _tents,
    _wheel,
    _strings,
    _beams,
    _towers,
    _balloons,
    _sparks,
    _bunting,
)
