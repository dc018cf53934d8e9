"""Words of the moderation for templates."""
