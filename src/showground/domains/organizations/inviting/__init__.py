"""Inviting: asking people by letter to join, resending and taking back, accepting and declining."""
