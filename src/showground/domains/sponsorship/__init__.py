"""Sponsorship: sponsors, the packages that events offer them, and the negotiations about them."""
