"""What the platform told a person, as he reads it. Who is told what stands in the reactions."""
