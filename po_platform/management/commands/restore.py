"""restore: a backup into an empty database, and away with whoever was erased since."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import psycopg2
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from audit.actions import record
from members import erasure_list
from po_platform.access.actor import Purpose, System, acting_as
from po_platform.backup import BackupFailed
from po_platform.backup.restoring import erasure_lists, restore
from po_platform.settings import env


class Command(BaseCommand):
    """restore FOLDER [--list FILE …]; needs DATABASE_OWNER_URL and DATABASE_ERASE_URL."""

    help = "Restores a backup into an empty database, and erases again who was erased since."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--list",
            action="append",
            type=Path,
            default=[],
            dest="lists",
            help="the newest erasure list, from wherever it was saved to",
        )
        parser.add_argument(
            "--nobody-was-erased",
            action="store_true",
            help="go on without any erasure list: you know that nobody was erased since",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder, lists = options["folder"], [*options["lists"], *erasure_lists(options["folder"])]
        if not (lists or erasure_list.place().exists() or options["nobody_was_erased"]):
            raise CommandError(
                "There is no erasure list: people who were erased would come back. Give it with"
                " --list, or say --nobody-was-erased."
            )
        if not settings.ERASE_DATABASE:
            raise CommandError(
                "Nothing is restored. Set DATABASE_ERASE_URL: whoever was erased since this backup"
                " is erased again right after it."
            )
        try:
            keys = restore(folder, env.text("DATABASE_OWNER_URL"))
        except (BackupFailed, env.SettingMissing, OSError, psycopg2.Error) as error:
            raise CommandError(f"Nothing is restored. {error}") from error
        self.stdout.write(f"Restored; the names of {keys} people open again.")
        given = [word for path in lists for word in ("--list", str(path))]
        # First of all: whatever fails after this, nobody who was erased is back.
        call_command("reapply_erasures", *given, stdout=self.stdout)
        # Days after this copy were written once already: this says why they differ.
        actor = System(Purpose.OPERATE)
        with acting_as(actor):
            record(actor=actor, verb="members.copy.restored", copy=folder.name)
        self.stdout.write("Now bring the tables up to date (migrate), and open the portal.")
