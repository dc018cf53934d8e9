"""Writes of the forum."""
