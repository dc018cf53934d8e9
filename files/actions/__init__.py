"""Writes of the files app."""
