"""Reads of the moderation."""
