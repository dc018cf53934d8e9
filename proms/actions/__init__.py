"""Writes of the proms app; each checks its rule, locks, and leaves one audit row."""
