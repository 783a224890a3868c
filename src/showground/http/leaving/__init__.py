"""What stands in the way of an erasure, asked of every domain; API, web and worker share it."""
