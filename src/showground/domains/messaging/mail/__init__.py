"""Letters by e-mail: kept as rows, written when they are sent or looked at, handed over once."""
