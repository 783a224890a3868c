"""What those who run the platform read and do across domains: signs, queue, facts, notices, people, settings."""
