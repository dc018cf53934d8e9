"""Outbox, channels, quiet hours, digest: the only code that sends anything."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Outbox, channels, quiet hours, digest: the only code that sends anything."""

    name = "notifications"

    def ready(self) -> None:
        from . import digest, kinds

        kinds.register(digest.DIGEST)
