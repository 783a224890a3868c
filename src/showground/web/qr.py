"""QR codes as inline SVG: black on white in every theme, since door readers want it so."""

from __future__ import annotations

from markupsafe import Markup


def qr(text: str, label: str) -> Markup:
    """Return a QR code of `text`; `label` tells screen readers what it is."""
    import segno  # at the first ticket that is shown

    code = segno.make_qr(text, error="m", boost_error=False)
    width = code.symbol_size(border=2)[0]
    runs = "".join(
        f"M{x} {y}h{length}v1h-{length}z"
        for y, row in enumerate(code.matrix_iter(border=2))
        for x, length in _runs(list(row))
    )
    shape = Markup(
        '<svg viewBox="0 0 {0} {0}" role="img" aria-label="{1}" shape-rendering="crispEdges">'
        '<path fill="currentColor" d="{2}"/></svg>'
    )
    return shape.format(width, label, runs)


def _runs(row: list[int]) -> list[tuple[int, int]]:
    """Return (start, length) of the dark stretches of a row."""
    found: list[tuple[int, int]] = []
    for x, dark in enumerate(row):
        if dark and found and sum(found[-1]) == x:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        elif dark:
            found.append((x, 1))
    return found
