"""Registries: datasets, subjects, entries, and their way in and out."""
