"""Campaigns: what organizations pay to have promoted, and the ads people get to see of it."""
