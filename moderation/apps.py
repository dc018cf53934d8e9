"""Cases, reports and decisions about what members publish, and who is there to look."""

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    """Cases, reports and decisions about what members publish, and who is there to look."""

    name = "moderation"
