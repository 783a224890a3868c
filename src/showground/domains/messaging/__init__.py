"""Messaging: notifications, conversations between people, and broadcasts to many."""
