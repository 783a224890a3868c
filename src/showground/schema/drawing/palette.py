"""The colours of schemas in pictures. Each is dark enough for white words on it and for its own words on its tint."""

from __future__ import annotations

HUES = (  # neighbours in the list are far apart on the wheel: schemas come in the order of their names
    *("#9a3412", "#1d4ed8", "#0f766e", "#be185d", "#6d28d9", "#3f6212"),
    *("#075985", "#991b1b", "#854d0e", "#334155", "#166534", "#a21caf"),
    *("#0e7490", "#57534e"),
)
PAPER, CARD, HEAD = (
    "#fdfcfa",
    "#ffffff",
    "#fffffe",
)  # behind all, of a card, of the words on a card's head: each another
INK, QUIET = "#29273a", "#56536a"
TINT = "16"  # the alpha of a schema's ground, as Graphviz writes it behind a colour


def hues(schemas: tuple[str, ...]) -> dict[str, str]:
    """Return a colour for each schema; more schemas than colours share them."""
    return {name: HUES[place % len(HUES)] for place, name in enumerate(sorted(schemas))}
