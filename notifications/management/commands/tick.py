"""`./po manage tick`: one round by hand, what beat asks for every 15 seconds."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from notifications.actions.ticking import tick


class Command(BaseCommand):
    """Runs due jobs and sends due mails once."""

    help = "Runs due jobs and sends due mails once."

    def handle(self, **options: Any) -> None:
        tally = tick()
        self.stdout.write(
            f"sent {tally.sent}, gathered {tally.gathered}, put off {tally.put_off}, "
            f"not sent {tally.dropped}, failed {tally.failed}"
        )
        if tally.unreachable:
            self.stderr.write("The mail server does not answer; what is left stays in the outbox.")
