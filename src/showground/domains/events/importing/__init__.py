"""Events from files: read purely and totally (every line an event or a line-numbered error), then written."""
