"""Who helps at a single event without being in its owner's team: roles, letters, what they answer."""
