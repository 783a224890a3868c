"""Colour arithmetic: OKLCH to sRGB, and the contrast of WCAG."""

from __future__ import annotations

from math import cos, radians, sin


def linear_rgb(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    """Return linear sRGB, clipped to what a screen can show, of an OKLCH colour (lightness 0..1, hue in degrees)."""
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        _clip(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
        _clip(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
        _clip(-0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short),
    )


def hex_of(lightness: float, chroma: float, hue: float) -> str:
    """Return the colour as #rrggbb, for SVG readers that do not know OKLCH."""
    return "#" + "".join(f"{round(255 * _gamma(part)):02x}" for part in linear_rgb(lightness, chroma, hue))


def luminance(rgb: tuple[float, float, float]) -> float:
    """Return the relative luminance of linear sRGB."""
    return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]


def contrast(one: tuple[float, float, float], two: tuple[float, float, float]) -> float:
    """Return the contrast ratio of WCAG, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(two)))
    return (light + 0.05) / (dark + 0.05)


def _clip(part: float) -> float:
    return min(1.0, max(0.0, part))


def _gamma(part: float) -> float:
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055
