"""Words of the registry in templates."""
