"""Pages of the proms app."""
