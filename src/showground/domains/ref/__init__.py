"""Reference data: countries, currencies, industries and time zones, whole and equal to their sources."""
