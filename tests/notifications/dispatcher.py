"""A dispatcher in a process of its own: `python -m tests.notifications.dispatcher PORT`."""

from __future__ import annotations

import sys

import django
from django.conf import settings


def main() -> None:
    """Sends what is due to the mail server on this port of loopback, then ends."""
    django.setup()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(sys.argv[1])
    settings.MAIL_KEPT = False
    from notifications import kinds
    from notifications.actions.dispatching import dispatch

    kinds.register(kinds.Kind("tests.task", kinds.Group("tests.tasks", "things"), "A thing"))
    dispatch()


if __name__ == "__main__":
    main()
