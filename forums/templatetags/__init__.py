"""Words of the forum for templates."""
