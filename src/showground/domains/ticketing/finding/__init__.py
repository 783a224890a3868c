"""Orders of buyers without an account: finding them again by a letter, and how long their links work."""
