"""Every write of health pages."""
