"""Small nouns without models."""

from django.apps import AppConfig


class KitConfig(AppConfig):
    """Template tags and small shared nouns."""

    name = "po_platform.kit"
    label = "kit"
