"""Analytics: facts without end, by month, and the views that answer questions across all schemas."""
