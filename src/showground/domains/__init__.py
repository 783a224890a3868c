"""Eleven domains, eleven schemas; each knows only those below it on the ladder."""
