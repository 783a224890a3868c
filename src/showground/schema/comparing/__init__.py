"""Two catalogs side by side: what was lost, added and changed."""
