"""seed_demo [--rest]: the invented organisation, into an empty installation, in the demo only."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from po_platform.demo import seeding


class Command(BaseCommand):
    """Run as the owner (PO_DB_ROLE=owner); does nothing where something is set up already."""

    help = "Fill an empty demo with an invented organisation."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rest", action="store_true", help="the other members and their years")

    def handle(self, *, rest: bool, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is not a demo. Set PO_DEMO=1 to make it one.")
        if rest:
            seeding.seed_rest()
        elif seeding.is_empty():
            seeding.seed_first()
        else:
            self.stdout.write("There is an organisation already; nothing was changed.")
