"""What removes pictures that nothing shows any more."""
