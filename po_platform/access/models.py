"""No tables here; Django announces migrations only to apps that have this module."""
