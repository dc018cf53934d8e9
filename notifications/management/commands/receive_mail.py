"""receive_mail: one mail from standard input, as a mail server or its delivery program hands it over."""

from __future__ import annotations

import logging
import os
import sys
from argparse import ArgumentParser
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand

from notifications.actions.receiving import MOST_BYTES, receive

log = logging.getLogger(__name__)
TRY_LATER = 75  # EX_TEMPFAIL of sysexits.h: the mail server keeps the mail and comes again
CHUNK = 1 << 16


class Command(BaseCommand):
    """Exits with 0 when the mail was taken, whatever became of it, and with 75 to try again."""

    requires_system_checks = []
    help = "Take one mail from standard input: an answer to one of ours, a bounce, a stop."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--to",
            default="",
            help="whom the mail server was told (default: RECIPIENT, or headers)",
        )
        parser.add_argument(
            "--from", dest="sender", default=None, help="the envelope's sender (default: SENDER)"
        )

    def handle(self, *, to: str, sender: str | None, **options: Any) -> None:
        to = to or os.environ.get("ORIGINAL_RECIPIENT") or os.environ.get("RECIPIENT") or ""
        sender = os.environ.get("SENDER") if sender is None else sender
        try:
            raw = _read(sys.stdin.buffer)
            taken = receive(raw, to=[to] if to else [], envelope_from=_bare(sender))
        except Exception:
            log.exception("a mail could not be taken now")
            sys.exit(TRY_LATER)
        self.stdout.write(str(taken))


def _bare(sender: str | None) -> str | None:
    return None if sender is None else sender.strip().strip("<>").replace("MAILER-DAEMON", "")


def _read(stream: BinaryIO) -> bytes:
    """All of it, up to one sign too many; the rest is read away, so that nobody waits for us."""
    raw = stream.read(MOST_BYTES + 1)
    while stream.read(CHUNK):
        pass
    return raw
