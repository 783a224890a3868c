"""Measures the platform as it is served, with the limits of this machine beside the figures: `make bench`."""
