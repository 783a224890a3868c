"""The audit log as people read it: whose entries, which of them, in sentences; and entries about events."""
