"""verify_backup: reads a backup from end to end and says whether it is whole."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from po_platform.backup import BackupFailed
from po_platform.backup.checking import keys_are_there, problems_of
from po_platform.backup.manifest import read


class Command(BaseCommand):
    """verify_backup FOLDER."""

    help = "Checks every file and counts every row of a backup. Needs no database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        folder = options["folder"]
        try:
            problems = problems_of(folder)
        except BackupFailed as error:
            raise CommandError(str(error)) from error
        if problems:
            raise CommandError("This backup is NOT whole. " + " ".join(problems))
        self.stdout.write(f"{folder} is whole: {sum(read(folder).rows.values())} rows.")
        if not keys_are_there(folder):
            self.stdout.write("Its keys are gone, as they should be by now: use newer ones.")
