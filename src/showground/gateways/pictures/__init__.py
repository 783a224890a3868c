"""Strangers' pictures are decoded in a process of its own that knows nothing and may be killed."""
