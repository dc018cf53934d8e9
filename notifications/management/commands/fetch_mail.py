"""fetch_mail: what is new in the mailbox of PO_IMAP_URL, at once."""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from notifications.actions.fetching import fetch_mail
from notifications.incoming.mailbox import NoMailbox

TRY_LATER = 75  # EX_TEMPFAIL of sysexits.h


class Command(BaseCommand):
    """Exits with 0 when the mailbox was read, whatever became of each mail."""

    requires_system_checks = []
    help = "Take the unread mails of the mailbox in PO_IMAP_URL."

    def handle(self, **options: Any) -> None:
        if not settings.IMAP_URL:
            raise CommandError("Set PO_IMAP_URL, or PO_IMAP_URL_FILE, to the mailbox first.")
        try:
            found = fetch_mail()
        except NoMailbox as error:
            self.stderr.write(str(error))
            sys.exit(TRY_LATER)
        self.stdout.write(f"{found.taken} taken, {found.aside} left aside")
