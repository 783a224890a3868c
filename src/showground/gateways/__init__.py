"""The outside world, behind protocols that the domains declare. Wired together in app.py."""
