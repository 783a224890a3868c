"""The `showground` command."""
