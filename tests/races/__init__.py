"""Many at once on real connections, each race beside a run without its guard that must go wrong."""
