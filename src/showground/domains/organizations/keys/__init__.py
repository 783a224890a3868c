"""API keys of organizations: made and revoked by admins and owners."""
