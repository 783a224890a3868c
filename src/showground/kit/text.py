"""Small things about words."""

from __future__ import annotations

import re
import unicodedata


def slug(text: str, *, longest: int = 80) -> str:
    """Return `text` as lower-case ASCII words joined by hyphens; empty when nothing is left."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-")[:longest].rstrip("-")


def squash(text: str) -> str:
    """Return `text` with runs of white space folded and the ends trimmed."""
    return " ".join(text.split())
