"""Writes of the members app; each checks its rule, locks, and leaves one audit row."""
