"""Every read of the registry."""
