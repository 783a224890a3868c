"""What the seller's side reads of its sales: orders, attendees, totals, gates. Selling itself is not here."""
