"""What visitors see and do: gathered in this process, written in batches. Reading it is the business of `audience`."""
