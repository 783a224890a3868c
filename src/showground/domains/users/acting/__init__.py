"""Operators who act as somebody: for a reason, for some minutes, on record."""
