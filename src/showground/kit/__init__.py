"""Pure building blocks without I/O and without domain words."""
