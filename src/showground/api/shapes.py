"""Shapes that several parts of the API share: money, cursors, how many."""

from __future__ import annotations

from typing import Annotated

from litestar.params import QueryParameter
from msgspec import Meta

from showground.kit.money import Money

Cursor = Annotated[str | None, QueryParameter(min_length=1, max_length=300, description="`next` of the page before.")]
Limit = Annotated[int, QueryParameter(ge=1, le=100, description="Items of a page.")]
Amount = Annotated[
    Money, Meta(description="Minor units of a currency.", examples=[{"amount": 4800, "currency": "EUR"}])
]
