"""Moves tables of a flat database into domain schemas, and proves that nothing was lost on the way."""
