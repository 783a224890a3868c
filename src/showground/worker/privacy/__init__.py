"""What the worker does for privacy: copies of what is known of people, erasures, and what is kept how long."""
