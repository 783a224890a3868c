"""What a database's relations really are: found in its catalog, proved by its rows, told with the evidence."""
