"""What the API and the web share: desk, sessions, limits, faults as problems, health."""
