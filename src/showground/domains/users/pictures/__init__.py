"""Pictures that people upload: where their sizes lie, which of them are shown, and a person's own."""
