"""Machine learning: embeddings of people and events, which rank what people are shown."""
