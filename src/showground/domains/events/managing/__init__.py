"""The organizer's half of events: making, editing and announcing them. Reading them as a visitor does is not here."""
