"""Organizations: those who own events besides people, and who acts for them."""
