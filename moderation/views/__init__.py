"""Pages of the moderation."""
