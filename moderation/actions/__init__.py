"""Writes of the moderation."""
