"""How many looked: what owners read of the showings of their events. Recording them is not here."""
