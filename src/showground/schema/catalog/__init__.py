"""What a PostgreSQL database says about itself: read once, as plain values that can be stored and compared."""
