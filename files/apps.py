"""Stored objects with authenticated download, and long jobs with progress."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Stored objects with authenticated download, and long jobs with progress."""

    name = "files"
