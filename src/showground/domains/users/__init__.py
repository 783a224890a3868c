"""People: accounts, profiles, sessions, API keys, and whom and what they follow."""
