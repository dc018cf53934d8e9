"""Registries: datasets, subjects, entries, and their way in and out."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Registries: datasets, subjects, entries, and their way in and out."""

    name = "registry"
