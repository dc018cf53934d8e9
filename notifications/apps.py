"""Outbox, channels, quiet hours, digest: the only code that sends anything."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Outbox, channels, quiet hours, digest: the only code that sends anything."""

    name = "notifications"

    def ready(self) -> None:
        from . import digest, jobs, kinds
        from .actions.upkeep import tidy

        kinds.register(digest.DIGEST)
        jobs.every(3600, "notifications.tidy", tidy)
