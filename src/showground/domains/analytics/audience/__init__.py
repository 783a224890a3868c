"""What owners read of who looked at their events and how far they came. Recording it is not here."""
