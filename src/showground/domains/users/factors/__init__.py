"""Second steps: authenticator apps (TOTP), recovery codes, and what a browser began and finishes once."""
