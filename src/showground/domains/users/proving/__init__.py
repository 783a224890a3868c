"""Showing that it is oneself: proof of an address, a lost password, a fresh sign-in before delicate things."""
