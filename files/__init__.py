"""Stored objects with authenticated download, and long jobs with progress."""
